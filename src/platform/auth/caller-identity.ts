import { Injectable } from '@nestjs/common';
import { Unauthenticated } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { requireContext } from '../context/request-context.js';
import { PermissionCatalog } from '../permissions/permission-catalog.js';
import { type TenantClaims, TenantResolver } from '../tenancy/resolve-tenant.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import type { AccessClaims } from './access-tokens.js';
import { SessionStates } from './session-states.js';

/** Establishes tenant and caller in the running context, for requests and for sockets alike. */
@Injectable()
export class CallerIdentity {
  constructor(
    private readonly sessions: SessionStates,
    private readonly tenants: TenantResolver,
    private readonly permissions: PermissionCatalog,
  ) {}

  /** Throws `NotFound`, `Forbidden` or `Unauthenticated` as `TenantResolver` does. */
  async enterTenant(claims: TenantClaims): Promise<TenantSnapshot> {
    const tenant = await this.tenants.resolve(claims);
    const running = requireContext();
    running.tenantId = tenant.id;
    running.tenant = tenant;
    return tenant;
  }

  /** The tenant of the token has been entered. Throws `Unauthenticated` when the session is over. */
  async enterCaller(claims: AccessClaims): Promise<Principal> {
    const state = await this.sessions.live(claims.sid, claims);
    if (state?.userId !== claims.sub) throw new Unauthenticated('The session has ended');
    const principal: Principal = {
      tenantId: claims.tid,
      userId: state.userId,
      sessionId: claims.sid,
      role: state.role,
      permissions: this.permissions.of(state.role),
    };
    requireContext().principal = principal;
    return principal;
  }
}
