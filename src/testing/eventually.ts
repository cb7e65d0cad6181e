import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `condition` answers something truthy, and returns it; asks again every 20 ms, and gives up with its last error. */
export const eventually = async <T>(condition: () => T | Promise<T>, deadlineMs = 10_000): Promise<NonNullable<T>> => {
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
