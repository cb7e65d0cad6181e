import { DomainError } from '../../sdk/errors.js';
import { within } from '../background/within.js';

const HANDLER_LIMIT_MS = 10_000;

/** A handler of a channel has not answered. What it does goes on. */
export class TookTooLong extends DomainError {
  constructor() {
    super(504, 'TIMEOUT', 'This took too long');
  }
}

/** What a handler answers; throws `TookTooLong` when that takes 10 s, so that whoever waits behind is served. */
export const inTime = async <T>(work: Promise<T>): Promise<T> => {
  const done = await within(HANDLER_LIMIT_MS, work);
  if (!done) throw new TookTooLong();
  return done.value;
};
