import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { afterActivity, afterReset, asOf, NO_STREAK } from './streak.js';

describe('a streak', () => {
  const days = (...dates: string[]) => dates.reduce(afterActivity, NO_STREAK);

  it('starts with one day and counts a day once', () => {
    assert.deepEqual(days('2026-03-28'), { currentDays: 1, longestDays: 1, lastActiveOn: '2026-03-28' });
    assert.deepEqual(days('2026-03-28', '2026-03-28'), { currentDays: 1, longestDays: 1, lastActiveOn: '2026-03-28' });
  });

  it('goes on from day to day, over the change of clocks too', () => {
    assert.equal(days('2026-03-28', '2026-03-29', '2026-03-30').currentDays, 3);
    assert.equal(days('2026-10-24', '2026-10-25', '2026-10-26').currentDays, 3);
  });

  it('starts again after a gap and remembers the longest', () => {
    assert.deepEqual(days('2026-01-01', '2026-01-02', '2026-01-03', '2026-01-05'), {
      currentDays: 1,
      longestDays: 3,
      lastActiveOn: '2026-01-05',
    });
  });

  it('holds until the end of the next day, and is 0 from the day after', () => {
    const streak = days('2026-01-01', '2026-01-02');
    assert.equal(asOf(streak, '2026-01-02').currentDays, 2);
    assert.equal(asOf(streak, '2026-01-03').currentDays, 2);
    assert.deepEqual(asOf(streak, '2026-01-04'), { currentDays: 0, longestDays: 2, lastActiveOn: '2026-01-02' });
  });

  it('is 0 after a reset until the next activity, which may come the same day', () => {
    const reset = afterReset(days('2026-01-01', '2026-01-02'));
    assert.deepEqual(reset, { currentDays: 0, longestDays: 2, lastActiveOn: '2026-01-02' });
    assert.equal(asOf(reset, '2026-01-02').currentDays, 0);
    assert.deepEqual(afterActivity(reset, '2026-01-02'), { currentDays: 1, longestDays: 2, lastActiveOn: '2026-01-02' });
    assert.deepEqual(afterActivity(reset, '2026-01-03'), { currentDays: 1, longestDays: 2, lastActiveOn: '2026-01-03' });
  });

  it('survives a calendar that was turned back', () => {
    assert.deepEqual(days('2026-01-01', '2026-01-02', '2026-01-01'), { currentDays: 2, longestDays: 2, lastActiveOn: '2026-01-02' });
  });

  it('that never was is empty', () => {
    assert.deepEqual(asOf(NO_STREAK, '2026-01-01'), NO_STREAK);
    assert.deepEqual(afterReset(NO_STREAK), NO_STREAK);
  });
});
