import { daysBetween } from '../../platform/tenancy/local-date.js';

/** Consecutive days of activity of one person, on the institution's calendar. Dates are `YYYY-MM-DD`. */
export interface Streak {
  /** As of `lastActiveOn`; 0 after a reset. */
  readonly currentDays: number;
  readonly longestDays: number;
  readonly lastActiveOn: string | null;
}

export const NO_STREAK: Streak = { currentDays: 0, longestDays: 0, lastActiveOn: null };

/** The streak after something was done on `today`; the very same one when that day is counted already. */
export const afterActivity = (streak: Streak, today: string): Streak => {
  const gap = streak.lastActiveOn === null ? undefined : daysBetween(streak.lastActiveOn, today);
  // A change of the institution's time zone can turn the calendar back by a day: that day is counted already.
  const sameDay = gap !== undefined && gap <= 0;
  if (sameDay && streak.currentDays > 0) return streak;
  const goesOn = gap === 1 && streak.currentDays > 0;
  const currentDays = goesOn ? streak.currentDays + 1 : 1;
  return {
    currentDays,
    longestDays: Math.max(streak.longestDays, currentDays),
    lastActiveOn: sameDay ? streak.lastActiveOn : today,
  };
};

/** The streak as it is seen on `today`: it is lost when a whole day went by without activity. */
export const asOf = (streak: Streak, today: string): Streak => {
  const lost = streak.lastActiveOn !== null && daysBetween(streak.lastActiveOn, today) > 1;
  return lost ? { ...streak, currentDays: 0 } : streak;
};

/** Starts again from nothing; the longest one is kept. */
export const afterReset = (streak: Streak): Streak => ({ ...streak, currentDays: 0 });
