import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { LogIn } from './log-in.js';
import { SessionCookie } from './session-cookie.js';
import { SignIn } from './sign-in.js';

/** The ways in: password, refresh token, another institution's token; and the way out. */
@Module({
  imports: [UsersModule],
  controllers: [AuthController],
  providers: [SignIn, LogIn, SessionCookie],
})
export class AuthModule {}
