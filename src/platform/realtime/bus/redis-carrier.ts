import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { RedisLink } from '../../redis/redis-link.js';
import { logger } from '../../telemetry/logger.js';

const STREAM = 'lectern:bus';
/** What is older is of no use to anybody: whoever was away for longer looks at rows. */
const KEPT_MS = 60_000;
const BLOCK_MS = 2000;
const MOST_AT_ONCE = 200;
const AGAIN_MS = 500;

type Entries = readonly (readonly [id: string, fields: readonly string[]])[];

/** Carries texts through a stream in Redis: whoever loses the connection goes on where they were. */
@Injectable()
export class RedisCarrier implements OnApplicationShutdown {
  private closed = false;
  private reader: Redis | undefined;

  constructor(private readonly link: RedisLink) {}

  listen(heard: (text: string) => void): void {
    if (this.link.isConfigured) void this.read(heard);
  }

  /** False when it has to go another way. Whether it was carried all the same is not known then. */
  async send(text: string): Promise<boolean> {
    if (!this.link.isUp) return false;
    const oldest = String(Date.now() - KEPT_MS);
    const sent = await this.link.run((redis) => redis.xadd(STREAM, 'MINID', '~', oldest, '*', 'm', text));
    return sent !== undefined;
  }

  onApplicationShutdown(): void {
    this.closed = true;
    this.reader?.disconnect();
  }

  private async read(heard: (text: string) => void): Promise<void> {
    const reader = this.link.ownConnection();
    this.reader = reader;
    let last: string | undefined;
    while (!this.closed) {
      try {
        last ??= await newest(reader);
        const answer = await reader.xread('COUNT', MOST_AT_ONCE, 'BLOCK', BLOCK_MS, 'STREAMS', STREAM, last);
        for (const [, entries] of (answer ?? []) as readonly (readonly [string, Entries])[])
          for (const [id, [, text = '']] of entries) {
            last = id;
            heard(text);
          }
      } catch (error) {
        logger.debug({ err: error }, 'Redis cannot be listened to: the other way is open');
        await wait(AGAIN_MS, undefined, { ref: false });
      }
    }
  }
}

/** From here on: what was said before this process began is not for it. */
const newest = async (redis: Redis): Promise<string> => {
  const [entry] = (await redis.xrevrange(STREAM, '+', '-', 'COUNT', 1)) as Entries;
  return entry?.[0] ?? '0-0';
};
