/** What the work gives, if it gives it within `ms`; undefined while it has not. Throws what it throws until then. The work is not stopped. */
export const within = async <T>(ms: number, work: Promise<T>): Promise<{ readonly value: T } | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work.then((value) => ({ value })), late]);
  } finally {
    clearTimeout(timer);
  }
};
