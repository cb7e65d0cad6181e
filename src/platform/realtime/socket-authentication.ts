import type { Request } from 'express';
import { Injectable } from '@nestjs/common';
import { Forbidden, Unauthenticated } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import { type AccessClaims, AccessTokens } from '../auth/access-tokens.js';
import { CallerIdentity } from '../auth/caller-identity.js';
import { type RequestContext, runInContext } from '../context/request-context.js';
import { TenantDirectory } from '../tenancy/tenant-directory.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { clientAddress } from '../throttling/addresses.js';

/** Who is connected. */
export interface SocketIdentity {
  readonly tenant: TenantSnapshot;
  readonly principal: Principal;
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  readonly claims: AccessClaims;
  readonly address: string;
}

/** What the request that opened a connection says; Express reads host and address past trusted proxies. */
export type OpeningRequest = Pick<Request, 'headers' | 'host' | 'ip'>;

/** Authenticates connections by the rules of requests: token, session and account must be good, tenant, `X-Tenant` and host agree. */
@Injectable()
export class SocketAuthentication {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly identity: CallerIdentity,
    private readonly directory: TenantDirectory,
  ) {}

  /** Throws the errors a request with this token would be refused with. */
  async identify(request: OpeningRequest, token: string): Promise<SocketIdentity> {
    const claims = await this.tokens.verify(token);
    const address = clientAddress(request.ip ?? '').text;
    const header = request.headers['x-tenant'];
    return this.within(claims.tid, address, async () => {
      const tenant = await this.identity.enterTenant({
        tokenTenantId: claims.tid,
        header: typeof header === 'string' && header !== '' ? header : undefined,
        host: request.host,
      });
      const principal = await this.identity.enterCaller(claims);
      return { tenant, principal, expiresAt: claims.exp * 1000, claims, address };
    });
  }

  /** A later token of the same person. Throws `Forbidden` for anybody else's. */
  async renew(known: SocketIdentity, request: OpeningRequest, token: string): Promise<SocketIdentity> {
    const renewed = await this.identify(request, token);
    const same = renewed.principal.userId === known.principal.userId && renewed.principal.tenantId === known.principal.tenantId;
    if (!same) throw new Forbidden('This connection belongs to somebody else');
    return renewed;
  }

  /**
   * Runs `work` as a request of theirs: in a context of its own, with tenant, session, role and permissions as they are now.
   * Throws `Unauthenticated` when the token, the session or the tenant is at its end.
   */
  async enter<T>({ claims, expiresAt, address }: SocketIdentity, work: (caller: Principal) => Promise<T>): Promise<T> {
    if (expiresAt <= Date.now()) throw new Unauthenticated('The token has expired', 'TOKEN_EXPIRED');
    return this.within(claims.tid, address, async (context) => {
      const tenant = await this.directory.byId(claims.tid);
      if (!tenant?.active) throw new Unauthenticated();
      context.tenant = tenant;
      return work(await this.identity.enterCaller(claims));
    });
  }

  /** Runs `work` as theirs when they may be gone already: nothing is checked any more. */
  afterwards<T>({ tenant, principal, address }: SocketIdentity, work: (caller: Principal) => Promise<T>): Promise<T> {
    return this.within(tenant.id, address, async (context) => {
      context.tenant = (await this.directory.byId(tenant.id)) ?? tenant;
      context.principal = principal;
      return work(principal);
    });
  }

  private within<T>(tenantId: string, address: string, work: (context: RequestContext) => Promise<T>): Promise<T> {
    const context: RequestContext = { requestId: newId(), tenantId, address, beforeCommit: [] };
    return runInContext(context, () => work(context));
  }
}
