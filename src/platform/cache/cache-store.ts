/** How a look-up went. `shared`: another process had it. `bypass`: what is kept cannot be believed now, so the source was asked. */
export type CacheOutcome = 'hit' | 'shared' | 'miss' | 'bypass';

export interface CacheAnswer<T> {
  readonly value: T;
  readonly outcome: CacheOutcome;
}

/** Where values are kept, under full keys: in memory, and in Redis where there is one. */
export abstract class CacheStore {
  /** What is kept, or what `fill` reads. A fill that began before a `forget` of its key is not kept. */
  abstract read<T>(key: string, ttlSeconds: number, fill: () => Promise<T>): Promise<CacheAnswer<T>>;
  /** Drops these keys in every process. One that ends in `:*` stands for all that begin so. */
  abstract forget(keys: readonly string[]): void;
}
