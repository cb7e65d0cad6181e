import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { daysBetween, localDate } from '../../../platform/tenancy/local-date.js';
import { afterStep, comesLate, NO_STREAK_STATE, type StreakState, type StreakStep, streakOf } from './streak-state.js';

/** Zones with clock changes of an hour and of half of one, at different times of the year, and some without. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Niue',
];
const MINUTE_MS = 60_000;
const START = Date.parse('2023-01-01T00:00:00Z');
const THREE_YEARS_IN_MINUTES = 3 * 365 * 1440;

const zone = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: 0, max: THREE_YEARS_IN_MINUTES }).map((minutes) => new Date(START + minutes * MINUTE_MS));
const day = fc.integer({ min: 0, max: 60 }).map((n) => new Date(START + n * 1440 * MINUTE_MS).toISOString().slice(0, 10));
const steps = fc.array(
  fc.record({
    localDate: day,
    reset: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
  { maxLength: 60 },
);

/** As the stored row is kept up: what comes late makes it be counted anew. */
const kept = (all: readonly StreakStep[]): StreakState =>
  all.reduce<StreakState>(
    (state, step, index) => (comesLate(state, step) ? streakOf(all.slice(0, index + 1)) : afterStep(state, step)),
    NO_STREAK_STATE,
  );

const act = (date: string): StreakStep => ({ localDate: date, reset: false });

/** Runs of consecutive dates, by their length, the last one last. */
const runs = (dates: readonly string[]): number[] => {
  const days = [...new Set(dates)].toSorted();
  return days.reduce<number[]>((found, date, index) => {
    const before = days[index - 1];
    const goesOn = before !== undefined && daysBetween(before, date) === 1;
    return goesOn ? [...found.slice(0, -1), (found.at(-1) ?? 0) + 1] : [...found, 1];
  }, []);
};

describe('a streak kept up step by step', () => {
  it('is what the whole log gives, in whatever order days come in', () => {
    fc.assert(fc.property(steps, (all) => assert.deepEqual(kept(all), streakOf(all))));
  });

  it('without resets is the last run of consecutive days, and remembers the longest', () => {
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 60 }), (dates) => {
        const { currentDays, longestDays, lastActiveOn } = kept(dates.map(act));
        const lengths = runs(dates);
        assert.equal(currentDays, lengths.at(-1));
        assert.equal(longestDays, Math.max(...lengths));
        assert.equal(lastActiveOn, dates.toSorted().at(-1));
      }),
    );
  });

  it('does not depend on the order in which acts of several days arrive', () => {
    const shuffled = fc
      .array(day, { maxLength: 30 })
      .chain((dates) => fc.tuple(fc.constant(dates), fc.shuffledSubarray(dates, { minLength: dates.length })));
    fc.assert(fc.property(shuffled, ([dates, other]) => assert.deepEqual(kept(dates.map(act)), kept(other.map(act)))));
  });

  it('never shows more days now than it ever had, and never loses the longest', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const inOrder = all.toSorted((a, b) => (a.localDate < b.localDate ? -1 : a.localDate > b.localDate ? 1 : 0));
        inOrder.reduce<StreakState>((state, step) => {
          const next = afterStep(state, step);
          assert.ok(next.longestDays >= next.currentDays && next.longestDays >= state.longestDays);
          if (step.reset) assert.equal(next.currentDays, 0);
          else assert.ok(next.currentDays >= 1);
          return next;
        }, NO_STREAK_STATE);
      }),
    );
  });
});

describe('days of an institution', () => {
  it('are unbroken for somebody who is never away for 23 hours, through every change of clocks', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 23 * 60 - 1 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(zone, instant, gaps, (timeZone, start, minutes) => {
        const instants = minutes.reduce<Date[]>(
          (all, gap) => [...all, new Date((all.at(-1) ?? start).getTime() + gap * MINUTE_MS)],
          [start],
        );
        const dates = instants.map((at) => localDate(at, timeZone));
        const { currentDays, longestDays } = kept(dates.map(act));
        assert.equal(currentDays, new Set(dates).size);
        assert.equal(longestDays, currentDays);
      }),
    );
  });

  it('are broken for somebody who was away for 49 hours', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, start) => {
        const dates = [start, new Date(start.getTime() + 49 * 60 * MINUTE_MS)].map((at) => localDate(at, timeZone));
        assert.equal(kept(dates.map(act)).currentDays, 1);
      }),
    );
  });
});
