import { LRUCache } from 'lru-cache';
import { decodeValue, encodeValue } from './cached-value.js';
import { covers, isPattern } from './cache-keys.js';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_ENTRY_BYTES = 1024 * 1024;
/** What an entry takes besides its value. */
const ENTRY_BYTES = 256;

interface Entry {
  readonly value: unknown;
  readonly bytes: number;
}

interface Fill {
  readonly value: Promise<unknown>;
  /** Something was forgotten while it ran: what it read may be what was before. */
  isStale: boolean;
}

/** How long what a fill reads is kept: the fill may know better than who asked. */
export interface Lifetime {
  milliseconds: number;
}

/** The memory of one process: the least recently used goes first, and readers of the same key share one fill. */
export class Memory {
  private readonly entries = new LRUCache<string, Entry>({
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_ENTRY_BYTES,
    sizeCalculation: ({ bytes }, key) => bytes + key.length + ENTRY_BYTES,
  });
  private readonly fills = new Map<string, Fill>();

  find(key: string): { readonly value: unknown } | undefined {
    return this.entries.get(key);
  }

  async fill<T>(key: string, ttlSeconds: number, read: (lifetime: Lifetime) => Promise<T>): Promise<T> {
    const running = this.fills.get(key);
    if (running) return running.value as Promise<T>;
    const fill: Fill = { value: this.load(key, ttlSeconds, read, () => fill.isStale), isStale: false };
    this.fills.set(key, fill);
    try {
      return (await fill.value) as T;
    } finally {
      if (this.fills.get(key) === fill) this.fills.delete(key);
    }
  }

  forget(keys: readonly string[]): void {
    const patterns = keys.filter(isPattern);
    for (const key of keys) this.drop(key);
    if (patterns.length === 0) return;
    for (const key of [...this.entries.keys(), ...this.fills.keys()]) if (patterns.some((pattern) => covers(pattern, key))) this.drop(key);
  }

  clear(): void {
    for (const key of [...this.fills.keys()]) this.drop(key);
    this.entries.clear();
  }

  private async load<T>(key: string, ttlSeconds: number, read: (lifetime: Lifetime) => Promise<T>, isStale: () => boolean): Promise<T> {
    const lifetime: Lifetime = { milliseconds: ttlSeconds * 1000 };
    const value = await read(lifetime);
    if (value === undefined || isStale() || lifetime.milliseconds <= 0) return value;
    const text = encodeValue(value);
    const kept = decodeValue<T>(text);
    this.entries.set(key, { value: kept, bytes: text.length * 2 }, { ttl: lifetime.milliseconds });
    return kept;
  }

  /** Those who wait for a running fill get what it reads, as they asked before; who asks from now on does not join it. */
  private drop(key: string): void {
    this.entries.delete(key);
    const fill = this.fills.get(key);
    if (!fill) return;
    fill.isStale = true;
    this.fills.delete(key);
  }
}
