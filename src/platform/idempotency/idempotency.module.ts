import { Global, Module } from '@nestjs/common';
import { EarlierAnswer } from '../../sdk/http.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { OutsideWork } from './outside-work.js';
import { RepeatedRequest } from './repeated-request.js';

/** Answers that are given once. */
@Global()
@Module({
  providers: [IdempotencyKeys, OutsideWork, RepeatedRequest, { provide: EarlierAnswer, useExisting: RepeatedRequest }],
  exports: [IdempotencyKeys, OutsideWork, RepeatedRequest, EarlierAnswer],
})
export class IdempotencyModule {}
