import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { waitOf } from './wait-of.js';

test('waits twice as long each time, up to eight times', () => {
  const waits = [0, 1, 2, 3, 4, 50].map((deferrals) => waitOf(5, deferrals, 0));
  assert.deepEqual(waits, [5, 10, 20, 40, 40, 40]);
});

test('never grows beyond a minute, but keeps to what was asked for', () => {
  assert.equal(waitOf(30, 9, 0), 60);
  assert.equal(waitOf(300, 9, 0), 300);
});

test('is never shorter than asked for, nor unbounded, nor shorter than the time before', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 3600, noNaN: true }),
      fc.nat(2000),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (asked, times, chance) => {
        const wait = waitOf(asked, times, chance);
        assert.ok(wait >= asked && wait <= Math.max(asked, 60) * 1.1 && wait <= asked * 8.8);
        assert.ok(waitOf(asked, times + 1, chance) >= wait);
      },
    ),
  );
});
