import type { Response } from 'express';
import type { LimitCount } from './limit-subjects.js';

export interface LimitState {
  readonly count: LimitCount;
  readonly remaining: number;
  /** Whole seconds until the window starts anew. */
  readonly resetSeconds: number;
}

/** `RateLimit` and `RateLimit-Policy` as structured fields, one item for each count. */
export const writeLimitHeaders = (response: Response, states: readonly LimitState[]): void => {
  if (response.headersSent || states.length === 0) return;
  const items = states.map(({ count, remaining, resetSeconds }) => `"${count.name}";r=${Math.max(0, remaining)};t=${resetSeconds}`);
  const policies = states.map(({ count }) => `"${count.name}";q=${count.limit};w=${count.windowSeconds}`);
  response.setHeader('RateLimit', items.join(', '));
  response.setHeader('RateLimit-Policy', policies.join(', '));
};
