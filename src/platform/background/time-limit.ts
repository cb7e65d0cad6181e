import { within } from './within.js';

/** The result of `work`, or an error after `limitMs`; the work itself is not stopped. */
export const withTimeLimit = async <T>(work: Promise<T>, limitMs: number, what: string): Promise<T> => {
  const done = await within(limitMs, work);
  if (!done) throw new Error(`${what} took longer than ${limitMs} ms`);
  return done.value;
};
