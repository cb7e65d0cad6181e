import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Unauthenticated } from '../../sdk/errors.js';
import { ROUTE_ACCESS, type RouteAccess } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { requireContext } from '../context/request-context.js';
import { API_PREFIX } from '../http/api-prefix.js';
import { PermissionCatalog } from '../permissions/permission-catalog.js';
import { TenantResolver } from '../tenancy/resolve-tenant.js';
import { type AccessClaims, AccessTokens } from './access-tokens.js';
import { bearerToken } from './bearer-token.js';
import { SessionStates } from './session-states.js';
import { ROUTE_TENANT_HINT, type TenantHint } from './tenant-hint.js';

/** Establishes tenant and caller of a request. A token that is sent must be good, also where none is needed. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly sessions: SessionStates,
    private readonly tenants: TenantResolver,
    private readonly permissions: PermissionCatalog,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request & { principal?: Principal }>();
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, targets);
    const token = access?.kind === 'public' && access.token === 'ignored' ? undefined : bearerToken(request);
    const claims = token === undefined ? undefined : await this.tokens.verify(token);
    if (claims || request.path.startsWith(`/${API_PREFIX}/`)) {
      const hint = this.reflector.get<TenantHint | undefined>(ROUTE_TENANT_HINT, context.getHandler());
      await this.enterTenant(request, claims?.tid ?? hint?.(request));
    }
    if (claims) request.principal = await this.principal(claims);
    else if (access?.kind !== 'public') throw new Unauthenticated();
    return true;
  }

  /** Routes outside the API belong to the installation: they have a tenant only if a token names one. */
  private async enterTenant(request: Request, tokenTenantId: string | undefined): Promise<void> {
    const tenant = await this.tenants.resolve({ tokenTenantId, header: request.get('x-tenant') || undefined, host: request.host });
    const running = requireContext();
    running.tenantId = tenant.id;
    running.tenant = tenant;
  }

  private async principal(claims: AccessClaims): Promise<Principal> {
    const state = await this.sessions.live(claims.sid);
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
