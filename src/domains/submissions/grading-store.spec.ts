import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scoreAfterHints } from './grading-store.js';

test('hints take points off, never more than there are', () => {
  assert.equal(scoreAfterHints(100, 0), 100);
  assert.equal(scoreAfterHints(66.67, 15), 51.67);
  assert.equal(scoreAfterHints(10, 15), 0);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 100, noNaN: true }), fc.integer({ min: 0, max: 2000 }), (score, cost) => {
      const after = scoreAfterHints(score, cost);
      assert.ok(after >= 0 && after <= Math.round(score * 100) / 100);
    }),
  );
});
