import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitState } from './limit-headers.js';
import type { LimitCount } from './limit-subjects.js';

export interface CountedRequest extends LimitState {
  readonly allowed: boolean;
}

/** Windows of a minute or less, in this process, which answers its share of the requests. A window starts with its first request. */
export class MinuteWindows {
  constructor(private readonly replicas: number) {}

  private readonly limiters = new Map<string, RateLimiterMemory>();

  async count(tenantId: string, count: LimitCount): Promise<CountedRequest> {
    const outcome = await this.consume(`${tenantId}|${count.name}|${count.subject}`, count);
    return {
      count,
      allowed: outcome.consumedPoints <= this.share(count),
      remaining: outcome.remainingPoints,
      resetSeconds: Math.max(1, Math.ceil(outcome.msBeforeNext / 1000)),
    };
  }

  private share({ limit }: LimitCount): number {
    return limit < 1 ? 0 : Math.max(1, Math.floor(limit / this.replicas));
  }

  private async consume(key: string, count: LimitCount): Promise<RateLimiterRes> {
    const limit = this.share(count);
    const { windowSeconds } = count;
    const kind = `${limit}/${windowSeconds}`;
    let limiter = this.limiters.get(kind);
    if (!limiter) this.limiters.set(kind, (limiter = new RateLimiterMemory({ points: limit, duration: windowSeconds })));
    try {
      return await limiter.consume(key);
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    }
  }
}
