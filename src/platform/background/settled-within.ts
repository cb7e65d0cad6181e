/** Waits until the work is over, one way or the other, but no longer than `ms`: the end of a process cannot wait for ever. */
export const settledWithin = async (ms: number, work: readonly Promise<unknown>[]): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([Promise.allSettled(work), late]);
  clearTimeout(timer);
};
