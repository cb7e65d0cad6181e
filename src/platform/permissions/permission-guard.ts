import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Forbidden, Unauthenticated } from '../../sdk/errors.js';
import { ROUTE_ACCESS, type RouteAccess, SIGNED_IN } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { ROUTE_FOR_OPERATORS } from './for-operators-too.js';

/** Whether the caller holds what the route asks for. Runs before validation: 403 comes before 400. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, targets);
    if (!access) throw new Forbidden('This route declares no access');
    const { principal } = context.switchToHttp().getRequest<{ principal?: Principal }>();
    const needsPermission = access.kind === 'requires' && access.permission !== SIGNED_IN;
    if (principal?.role === 'operator' && !needsPermission && !this.reflector.getAllAndOverride<boolean>(ROUTE_FOR_OPERATORS, targets)) {
      throw new Forbidden("Operators' tokens work on operator routes only");
    }
    if (access.kind === 'public') return true;
    if (!principal) throw new Unauthenticated();
    if (needsPermission && !principal.permissions.has(access.permission)) {
      throw new Forbidden(`This needs the permission ${access.permission}`);
    }
    return true;
  }
}
