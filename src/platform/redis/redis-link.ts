import type { Redis, RedisOptions } from 'ioredis';

/**
 * The one connection to Redis, which may be missing, slow or silent at any time. Nobody waits for it longer than one command's
 * time limit, and while it is known to be away nobody waits at all.
 */
export abstract class RedisLink {
  /** Whether the installation has one. */
  abstract readonly isConfigured: boolean;
  /** Whether it is asked now. */
  abstract readonly isUp: boolean;
  /** Why it is not asked now, in words for those who watch; undefined while it is. Names no address. */
  abstract readonly trouble: string | undefined;
  /**
   * What the commands answer; undefined when Redis is not there, or was too slow or failed: then do without. What was
   * sent may take effect all the same, also much later. All that one request waits for Redis is 50 ms; what `nobody` waits for
   * has 50 ms of its own.
   */
  abstract run<T>(work: (redis: Redis) => Promise<T>, waiting?: 'request' | 'nobody'): Promise<{ readonly value: T } | undefined>;
  /**
   * A connection of the caller's own, for subscriptions and reads that block; it connects again by itself, and is closed
   * with the application. A command that it cannot send at once fails. Throws when the installation has no Redis.
   */
  abstract ownConnection(options?: RedisOptions): Redis;
  /** Calls back whenever it is reachable again, and once at the beginning; at once when it is now. */
  abstract onUp(act: () => void): void;
}
