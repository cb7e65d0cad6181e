import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Metrics } from '../telemetry/metrics.js';
import { GuardedRedis } from './guarded-redis.js';
import { NoRedis } from './no-redis.js';
import { RedisLink } from './redis-link.js';

/** Redis, where the installation has one. */
@Global()
@Module({
  providers: [
    {
      provide: RedisLink,
      inject: [Config, Metrics],
      useFactory: ({ redisUrl }: Config, metrics: Metrics): RedisLink =>
        redisUrl === undefined ? new NoRedis() : new GuardedRedis(redisUrl, metrics),
    },
  ],
  exports: [RedisLink],
})
export class RedisModule {}
