import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { type Redis, type RedisOptions, ReplyError } from 'ioredis';
import { logger } from '../telemetry/logger.js';
import type { Counter, Metrics } from '../telemetry/metrics.js';
import { answeredWithin, NoAnswer } from './answered-within.js';
import { openRedis, SILENT_MS } from './open-redis.js';
import { RedisLink } from './redis-link.js';
import { RedisProbe } from './redis-probe.js';
import { LONGEST_WAIT_MS, spendWait, waitLeft } from './waiting-time.js';

/** Who falls silent again within this time is given more of it before being asked anew. */
const STEADY_MS = 5000;
const SHORTEST_REST_MS = 250;
const LONGEST_REST_MS = 5000;
/** The reasons of one outage may take turns with every try. */
const WARN_AGAIN_MS = 60_000;

type Outcome = 'answered' | 'refused' | 'failed' | 'silent' | 'skipped';

/** Redis, asked only while it answers: the first silence ends it for everybody, and a probe in the background finds out when to begin again. */
export class GuardedRedis extends RedisLink implements OnModuleInit, OnApplicationShutdown {
  readonly isConfigured = true;
  trouble: string | undefined = 'connecting';
  private readonly own = new Set<Redis>();
  private readonly listeners: (() => void)[] = [];
  private readonly redis: Redis;
  private readonly probe: RedisProbe;
  private readonly outcomes: Counter<'outcome'>;
  private complainedAt = -Infinity;
  private warnedOf: string | undefined;
  private warnedAt = -Infinity;
  private foundAt = -Infinity;
  private restMs = 0;
  private restUntil = -Infinity;

  constructor(
    private readonly url: string,
    metrics: Metrics,
  ) {
    super();
    this.outcomes = metrics.counter('lectern_redis_calls_total', 'Uses of Redis, by how they went', ['outcome']);
    metrics.gauge('lectern_redis_up', 'Whether Redis is asked now', () => Number(this.isUp));
    this.redis = openRedis(url, (error) => this.lose(describe(error)), { lazyConnect: true, commandTimeout: SILENT_MS });
    this.redis.on('close', () => this.isUp && this.lose('the connection is lost'));
    this.probe = new RedisProbe(this.redis, {
      good: () => this.find(),
      bad: (reason) => this.lose(reason),
      dead: () => this.reconnect(),
    });
    this.redis.on('ready', () => this.probe.look());
  }

  get isUp(): boolean {
    return this.trouble === undefined;
  }

  onModuleInit(): void {
    this.redis.connect().catch(() => undefined);
    this.probe.start();
  }

  onApplicationShutdown(): void {
    this.probe.stop();
    this.trouble = 'closed';
    for (const redis of [this.redis, ...this.own]) redis.disconnect();
  }

  async run<T>(work: (redis: Redis) => Promise<T>, waiting: 'request' | 'nobody' = 'request'): Promise<{ readonly value: T } | undefined> {
    const wait = waiting === 'nobody' ? LONGEST_WAIT_MS : waitLeft();
    if (!this.isUp || wait === 0) return this.without('skipped');
    const startedAt = performance.now();
    try {
      const value = await answeredWithin(work(this.redis), wait);
      this.outcomes.inc({ outcome: 'answered' });
      return { value };
    } catch (error) {
      return this.without(this.judge(error, wait));
    } finally {
      if (waiting === 'request') spendWait(performance.now() - startedAt);
    }
  }

  ownConnection(options: RedisOptions = {}): Redis {
    const redis = openRedis(this.url, (error) => logger.debug({ message: error.message }, 'a connection to Redis failed'), options);
    this.own.add(redis);
    redis.on('end', () => this.own.delete(redis));
    return redis;
  }

  onUp(act: () => void): void {
    this.listeners.push(act);
    if (this.isUp) act();
  }

  private without(outcome: Outcome): undefined {
    this.outcomes.inc({ outcome });
    return undefined;
  }

  /** A refusal is an answer, and silence within less than the whole time says nothing: others go on asking. */
  private judge(error: unknown, waited: number): Outcome {
    if (error instanceof NoAnswer) {
      if (waited === LONGEST_WAIT_MS) this.lose('does not answer');
      return 'silent';
    }
    if (error instanceof ReplyError) {
      this.complain(error as Error);
      return 'refused';
    }
    this.lose(describe(error));
    return 'failed';
  }

  private complain(error: Error): void {
    if (performance.now() - this.complainedAt < 60_000) return;
    this.complainedAt = performance.now();
    logger.warn({ message: error.message }, 'Redis refused a command');
  }

  private find(): void {
    if (this.isUp || this.redis.status !== 'ready' || performance.now() < this.restUntil) return;
    this.trouble = undefined;
    this.foundAt = performance.now();
    logger.info('Redis answers');
    // Those that began to connect while it was away may wait for an answer that was lost.
    for (const redis of this.own) if (redis.status === 'connect') redis.disconnect(true);
    for (const act of this.listeners) act();
  }

  private lose(reason: string): void {
    const wasUp = this.isUp;
    if (this.trouble === 'closed') return;
    this.warn(reason, wasUp);
    this.trouble = reason;
    if (!wasUp) return;
    this.rest();
    this.probe.look();
  }

  /** When it goes, and when it is found away at the start or for another reason: that may be one to mend. */
  private warn(reason: string, wasUp: boolean): void {
    const now = performance.now();
    if (!wasUp && (reason === this.warnedOf || now - this.warnedAt < WARN_AGAIN_MS)) return;
    this.warnedOf = reason;
    this.warnedAt = now;
    logger.warn({ reason }, 'Redis is away: going on without it');
  }

  /** One that comes and goes would cost requests 50 ms each time it goes. */
  private rest(): void {
    const now = performance.now();
    this.restMs = now - this.foundAt < STEADY_MS ? Math.min(Math.max(SHORTEST_REST_MS, this.restMs * 2), LONGEST_REST_MS) : 0;
    this.restUntil = now + this.restMs;
  }

  /** What leads nowhere any more does not become better by waiting, nor do the connections beside it. */
  private reconnect(): void {
    for (const redis of [this.redis, ...this.own]) if (redis.status === 'ready') redis.disconnect(true);
  }
}

/** Never the address: it may hold a password. */
const describe = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code) return `cannot be reached (${code})`;
  if (error instanceof ReplyError && message.startsWith('ERR DB index')) return 'has no database of that number';
  if (error instanceof ReplyError) return `refuses us (${message.split(' ', 1)[0]})`;
  return message.includes('timed out') ? 'does not answer' : 'the connection failed';
};
