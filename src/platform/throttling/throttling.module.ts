import { Global, Module } from '@nestjs/common';
import { LimitReservation } from '../../sdk/http.js';
import { LoginFailures } from './login-failures.js';
import { RateLimits } from './rate-limits.js';

/** How much anybody may ask for. */
@Global()
@Module({
  providers: [RateLimits, { provide: LimitReservation, useExisting: RateLimits }, LoginFailures],
  exports: [RateLimits, LimitReservation, LoginFailures],
})
export class ThrottlingModule {}
