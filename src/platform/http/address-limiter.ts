import type { NextFunction, Request, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { TooMany } from '../../sdk/errors.js';
import { currentContext } from '../context/request-context.js';
import { clientAddress } from '../throttling/addresses.js';

/** Requests per minute and address before anything else is looked at: far above every policy, a brake for floods only. */
const REQUESTS_PER_MINUTE = 6000;

/** The coarse brake. The machine itself is exempt: probes, and a proxy that was not declared as trusted. */
export const limitAddresses = () => {
  const limiter = new RateLimiterMemory({ points: REQUESTS_PER_MINUTE, duration: 60 });
  return (_request: Request, _response: Response, next: NextFunction): void => {
    const { block, loopback } = clientAddress(currentContext()?.address ?? '');
    if (loopback) return next();
    limiter.consume(block).then(
      () => next(),
      (refused: unknown) => next(refused instanceof RateLimiterRes ? new TooMany(refused.msBeforeNext / 1000) : refused),
    );
  };
};
