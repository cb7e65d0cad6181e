import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Unauthenticated } from '../../sdk/errors.js';
import { ROUTE_ACCESS, type RouteAccess } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { API_PREFIX } from '../http/api-prefix.js';
import { AccessTokens } from './access-tokens.js';
import { bearerToken } from './bearer-token.js';
import { CallerIdentity } from './caller-identity.js';
import { ROUTE_TENANT_HINT, type TenantHint } from './tenant-hint.js';

/** Establishes tenant and caller of a request. A token that is sent must be good, also where none is needed. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly identity: CallerIdentity,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request & { principal?: Principal }>();
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, targets);
    const token = access?.kind === 'public' && access.token === 'ignored' ? undefined : bearerToken(request);
    const claims = token === undefined ? undefined : await this.tokens.verify(token);
    // Routes outside the API belong to the installation: they have a tenant only if a token names one.
    if (claims || request.path.startsWith(`/${API_PREFIX}/`)) {
      const hint = this.reflector.get<TenantHint | undefined>(ROUTE_TENANT_HINT, context.getHandler());
      const tokenTenantId = claims?.tid ?? hint?.(request);
      await this.identity.enterTenant({ tokenTenantId, header: request.get('x-tenant') || undefined, host: request.host });
    }
    if (claims) request.principal = await this.identity.enterCaller(claims);
    else if (access?.kind !== 'public') throw new Unauthenticated();
    return true;
  }
}
