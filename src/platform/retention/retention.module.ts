import { Module } from '@nestjs/common';
import { Retention } from './retention.js';

/** The end of what grows. */
@Module({ providers: [Retention] })
export class RetentionModule {}
