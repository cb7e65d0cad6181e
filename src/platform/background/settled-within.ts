import { within } from './within.js';

/** Waits until the work is over, one way or the other, but no longer than `ms`: the end of a process cannot wait for ever. */
export const settledWithin = async (ms: number, work: readonly Promise<unknown>[]): Promise<void> => {
  await within(ms, Promise.allSettled(work));
};
