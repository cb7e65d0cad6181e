import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsumerPace } from './consumer-pace.js';

test('many quick events are never too much', () => {
  const pace = new ConsumerPace();
  for (let batch = 0; batch < 100; batch += 1) {
    pace.spent('quick', { elapsedMs: 300, done: 200, isOver: false }, batch);
    assert.equal(pace.isAside('quick', batch), false);
  }
});

test('a machine that is slow with everything makes nobody slow', () => {
  const pace = new ConsumerPace();
  for (let batch = 0; batch < 100; batch += 1) pace.spent('usual', { elapsedMs: 90, done: 1, isOver: false }, batch);
  assert.equal(pace.isAside('usual', 100), false);
});

test('a slow event is forgiven; slow ones in a row have shorter turns each, then set the consumer aside for seconds, and nobody else', () => {
  const pace = new ConsumerPace();
  const turns: number[] = [];
  for (; !pace.isAside('slow', 0); pace.spent('slow', { elapsedMs: (turns.at(-1) ?? 0) + 1, done: 0, isOver: true }, 0))
    turns.push(pace.turnMs('slow', 0));
  assert.deepEqual(turns.slice(0, 3), [300, 149.5, 74.25]);
  assert.ok(turns.reduce((sum, ms) => sum + ms) < 700);
  assert.equal(pace.isAside('other', 0), false);
  assert.equal(pace.turnMs('other', 0), 300);
  assert.equal(pace.isAside('slow', 1000), true);
  assert.equal(pace.isAside('slow', 5000), false);
  assert.ok(pace.turnMs('slow', 5000) >= 100);
});
