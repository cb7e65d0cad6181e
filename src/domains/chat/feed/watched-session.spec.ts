import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { WatchedSession } from './watched-session.js';

const MOST_STEPS = 40;

test('what is signalled is told whenever it comes, also in the moment a reading ends', async () => {
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const said = [1];
    const query = (_: string, [, after]: readonly [string, number]) =>
      Promise.resolve(said.filter((position) => position > after).map((position) => ({ position, role: 'user' })));
    const session = new WatchedSession('session', { query } as unknown as UnitOfWork, 0, false);
    let told = 0;
    session.add({ take: () => (told += 1), gone: assert.fail }, { position: 0, is_over: false });
    void session.catchUp();
    for (let step = 0; step < steps; step += 1) await Promise.resolve();
    said.push(2);
    void session.catchUp();
    await nextTurn();
    assert.equal(told, 2, `after ${steps} steps`);
  }
});
