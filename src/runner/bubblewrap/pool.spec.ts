import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';
import { Pool } from './pool.js';
import type { SandboxProcess } from './sandbox-process.js';

/** Ready at once, alive until it is asked to stop. */
const idle = (): SandboxProcess => {
  const ended = Promise.withResolvers<void>();
  const sandbox = {
    isAlive: true,
    ready: Promise.resolve(),
    ended: ended.promise,
    meter: { release: () => undefined },
    stop: ended.resolve,
  };
  return sandbox as unknown as SandboxProcess;
};

test('a pool is full again, in whichever moment of its filling one is taken', async () => {
  for (let turns = 0; turns < 20; turns += 1) {
    const pool = new Pool(1, idle);
    pool.fill();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    const taken = pool.take();
    await nextTurn();
    const next = pool.take();
    assert.ok(next, `one was taken after ${turns} turns`);
    assert.notEqual(next, taken);
    for (const sandbox of [taken, next]) sandbox?.stop('abandoned');
    await pool.close();
  }
});
