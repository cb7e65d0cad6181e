import type { Redis } from 'ioredis';

/**
 * The one connection to Redis, which may be missing, slow or silent at any time. Nobody waits for it longer than one command's
 * time limit, and while it is known to be away nobody waits at all.
 */
export abstract class RedisLink {
  /** Whether the installation has one. */
  abstract readonly isConfigured: boolean;
  /** Whether it is asked now. */
  abstract readonly isUp: boolean;
  /** What the commands answer; undefined when Redis is not there, or was too slow or failed: then do without. */
  abstract run<T>(work: (redis: Redis) => Promise<T>): Promise<{ readonly value: T } | undefined>;
  /** A connection of the caller's own, for subscriptions and reads that block; closed with the application. Throws when the installation has no Redis. */
  abstract ownConnection(): Redis;
  /** Calls back whenever it is reachable again, and once at the beginning. */
  abstract onUp(act: () => void): void;
}
