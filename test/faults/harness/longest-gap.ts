/** A piece of work of a key: when it was there to be done, and when it was. */
export interface Step {
  readonly key: string;
  readonly given: Date;
  readonly done: Date;
}

/** The longest time in milliseconds that a key stood still: nothing of it was done though there was something to do. */
export const longestGap = (steps: readonly Step[], from: Date, to: Date): number => {
  let longest = 0;
  for (const own of Map.groupBy(steps, ({ key }) => key).values()) {
    let last = from.getTime();
    for (const { given, done } of own.toSorted((a, b) => a.done.getTime() - b.done.getTime())) {
      if (done < from || given > to) continue;
      longest = Math.max(longest, done.getTime() - Math.max(last, given.getTime()));
      last = done.getTime();
    }
  }
  return longest;
};
