import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addDays, daysBetween, localDate } from './local-date.js';

describe('local dates', () => {
  it('are those of the time zone, on either side of UTC', () => {
    const instant = new Date('2026-01-01T04:30:00Z');
    assert.equal(localDate(instant, 'UTC'), '2026-01-01');
    assert.equal(localDate(instant, 'America/New_York'), '2025-12-31');
    assert.equal(localDate(instant, 'Pacific/Kiritimati'), '2026-01-01');
    assert.equal(localDate(new Date('2025-12-31T11:00:00Z'), 'Pacific/Kiritimati'), '2026-01-01');
  });

  it('change at local midnight on the day the clocks go forward and back', () => {
    assert.equal(localDate(new Date('2026-03-28T22:59:59Z'), 'Europe/Berlin'), '2026-03-28');
    assert.equal(localDate(new Date('2026-03-28T23:00:00Z'), 'Europe/Berlin'), '2026-03-29');
    assert.equal(localDate(new Date('2026-03-29T21:59:59Z'), 'Europe/Berlin'), '2026-03-29');
    assert.equal(localDate(new Date('2026-03-29T22:00:00Z'), 'Europe/Berlin'), '2026-03-30');
    assert.equal(localDate(new Date('2026-10-25T22:59:59Z'), 'Europe/Berlin'), '2026-10-25');
    assert.equal(localDate(new Date('2026-10-25T23:00:00Z'), 'Europe/Berlin'), '2026-10-26');
  });

  it('skip a date that a zone skipped', () => {
    assert.equal(localDate(new Date('2011-12-30T09:59:59Z'), 'Pacific/Apia'), '2011-12-29');
    assert.equal(localDate(new Date('2011-12-30T10:00:00Z'), 'Pacific/Apia'), '2011-12-31');
  });

  it('are whole days apart, across clock changes, leap days and years', () => {
    assert.equal(daysBetween('2026-03-28', '2026-03-29'), 1);
    assert.equal(daysBetween('2026-10-24', '2026-10-26'), 2);
    assert.equal(daysBetween('2028-02-28', '2028-03-01'), 2);
    assert.equal(daysBetween('2026-02-28', '2026-03-01'), 1);
    assert.equal(daysBetween('2025-12-31', '2026-01-01'), 1);
    assert.equal(daysBetween('2026-01-02', '2026-01-01'), -1);
  });

  it('are found by counting days from another, across clock changes, leap days and years', () => {
    assert.equal(addDays('2026-03-28', 1), '2026-03-29');
    assert.equal(addDays('2026-10-24', 2), '2026-10-26');
    assert.equal(addDays('2028-03-01', -2), '2028-02-28');
    assert.equal(addDays('2025-12-31', 1), '2026-01-01');
  });

  it('are unknown in an unknown zone', () => {
    assert.throws(() => localDate(new Date(), 'Mars/Olympus'), RangeError);
  });
});
