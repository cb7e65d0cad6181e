import { newId } from '../../sdk/ids.js';
import type { RedisLink } from '../redis/redis-link.js';
import type { SealedValues } from './sealed-values.js';
import { KEEP, NOW, READ } from './shared-scripts.js';

const CLOCK = 'lectern:clock';
const LEASE_MS = 30_000;
const MAX_LENGTH = 256 * 1024;

/** Where a value is kept. */
export interface SharedKey {
  /** Its name in Redis. */
  readonly key: string;
  /** What it is forgotten with, when more changed than can be named. */
  readonly group: string;
}

export interface SharedAnswer<T> {
  readonly value: T;
  /** How much longer it may be kept, in milliseconds. */
  readonly leftMs: number;
  readonly from: 'redis' | 'source';
}

interface Fill {
  readonly lease: string;
  readonly group: string;
}

const leaseOf = (key: string): string => `fill:${key}`;
const groupKey = (group: string): string => `group:${group}`;

/**
 * Values that processes share in Redis, and never older than what this process was told to forget.
 *
 * A fill is kept only while its lease stands; forgetting a key takes the lease away, in whatever process the fill runs, and a
 * server that lost everything has no leases. When Redis could not be told what to forget, whatever was filled before is believed no
 * more: not what lies there, nor what a server that was frozen is still going to keep.
 */
export class SharedValues<V = unknown> {
  /** The moment, by the clock in Redis, before which nothing is believed; undefined: it is asked for first. */
  private since: string | undefined;
  private doubts = 0;
  private learning: Promise<void> | undefined;

  constructor(
    private readonly link: RedisLink,
    private readonly groupMs: number,
    private readonly sealed: SealedValues<V>,
  ) {
    link.onUp(() => this.doubt());
  }

  /** What is shared, or what `fill` reads, which is then shared for so long. `fill` fails as it would alone. */
  async read<T extends V | undefined>(at: SharedKey, keepMs: number, fill: () => Promise<T>): Promise<SharedAnswer<T>> {
    const found = await this.ask<T>(at, keepMs);
    if (found && 'value' in found) return found;
    const startedAt = performance.now();
    const value = await fill();
    const leftMs = Math.max(0, Math.floor(keepMs - (performance.now() - startedAt)));
    if (found && value !== undefined && leftMs > 0) this.keep(at, found, this.sealed.close(value, at.key, leftMs), keepMs);
    return { value, leftMs, from: 'source' };
  }

  /** Forgets these keys and groups for everybody; returns at once, and what is read here from now on is newer. */
  forget(keys: readonly string[], groups: readonly string[] = []): void {
    const names = [...keys.flatMap((key) => [key, leaseOf(key)]), ...groups.map(groupKey)];
    if (!this.link.isConfigured || names.length === 0) return;
    void this.link.run((redis) => redis.del(...names), 'nobody').then((done) => done ?? this.doubt());
  }

  /** Something may have been missed: believes nothing that was filled before now. */
  doubt(): void {
    this.doubts += 1;
    this.since = undefined;
  }

  private async ask<T extends V | undefined>({ key, group }: SharedKey, keepMs: number): Promise<SharedAnswer<T> | Fill | undefined> {
    if (!this.link.isUp) return undefined;
    if (this.since === undefined) await this.learn();
    // as it is now: what was learnt may be in doubt again
    const { since } = this;
    if (since === undefined) return undefined;
    const keys = [key, leaseOf(key), groupKey(group), CLOCK];
    const answer = await this.link.run((redis) => READ.run(redis, keys, [since, newId(), LEASE_MS, this.groupMs]));
    if (!answer) return undefined;
    const [isKept, first, second] = answer.value as [number, string, string | number];
    if (isKept === 0) return this.begun({ lease: first, group: String(second) }, since);
    const opened = this.sealed.open(first, key, keepMs);
    return opened && { value: opened.value as T, leftMs: Math.min(opened.leftMs, Number(second)), from: 'redis' };
  }

  /** A moment from before the one to be believed: whoever holds the clock has set it back, and it is asked for anew. */
  private begun(fill: Fill, since: string): Fill | undefined {
    if (Number.parseInt(fill.lease, 10) >= Number(since)) return fill;
    if (since === this.since) this.doubt();
    return undefined;
  }

  /** From now on: what is filled from the next moment on is believed, if nothing is doubted while we ask. */
  private learn(): Promise<void> {
    this.learning ??= this.askMoment().finally(() => (this.learning = undefined));
    return this.learning;
  }

  private async askMoment(): Promise<void> {
    const { doubts } = this;
    const answer = await this.link.run((redis) => NOW.run(redis, [CLOCK], []));
    if (answer && doubts === this.doubts) this.since = String(answer.value);
  }

  private keep({ key, group }: SharedKey, fill: Fill, text: string, keepMs: number): void {
    if (text.length > MAX_LENGTH) return;
    const keys = [key, leaseOf(key), groupKey(group)];
    void this.link.run((redis) => KEEP.run(redis, keys, [fill.lease, fill.group, text, keepMs]), 'nobody');
  }
}
