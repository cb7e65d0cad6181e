export interface Moment {
  readonly at: Date;
}

/** The longest time in milliseconds, between two moments, in which nothing happened; the ends of the span count. */
export const longestGap = (moments: readonly Moment[], from: Date, to: Date): number => {
  const times = moments.map(({ at }) => at.getTime()).filter((time) => time >= from.getTime() && time <= to.getTime());
  const all = [from.getTime(), ...times.sort((a, b) => a - b), to.getTime()];
  return Math.max(...all.slice(1).map((time, index) => time - (all[index] ?? time)));
};
