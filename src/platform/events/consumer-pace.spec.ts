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

test('a slow event is forgiven; slow ones in a row have shorter turns each, then set the consumer aside for seconds, and nobody else', () => {
  const pace = new ConsumerPace();
  const turns: number[] = [];
  for (; !pace.isAside('slow', 0); pace.spent('slow', (turns.at(-1) ?? 0) + 5, 1, 0)) turns.push(pace.turnMs('slow', 0));
  assert.deepEqual(turns.slice(0, 3), [200, 100, 50]);
  assert.ok(turns.reduce((sum, ms) => sum + ms) < 500);
  assert.equal(pace.isAside('other', 0), false);
  assert.equal(pace.turnMs('other', 0), 200);
  assert.equal(pace.isAside('slow', 1000), true);
  assert.equal(pace.isAside('slow', 4000), false);
  assert.ok(pace.turnMs('slow', 4000) >= 100);
});
