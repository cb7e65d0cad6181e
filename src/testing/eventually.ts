import { setTimeout as pause } from 'node:timers/promises';

/** Long enough for a machine that is slow and busy: patience costs time only where a test fails. */
const PATIENCE_MS = 30_000;

/** Waits until `condition` answers something truthy, and returns it; asks again every 20 ms, and gives up with its last error. */
export const eventually = async <T>(condition: () => T | Promise<T>, deadlineMs = PATIENCE_MS): Promise<NonNullable<T>> => {
  const end = Date.now() + deadlineMs;
  let last: unknown = new Error(`Still not so after ${deadlineMs} ms: ${condition.toString()}`);
  do {
    try {
      const answer = await condition();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    await pause(20);
  } while (Date.now() < end);
  throw last;
};
