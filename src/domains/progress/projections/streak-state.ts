import { isOwnAct, type LoggedHappening } from '../happening.js';
import { afterActivity, afterReset, NO_STREAK, type Streak } from '../streak.js';

/** A streak with what tells whether something comes late. */
export interface StreakState extends Streak {
  /** The latest date of anything that counted. */
  readonly seenOn: string | null;
}

export const NO_STREAK_STATE: StreakState = { ...NO_STREAK, seenOn: null };

/** What the log says about a day: an act of the learner's own, or a reset. */
export interface StreakStep {
  readonly localDate: string;
  readonly reset: boolean;
}

/** The step something means for the streak, or undefined when it means nothing: only one's own acts count. */
export const streakStep = (happening: Pick<LoggedHappening, 'actorId' | 'userId' | 'localDate' | 'entry'>): StreakStep | undefined => {
  const reset = happening.entry.kind === 'streak_reset';
  return reset || isOwnAct(happening) ? { localDate: happening.localDate, reset } : undefined;
};

/** Whether the step belongs before what was counted already: then the streak is counted anew, in the order of days. */
export const comesLate = (state: StreakState, { localDate }: StreakStep): boolean => state.seenOn !== null && localDate < state.seenOn;

/** The streak after a step that does not come late; the very same one when nothing changes. */
export const afterStep = (state: StreakState, { localDate, reset }: StreakStep): StreakState => {
  const streak = reset ? afterReset(state) : afterActivity(state, localDate);
  return streak === state ? state : { ...streak, seenOn: localDate };
};

/** The streak of all steps, given in the order of the log: a stable sort by day puts late ones where they belong. */
export const streakOf = (steps: readonly StreakStep[]): StreakState =>
  steps.toSorted((a, b) => (a.localDate < b.localDate ? -1 : a.localDate > b.localDate ? 1 : 0)).reduce(afterStep, NO_STREAK_STATE);
