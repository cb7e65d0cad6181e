import { Injectable } from '@nestjs/common';
import { Forbidden, NotFound, Unauthenticated } from '../../sdk/errors.js';
import { Config } from '../config/config.js';
import type { TenantSnapshot } from './tenant.js';
import { TenantDirectory } from './tenant-directory.js';

/** What a request says about its tenant. */
export interface TenantClaims {
  /** `tid` of a verified access token. */
  readonly tokenTenantId: string | undefined;
  /** `X-Tenant`: a slug. */
  readonly header: string | undefined;
  /** `Host`, as sent or as a trusted proxy forwarded it. */
  readonly host: string | undefined;
}

const mismatch = () => new Forbidden('Token, X-Tenant and host name different institutions', 'TENANT_MISMATCH');

/** `School.Example:8080` to `school.example`; `[::1]:80` to `[::1]`. */
const hostName = (host: string): string => host.trim().toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');

/** Finds the tenant of a request: token, else header, else host, else the default; all that are given must agree. */
@Injectable()
export class TenantResolver {
  constructor(
    private readonly directory: TenantDirectory,
    private readonly config: Config,
  ) {}

  async resolve(claims: TenantClaims): Promise<TenantSnapshot> {
    const byToken = claims.tokenTenantId === undefined ? undefined : await this.ofToken(claims.tokenTenantId);
    const byHeader = claims.header === undefined ? undefined : await this.ofHeader(claims.header);
    if (byToken && byHeader && byToken.id !== byHeader.id) throw mismatch();
    const named = byToken ?? byHeader;
    const byHost = await this.ofHost(claims.host, named !== undefined);
    if (named && byHost && named.id !== byHost.id) throw mismatch();
    const tenant = named ?? byHost ?? (await this.directory.default());
    if (!tenant?.active) throw new NotFound('tenant');
    return tenant;
  }

  private async ofToken(id: string): Promise<TenantSnapshot> {
    const tenant = await this.directory.byId(id);
    if (!tenant?.active) throw new Unauthenticated();
    return tenant;
  }

  private async ofHeader(slug: string): Promise<TenantSnapshot> {
    const tenant = await this.directory.bySlug(slug);
    if (!tenant) throw new NotFound('tenant');
    return tenant;
  }

  /** A host that belongs to a tenant binds it; with a base domain, one that belongs to none is refused unless the tenant is named otherwise. */
  private async ofHost(host: string | undefined, named: boolean): Promise<TenantSnapshot | undefined> {
    const name = host === undefined ? '' : hostName(host);
    const { baseDomain } = this.config;
    const suffix = baseDomain === undefined ? undefined : `.${baseDomain}`;
    const tenant =
      suffix && name.endsWith(suffix)
        ? await this.directory.bySlug(name.slice(0, -suffix.length))
        : name === ''
          ? undefined
          : await this.directory.byDomain(name);
    if (!tenant && baseDomain !== undefined && !named) throw new NotFound('tenant');
    return tenant;
  }
}
