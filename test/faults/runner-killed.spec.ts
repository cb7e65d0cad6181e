import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { survivors } from '../sandbox/hostile/left-behind.js';
import { WITHOUT_BUBBLEWRAP } from '../sandbox/ordinary-driver.js';
import { TestSandbox } from '../sandbox/test-sandbox.js';

/** Forks twice, leaves every group and session, takes a name to be found by, and waits for ever. */
const UNDEAD = (name: string): string => `
import ctypes, os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(1, 0)
ctypes.CDLL(None).prctl(15, ${JSON.stringify(name)}.encode())
print('begun', flush=True)
while True:
    time.sleep(60)
`;

describe('a runner that is killed in the middle of a run', { skip: WITHOUT_BUBBLEWRAP }, () => {
  let runner: TestSandbox;
  beforeEach(async () => void (runner = await TestSandbox.start(2)));
  afterEach(() => runner.close());

  it('takes every process of learners with it, and is followed by another', async () => {
    const name = `hst-${process.pid}`;
    const limits = { wall_ms: 60_000 };
    const lost = assert.rejects(runner.run({ language: 'python', source: UNDEAD(name), cases: [{ kind: 'program' }], limits }), {
      status: 503,
    });
    await eventually(async () => (await survivors(name)).length === 3);
    const { pid, folder } = runner;
    process.kill(pid, 'SIGKILL');
    await lost;
    await eventually(async () => (await survivors(name)).length === 0, 3000);
    await eventually(() => runner.isThere && runner.pid !== pid);
    assert.equal(existsSync(folder), false, 'what it had on disk is gone');
    const [result] = await runner.run({ language: 'python', source: 'print("again")', cases: [{ kind: 'program' }] });
    assert.equal(result?.stdout, 'again\n');
  });
});
