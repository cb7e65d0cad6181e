import { Injectable } from '@nestjs/common';
import { type HealthIndicatorFunction, HealthIndicatorService } from '@nestjs/terminus';
import { DatabaseWatch } from '../database/database-watch.js';
import { FailingConsumers } from '../events/failing-consumers.js';
import { KafkaHealth } from '../kafka/kafka-health.js';
import { RedisLink } from '../redis/redis-link.js';
import { SandboxHealth } from '../sandbox/sandbox-health.js';

/** What the installation goes on without. */
@Injectable()
export class DegradingChecks {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: DatabaseWatch,
    private readonly consumers: FailingConsumers,
    private readonly sandbox: SandboxHealth,
    private readonly redis: RedisLink,
    private readonly kafka: KafkaHealth,
  ) {}

  get all(): readonly HealthIndicatorFunction[] {
    return [this.eventsFlow, this.codeRuns, ...(this.redis.isConfigured ? [this.redisAnswers] : []), this.kafkaWorks];
  }

  /** Events of a consumer that keeps failing wait in the database; everything else goes on. Silent while the database is away. */
  private readonly eventsFlow: HealthIndicatorFunction = async () => {
    const check = this.indicators.check('events');
    const failing = this.database.isUp ? await this.consumers.names().catch(() => []) : [];
    return failing.length === 0 ? check.up() : check.degraded(`${failing.length} consumers keep failing`);
  };

  private readonly codeRuns: HealthIndicatorFunction = async () => {
    const check = this.indicators.check('sandbox');
    const { status, message } = await this.sandbox.report();
    return status === 'up' ? check.up(message) : check.degraded(message);
  };

  private readonly redisAnswers: HealthIndicatorFunction = () => {
    const check = this.indicators.check('redis');
    return this.redis.trouble === undefined ? check.up() : check.degraded(this.redis.trouble);
  };

  /** Not in the list of an installation without Kafka. */
  private readonly kafkaWorks: HealthIndicatorFunction = async () => {
    const report = await this.kafka.report();
    if (!report) return {};
    const { status, ...details } = report;
    const check = this.indicators.check('kafka');
    return status === 'up' ? check.up(details) : check.degraded(details);
  };
}
