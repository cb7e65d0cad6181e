import { SetMetadata } from '@nestjs/common';
import type { Request } from 'express';

export const ROUTE_TENANT_HINT = Symbol('lectern.route-tenant-hint');

export type TenantHint = (request: Request) => string | undefined;

/** The route is given a token of another kind that names the tenant. The hint is a claim: the route verifies it. */
export const TenantNamedBy = (hint: TenantHint) => SetMetadata(ROUTE_TENANT_HINT, hint);
