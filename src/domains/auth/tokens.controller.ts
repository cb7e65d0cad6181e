import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TenantNamedBy } from '../../platform/auth/tenant-hint.js';
import { Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { IgnoresIdempotencyKey, Limit, NoStore, Public, Returns } from '../../sdk/http.js';
import { type Registration, registrationSchema } from '../users/users.schemas.js';
import { authResultSchema, type Exchange, exchangeSchema, type Refresh, refreshedSchema, refreshSchema } from './auth.schemas.js';
import { ExchangeToken } from './exchange/exchange-token.js';
import { PresentedRefreshToken, tenantOfRefreshToken } from './presented-refresh-token.js';
import { RefreshSession } from './refresh-session.js';
import { Register } from './register.js';
import { SessionCookie } from './session-cookie.js';

/** The ways to a pair of tokens besides a password. */
@Tag('Auth')
@Controller('auth')
@NoStore()
@IgnoresIdempotencyKey()
export class TokensController {
  constructor(
    private readonly registration: Register,
    private readonly refreshSession: RefreshSession,
    private readonly exchangeToken: ExchangeToken,
    private readonly presented: PresentedRefreshToken,
    private readonly cookie: SessionCookie,
  ) {}

  @Post('register')
  @Refuses({ 409: ['EMAIL_TAKEN', 'USERNAME_TAKEN'] })
  @Public('self-registration, where the institution allows it', { token: 'ignored' })
  @Returns(authResultSchema, { status: 201 })
  @Summary('Make oneself an account as student or parent')
  async register(
    @Body({ schema: registrationSchema }) body: Registration,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.cookie.keep(request, response, await this.registration.run(body, request.headers['user-agent']));
  }

  @Post('refresh')
  @TenantNamedBy(tenantOfRefreshToken)
  @Public('the refresh token is the proof', { token: 'ignored' })
  @Returns(refreshedSchema)
  @Summary('Trade a refresh token for a new pair of tokens')
  async refresh(@Body({ schema: refreshSchema }) body: Refresh, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const presented = this.presented.read(request, body.refresh_token);
    return this.cookie.keep(request, response, await this.refreshSession.run(presented));
  }

  @Post('exchange')
  @Public("another issuer's token is the proof", { token: 'ignored' })
  @Limit('login')
  @Returns(authResultSchema)
  @Summary('Sign in with the token of an issuer the institution trusts')
  async exchange(
    @Body({ schema: exchangeSchema }) body: Exchange,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.cookie.keep(request, response, await this.exchangeToken.run(body.token, request.headers['user-agent']));
  }
}
