import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { type RefreshTokenName, RefreshTokens } from '../../platform/auth/refresh-tokens.js';
import type { TenantHint } from '../../platform/auth/tenant-hint.js';
import { requireContext } from '../../platform/context/request-context.js';
import { Unauthenticated } from '../../sdk/errors.js';
import { idSchema } from '../../sdk/ids.js';
import { readSessionCookie, SessionCookie } from './session-cookie.js';

export interface PresentedToken {
  readonly token: string;
  readonly name: RefreshTokenName;
}

/** The refresh token of the body, else of the cookie: it names the tenant as an access token would. */
export const tenantOfRefreshToken: TenantHint = (request) => {
  const { refresh_token: sent } = (request.body ?? {}) as { refresh_token?: unknown };
  const token = typeof sent === 'string' ? sent : readSessionCookie(request);
  const named = idSchema.safeParse(token?.split('.', 1)[0]);
  return named.success ? named.data : undefined;
};

/** The refresh token a request came with, on routes that are `TenantNamedBy(tenantOfRefreshToken)`. */
@Injectable()
export class PresentedRefreshToken {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly cookie: SessionCookie,
  ) {}

  /** Of the body, else of the cookie. Throws `Unauthenticated` without one that we made. */
  read(request: Request, sent?: string): PresentedToken {
    const token = sent ?? readSessionCookie(request);
    if (!token) throw new Unauthenticated('A refresh token is needed');
    const name = this.tokens.read(token);
    const { tenant } = requireContext();
    if (!name || !tenant || name.tenantId !== tenant.id) throw new Unauthenticated('The refresh token is not valid');
    if (sent === undefined) this.cookie.assertOwnPage(request, tenant);
    return { token, name };
  }
}
