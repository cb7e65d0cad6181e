import { Global, Module } from '@nestjs/common';
import { AccessTokens } from './access-tokens.js';
import { CallerIdentity } from './caller-identity.js';
import { SafeFetch } from '../http/safe-fetch.js';
import { JwksController } from './jwks.controller.js';
import { Passwords } from './passwords.js';
import { RefreshRotation } from './refresh-rotation.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionStates } from './session-states.js';
import { Sessions } from './sessions.js';

/** Tokens, sessions and passwords. Who the people are is for the domains to say. */
@Global()
@Module({
  controllers: [JwksController],
  providers: [AccessTokens, CallerIdentity, RefreshTokens, RefreshRotation, SessionStates, Sessions, Passwords, SafeFetch],
  exports: [AccessTokens, CallerIdentity, RefreshTokens, RefreshRotation, SessionStates, Sessions, Passwords, SafeFetch],
})
export class AuthPlatformModule {}
