import { type Redis, ReplyError } from 'ioredis';
import { answeredWithin, NoAnswer } from './answered-within.js';
import { LONGEST_WAIT_MS } from './waiting-time.js';

const EVERY_MS = 500;
/** While it is away it is asked more often: it may be back. */
const AGAIN_MS = 200;
/** One that takes longer is no faster than the database. */
const QUICK_MS = 25;
const TRIES = 3;
const SLOW_IN_A_ROW = 3;
const KEY = 'lectern:probe';

export interface Verdicts {
  good(): void;
  bad(reason: string): void;
  /** The connection leads nowhere. */
  dead(): void;
}

/** Asks Redis beside all requests whether it answers, quickly, and takes writes. */
export class RedisProbe {
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private stopped = true;
  private slow = 0;

  constructor(
    private readonly redis: Redis,
    private readonly verdicts: Verdicts,
  ) {}

  start(): void {
    this.stopped = false;
    this.schedule(AGAIN_MS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Looks now, if it does not already. */
  look(): void {
    if (this.looking || this.stopped) return;
    clearTimeout(this.timer);
    this.looking = true;
    void this.judge()
      .catch(() => false)
      .then((good) => {
        this.looking = false;
        this.schedule(good ? EVERY_MS : AGAIN_MS);
      });
  }

  private schedule(milliseconds: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => this.look(), milliseconds).unref();
  }

  private async judge(): Promise<boolean> {
    // `ready` may come together with a refusal for which the connection was given up
    if (this.redis.status !== 'ready' || !this.redis.stream.writable) return false;
    try {
      if (await this.isQuick()) {
        this.slow = 0;
        this.verdicts.good();
        return true;
      }
      this.slow += 1;
      if (this.slow >= SLOW_IN_A_ROW) this.verdicts.bad('is slow');
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.verdicts.bad('does not take writes');
    }
    return false;
  }

  /** The quickest of a few counts: a busy process reads an answer late, but seldom each time. */
  private async isQuick(): Promise<boolean> {
    for (let left = TRIES; left > 0; left -= 1) {
      const askedAt = performance.now();
      await this.ask();
      if (performance.now() - askedAt <= QUICK_MS) return true;
    }
    return false;
  }

  private async ask(): Promise<void> {
    const answer = this.redis.set(KEY, '1', 'PX', 60_000);
    try {
      await answeredWithin(answer, LONGEST_WAIT_MS);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.verdicts.bad('does not answer');
      const late = await answer.then(
        () => true,
        (failure: unknown) => failure instanceof ReplyError,
      );
      if (!late) this.verdicts.dead();
      throw error;
    }
  }
}
