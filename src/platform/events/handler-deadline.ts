/** A handler took longer than it may: it parks its key like one that failed. */
export class HandlerTooSlow extends Error {
  constructor(ms: number) {
    super(`The handler took longer than ${ms} ms`);
    this.name = 'HandlerTooSlow';
  }
}

/**
 * Waits for `work`, but no longer than `ms`. What is still running then goes on against a connection that has been
 * rolled back and released, where it can change nothing.
 */
export const withinDeadline = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HandlerTooSlow(ms)), ms);
  });
  const running = work();
  try {
    return await Promise.race([running, late]);
  } catch (error) {
    running.catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
  }
};
