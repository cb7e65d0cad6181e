import { setImmediate as nextTurn } from 'node:timers/promises';
import { within } from '../background/within.js';

/** Redis said nothing in time. */
export class NoAnswer extends Error {}

/**
 * What the promise gives, or `NoAnswer` after so many milliseconds. A busy process reads answers late: what has already
 * arrived is read before silence is declared.
 */
export const answeredWithin = async <T>(answer: Promise<T>, milliseconds: number): Promise<T> => {
  let settled = false;
  const seen = answer.finally(() => (settled = true));
  seen.catch(() => undefined);
  const first = await within(milliseconds, seen);
  if (first) return first.value;
  await nextTurn();
  await nextTurn();
  if (settled) return await seen;
  throw new NoAnswer();
};
