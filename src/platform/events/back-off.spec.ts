import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOffMs } from './back-off.js';

test('the wait doubles with each failure, between half of it and all of it', () => {
  assert.equal(backOffMs(1, 0), 500);
  assert.equal(backOffMs(1, 1), 1000);
  assert.equal(backOffMs(4, 1), 8000);
});

test('the wait never exceeds ten minutes', () => {
  assert.equal(backOffMs(1000, 1), 600_000);
});
