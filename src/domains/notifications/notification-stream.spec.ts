import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LiveConnection } from '../../platform/realtime/live-connection.js';
import { NotificationStream } from './notification-stream.js';
import type { NotificationView } from './notifications.schemas.js';

const MOST_STEPS = 40;

test('a wake-up is heard whenever it comes, also in the moment a reading ends', async () => {
  const connection = { isOpen: true, drained: () => Promise.resolve() } as unknown as LiveConnection;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const kept = [1];
    const pushed: number[] = [];
    const read = (after: number) =>
      Promise.resolve(kept.filter((offset) => offset > after).map((offset) => ({ offset }) as unknown as NotificationView));
    const stream = new NotificationStream(connection, 0, read, (_, { offset }) => pushed.push(offset));
    void stream.wake();
    for (let step = 0; step < steps; step += 1) await Promise.resolve();
    kept.push(2);
    void stream.wake();
    await nextTurn();
    assert.deepEqual(pushed, [1, 2], `after ${steps} steps`);
  }
});
