import { hash } from 'node:crypto';
import { type Redis, ReplyError } from 'ioredis';

/** A Lua script, sent by its digest: the whole text follows only where Redis does not know it (yet, or since it was started again). */
export class RedisScript {
  private readonly digest: string;

  constructor(private readonly text: string) {
    this.digest = hash('sha1', text);
  }

  async run(redis: Redis, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.digest, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof ReplyError) || !(error as Error).message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(this.text, keys.length, ...keys, ...values);
    }
  }
}
