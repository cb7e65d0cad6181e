import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config/config.js';
import { announce, PAYLOAD_BYTES } from '../database/announce.js';
import { DirectListener } from '../database/direct-listener.js';
import { RedisLink } from '../redis/redis-link.js';
import { logger } from '../telemetry/logger.js';
import { isPattern, patternOf } from './cache-keys.js';
import { type CacheAnswer, type CacheOutcome, CacheStore } from './cache-store.js';
import { Memory } from './memory.js';
import { SealedValues } from './sealed-values.js';
import { SharedValues } from './shared-values.js';

const CHANNEL = 'lectern_cache_forgotten';
const GROUP_MS = 86_400_000;

/**
 * A memory in each process before what all share in Redis, told by the others what to forget. A process that does not hear the others forgets
 * everything and keeps nothing until it does again. Whoever hears of a key forgets it in Redis too: the one who changed it may
 * not have been able to.
 */
@Injectable()
export class AnnouncedMemory extends CacheStore implements OnModuleInit, BeforeApplicationShutdown {
  private readonly memory = new Memory();
  /** Tells its own announcements, which come back, from those of others. */
  private readonly name = randomUUID();
  private unsent = new Set<string>();
  private sending = Promise.resolve();
  private isSending = false;

  private readonly shared: SharedValues;

  constructor(
    private readonly direct: DirectListener,
    private readonly source: DataSource,
    link: RedisLink,
    config: Config,
  ) {
    super();
    this.shared = new SharedValues(link, GROUP_MS, new SealedValues(config.secretKeys.current.key, 'lectern: what is kept'));
  }

  onModuleInit(): void {
    this.direct.on(CHANNEL, (payload) => this.heard(payload));
    this.direct.onLost(() => {
      this.memory.clear();
      this.shared.doubt();
    });
  }

  /** A command that changes something and ends at once still tells the servers. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.sending;
  }

  async read<T>(key: string, ttlSeconds: number, fill: () => Promise<T>): Promise<CacheAnswer<T>> {
    if (!this.direct.isHearing) return { value: await fill(), outcome: 'bypass' };
    const kept = this.memory.find(key);
    if (kept) return { value: kept.value as T, outcome: 'hit' };
    let outcome: CacheOutcome = 'miss';
    const value = await this.memory.fill(key, ttlSeconds, async (lifetime) => {
      const answer = await this.shared.read({ key, group: patternOf(key) }, ttlSeconds * 1000, fill);
      lifetime.milliseconds = answer.leftMs;
      if (answer.from === 'redis') outcome = 'shared';
      return answer.value;
    });
    return { value, outcome };
  }

  forget(keys: readonly string[]): void {
    this.drop(keys);
    for (const key of keys) this.unsent.add(key);
    if (!this.isSending) this.sending = this.send();
  }

  private heard(payload: string): void {
    const [sender, ...keys] = JSON.parse(payload) as [string, ...string[]];
    if (sender !== this.name) this.drop(keys);
  }

  private drop(keys: readonly string[]): void {
    this.memory.forget(keys);
    this.shared.forget(
      keys.filter((key) => !isPattern(key)),
      keys.filter(isPattern),
    );
  }

  /** What is forgotten while an announcement is on its way goes with the next: many commits, few notifications. */
  private async send(): Promise<void> {
    this.isSending = true;
    while (this.unsent.size > 0) {
      const payloads = payloadsOf(this.name, this.unsent);
      this.unsent = new Set();
      for (const payload of payloads) await this.announce(payload);
    }
    this.isSending = false;
  }

  /** When no way leads out, the event of the change does it again. */
  private async announce(payload: string): Promise<void> {
    try {
      await announce(this.direct, this.source, CHANNEL, payload);
    } catch (error) {
      logger.warn({ err: error }, 'other processes were not told what to forget');
    }
  }
}

/** The keys as JSON arrays that fit into a notification, each led by who sends it. */
export const payloadsOf = (sender: string, keys: Iterable<string>): string[] => {
  const payloads: string[] = [];
  let batch: string[] = [];
  let bytes = 0;
  for (const key of keys) {
    const size = Buffer.byteLength(JSON.stringify(key)) + 1;
    if (bytes + size > PAYLOAD_BYTES && batch.length > 0) {
      payloads.push(JSON.stringify([sender, ...batch]));
      batch = [];
      bytes = 0;
    }
    batch.push(key);
    bytes += size;
  }
  if (batch.length > 0) payloads.push(JSON.stringify([sender, ...batch]));
  return payloads;
};
