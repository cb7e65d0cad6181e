import type { CacheKey } from './cache-keys.js';

/**
 * Keeps what is read often and changed seldom. What comes out is never older than the last committed `forget` of its
 * key: here at once, in other processes as soon as they hear of it, and a process that cannot hear asks the database.
 *
 * Only what is shown may be kept. Roles, activity, permissions and entitlements are decided from the database.
 */
export abstract class Cache {
  /**
   * What is kept under the key of the current tenant, or what `fill` reads, which is then kept for at most `ttlSeconds`.
   * The value is JSON and dates, the same for every caller who may see it, and frozen: whether the caller may is to be
   * checked before. Within a unit of work nothing is kept or taken, since a transaction sees its own changes. When
   * `fill` throws, so does this, and nothing is kept.
   */
  abstract read<T>(key: CacheKey, ttlSeconds: number, fill: () => Promise<T>): Promise<T>;

  /**
   * Drops what is kept, after the commit of the open unit of work or at once without one. A `fill` that began before is
   * not kept. Call it again from the handler of the event that tells of the change: a process may end between commit and
   * announcement.
   */
  abstract forget(...keys: readonly CacheKey[]): void;
}
