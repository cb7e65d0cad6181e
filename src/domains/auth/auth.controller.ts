import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ForOperatorsToo } from '../../platform/permissions/for-operators-too.js';
import { TenantNamedBy } from '../../platform/auth/tenant-hint.js';
import { EndsSession, Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, IgnoresIdempotencyKey, Limit, NoStore, Public, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { Profiles } from '../users/profiles.js';
import { userSchema } from '../users/users.schemas.js';
import { authResultSchema, type Login, loginSchema, type PasswordChange, passwordChangeSchema } from './auth.schemas.js';
import { ChangePassword } from './change-password.js';
import { LogIn } from './log-in.js';
import { LogOut } from './log-out.js';
import { PresentedRefreshToken, tenantOfRefreshToken } from './presented-refresh-token.js';
import { SessionCookie } from './session-cookie.js';

@Tag('Auth')
@Controller('auth')
@NoStore()
export class AuthController {
  constructor(
    private readonly logIn: LogIn,
    private readonly logOut: LogOut,
    private readonly changePassword: ChangePassword,
    private readonly profiles: Profiles,
    private readonly presented: PresentedRefreshToken,
    private readonly cookie: SessionCookie,
  ) {}

  @Post('login')
  @Refuses({ 403: ['ACCOUNT_DISABLED'] })
  @Public('signing in', { token: 'ignored' })
  @Limit('login')
  @IgnoresIdempotencyKey()
  @Returns(authResultSchema)
  @Summary('Sign in with an e-mail address or a user name')
  async login(@Body({ schema: loginSchema }) body: Login, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    return this.cookie.keep(request, response, await this.logIn.run(body, request.headers['user-agent']));
  }

  @Post('logout')
  @EndsSession()
  @TenantNamedBy(tenantOfRefreshToken)
  @Public('the session may be named by the cookie alone; without either 401')
  @ForOperatorsToo()
  @IgnoresIdempotencyKey()
  @Returns(undefined)
  @Summary('End this session')
  async logout(@Caller() caller: Principal | undefined, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    if (caller) await this.logOut.ofCaller(caller);
    else await this.logOut.ofCookie(this.presented.read(request));
    this.cookie.clear(request, response);
  }

  @Get('me')
  @Requires(SIGNED_IN)
  @ForOperatorsToo()
  @Returns(userSchema)
  @Summary('Who is signed in')
  async me(@Caller() caller: Principal) {
    return this.profiles.read(caller.userId);
  }

  @Post('change-password')
  @EndsSession()
  @Requires(SIGNED_IN)
  @ForOperatorsToo()
  @IgnoresIdempotencyKey()
  @Returns(undefined)
  @Summary('Set a new password; all other sessions end')
  async change(@Caller() caller: Principal, @Body({ schema: passwordChangeSchema }) body: PasswordChange) {
    await this.changePassword.run(caller, body);
  }
}
