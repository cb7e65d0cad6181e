import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config } from '../../config/config.js';
import { answeredWithin, NoAnswer } from '../../redis/answered-within.js';
import { RedisLink } from '../../redis/redis-link.js';
import { RedisSeal } from '../../redis/redis-seal.js';
import { logger } from '../../telemetry/logger.js';

const STREAM = 'lectern:bus';
/** What is older is of no use to anybody: whoever was away for longer looks at rows. */
const KEPT_MS = 60_000;
/** How far the clocks of two processes may lie apart for one to hear the other. */
const SKEW_MS = 30_000;
const BLOCK_MS = 2000;
/** Where not even the end of such a wait comes, nothing comes any more. */
const SILENT_MS = 2 * BLOCK_MS;
const MOST_AT_ONCE = 200;
const AGAIN_MS = 500;

type Entries = readonly (readonly [id: string, fields: readonly string[]])[];

/** Carries texts through a stream in Redis: whoever loses the connection goes on where they were. */
@Injectable()
export class RedisCarrier implements OnApplicationShutdown {
  private closed = false;
  private reader: Redis | undefined;
  private readonly sealing: RedisSeal;

  constructor(
    private readonly link: RedisLink,
    config: Config,
  ) {
    const { current, older } = config.secretKeys;
    this.sealing = new RedisSeal(
      [current, ...older].map(({ key }) => key),
      'lectern: what processes tell one another',
    );
  }

  listen(heard: (text: string) => void): void {
    if (this.link.isConfigured) void this.read(heard, performance.now());
  }

  /** False when it has to go another way. Whether it was carried all the same is not known then. */
  async send(text: string): Promise<boolean> {
    if (!this.link.isUp) return false;
    const now = Date.now();
    const sealed = this.sealing.seal(`${now} ${text}`);
    const sent = await this.link.run((redis) => redis.xadd(STREAM, 'MINID', '~', String(now - KEPT_MS), '*', 'm', sealed));
    return sent !== undefined;
  }

  onApplicationShutdown(): void {
    this.closed = true;
    this.reader?.disconnect();
  }

  private async read(heard: (text: string) => void, since: number): Promise<void> {
    const reader = this.link.ownConnection();
    this.reader = reader;
    let last: string | undefined;
    while (!this.closed) {
      try {
        last ??= await answeredWithin(firstAfter(reader, since), SILENT_MS);
        const answer = await answeredWithin(reader.xread('COUNT', MOST_AT_ONCE, 'BLOCK', BLOCK_MS, 'STREAMS', STREAM, last), SILENT_MS);
        for (const [, entries] of (answer ?? []) as readonly (readonly [string, Entries])[])
          for (const [id, [, sealed = '']] of entries) {
            last = id;
            const text = this.opened(sealed);
            if (text !== undefined) heard(text);
          }
      } catch (error) {
        logger.debug({ err: error }, 'Redis cannot be listened to: the other way is open');
        // others may still reach it, and say it there
        if (error instanceof NoAnswer && reader.status === 'ready') reader.disconnect(true);
        await wait(AGAIN_MS, undefined, { ref: false });
      }
    }
  }

  /** What another installation says there, somebody has made up, or says again, is nothing. */
  private opened(sealed: string): string | undefined {
    const [, saidAt = '', text] = /^(\d{1,15}) (.*)$/s.exec(this.sealing.open(sealed) ?? '') ?? [];
    return Math.abs(Date.now() - Number(saidAt)) <= KEPT_MS + SKEW_MS ? text : undefined;
  }
}

/** The place in the stream from which on to read: what was said since this process listens, by the clock of Redis. */
const firstAfter = async (redis: Redis, since: number): Promise<string> => {
  const [seconds = 0, microseconds = 0] = (await redis.time()).map(Number);
  return `${Math.floor(seconds * 1000 + microseconds / 1000 - (performance.now() - since))}-0`;
};
