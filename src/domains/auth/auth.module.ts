import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { ChangePassword } from './change-password.js';
import { ExchangeToken } from './exchange/exchange-token.js';
import { ExternalClaims } from './exchange/external-claims.js';
import { ExternalIdentities } from './exchange/external-identities.js';
import { IssuerKeys } from './exchange/issuer-keys.js';
import { LogIn } from './log-in.js';
import { LogOut } from './log-out.js';
import { OwnSessions } from './own-sessions.js';
import { PresentedRefreshToken } from './presented-refresh-token.js';
import { RefreshSession } from './refresh-session.js';
import { Register } from './register.js';
import { SessionCookie } from './session-cookie.js';
import { SessionsController } from './sessions.controller.js';
import { SignIn } from './sign-in.js';
import { TokensController } from './tokens.controller.js';

/** The ways in: password, registration, refresh token, another issuer's token; and the way out. */
@Module({
  imports: [UsersModule],
  controllers: [AuthController, TokensController, SessionsController],
  providers: [
    SignIn,
    LogIn,
    Register,
    LogOut,
    ChangePassword,
    OwnSessions,
    SessionCookie,
    PresentedRefreshToken,
    RefreshSession,
    IssuerKeys,
    ExternalClaims,
    ExternalIdentities,
    ExchangeToken,
  ],
})
export class AuthModule {}
