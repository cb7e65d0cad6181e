import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitState } from './limit-headers.js';
import type { LimitCount } from './limit-subjects.js';

export interface CountedRequest extends LimitState {
  readonly allowed: boolean;
}

/** Windows of a minute or less, in this process. A window starts with its first request. */
export class MinuteWindows {
  private readonly limiters = new Map<string, RateLimiterMemory>();

  async count(tenantId: string, count: LimitCount): Promise<CountedRequest> {
    const outcome = await this.consume(`${tenantId}|${count.name}|${count.subject}`, count);
    return {
      count,
      allowed: outcome.consumedPoints <= count.limit,
      remaining: outcome.remainingPoints,
      resetSeconds: Math.max(1, Math.ceil(outcome.msBeforeNext / 1000)),
    };
  }

  private async consume(key: string, { limit, windowSeconds }: LimitCount): Promise<RateLimiterRes> {
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
