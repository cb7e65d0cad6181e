import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsumerPace } from './consumer-pace.js';

test('many quick events are never too much', () => {
  const pace = new ConsumerPace();
  for (let batch = 0; batch < 100; batch += 1) {
    pace.spent('quick', 300, 200, batch);
    assert.equal(pace.isAside('quick', batch), false);
  }
});

test('one slow event is forgiven; slow ones in a row set the consumer aside, for seconds, and nobody else', () => {
  const pace = new ConsumerPace();
  pace.spent('slow', 300, 1, 0);
  assert.equal(pace.isAside('slow', 0), false);
  pace.spent('slow', 300, 1, 1);
  pace.spent('slow', 300, 1, 2);
  assert.equal(pace.isAside('slow', 2), true);
  assert.equal(pace.isAside('other', 2), false);
  assert.equal(pace.isAside('slow', 1000), true);
  assert.equal(pace.isAside('slow', 4000), false);
});
