/** A group of fewer says too much about each of them. */
export const SMALLEST_GROUP = 5;

/** Whether figures of a group may be shown. Those of nobody tell of nobody. */
export const isShown = (people: number): boolean => people === 0 || people >= SMALLEST_GROUP;

/** The figure, if the group it is about may be shown. */
export const shown = <T>(people: number, figure: T): T | null => (isShown(people) ? figure : null);

/** A part of a whole, 0 to 1; `null` of nothing. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
