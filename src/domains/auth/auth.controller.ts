import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ForOperatorsToo } from '../../platform/permissions/for-operators-too.js';
import { Caller, IgnoresIdempotencyKey, Limit, NoStore, Public, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { Accounts } from '../users/accounts.js';
import { userView } from '../users/user.view.js';
import { userSchema } from '../users/users.schemas.js';
import { authResultSchema, type Login, loginSchema } from './auth.schemas.js';
import { LogIn } from './log-in.js';
import { SessionCookie } from './session-cookie.js';

@Controller('auth')
@NoStore()
export class AuthController {
  constructor(
    private readonly logIn: LogIn,
    private readonly accounts: Accounts,
    private readonly cookie: SessionCookie,
  ) {}

  @Post('login')
  @Public('signing in', { token: 'ignored' })
  @Limit('login')
  @IgnoresIdempotencyKey()
  @Returns(authResultSchema)
  async login(@Body({ schema: loginSchema }) body: Login, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    return this.cookie.keep(request, response, await this.logIn.run(body, request.headers['user-agent']));
  }

  @Get('me')
  @Requires(SIGNED_IN)
  @ForOperatorsToo()
  @Returns(userSchema)
  async me(@Caller() caller: Principal) {
    return userView(await this.accounts.byId(caller.userId));
  }
}
