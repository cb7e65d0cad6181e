import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { type RefreshTokenName, RefreshTokens } from '../../platform/auth/refresh-tokens.js';
import { requireContext } from '../../platform/context/request-context.js';
import { TenantResolver } from '../../platform/tenancy/resolve-tenant.js';
import { Unauthenticated } from '../../sdk/errors.js';
import { SessionCookie } from './session-cookie.js';

export interface PresentedToken {
  readonly token: string;
  readonly name: RefreshTokenName;
}

/** The refresh token a request came with. It names the tenant, as an access token would, and must agree with the rest. */
@Injectable()
export class PresentedRefreshToken {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly tenants: TenantResolver,
    private readonly cookie: SessionCookie,
  ) {}

  /** Of the body, else of the cookie. Makes the token's tenant that of the request. Throws `Unauthenticated` without a good one. */
  async enter(request: Request, sent?: string): Promise<PresentedToken> {
    const token = sent ?? this.cookie.read(request);
    if (!token) throw new Unauthenticated(sent === undefined ? undefined : 'A refresh token is needed');
    const name = this.tokens.read(token);
    if (!name) throw new Unauthenticated('The refresh token is not valid');
    const context = requireContext();
    const tenant = await this.tenants.resolve({ tokenTenantId: name.tenantId, header: request.get('x-tenant'), host: request.host });
    context.tenantId = tenant.id;
    context.tenant = tenant;
    if (sent === undefined) this.cookie.assertOwnPage(request, tenant);
    return { token, name };
  }
}
