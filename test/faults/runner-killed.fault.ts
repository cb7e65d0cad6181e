import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, utimesSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';
import { groupsOf, isRunning, survivors } from '../sandbox/hostile/left-behind.js';
import { WITHOUT_BUBBLEWRAP } from '../sandbox/ordinary-driver.js';
import { TestSandbox } from '../sandbox/test-sandbox.js';
import { io, submissionOf, submit, writeExercise } from '../submissions/support.js';
import { SwitchedRunner } from '../submissions/switched-runner.js';

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
    // As if it had run for a while: what is new may be about to be used.
    utimesSync(folder, new Date(0), new Date(0));
    process.kill(pid, 'SIGKILL');
    await lost;
    await eventually(async () => (await survivors(name)).length === 0);
    await eventually(() => runner.isThere && runner.pid !== pid);
    await eventually(() => !existsSync(folder));
    await eventually(async () => (await groupsOf(pid)).length === 0);
    const [result] = await runner.run({ language: 'python', source: 'print("again")', cases: [{ kind: 'program' }] });
    assert.equal(result?.stdout, 'again\n');
  });
});

describe('a server that is killed', { skip: WITHOUT_BUBBLEWRAP }, () => {
  it('takes its runner with it, and what that ran', async () => {
    const name = `srv-${process.pid}`;
    const script = fileURLToPath(new URL('server-with-runner.js', import.meta.url));
    const server = spawn(process.execPath, [script, UNDEAD(name)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    await eventually(async () => (await survivors(name)).length === 3);
    assert.ok(await isRunning(Number(line)));
    server.kill('SIGKILL');
    await eventually(async () => (await survivors(name)).length === 0);
    await eventually(async () => !(await isRunning(Number(line))) && (await groupsOf(Number(line))).length === 0);
  });
});

describe('a submission whose runner is killed', { skip: WITHOUT_BUBBLEWRAP }, () => {
  /** Slow enough to be met in the middle of it. */
  const SLOW_ECHO = 'import time\ntime.sleep(1.2)\nprint(input())\n';
  let runner: SwitchedRunner;
  let server: TestServer;
  let world: World;

  before(async () => {
    runner = await SwitchedRunner.start({ driver: 'bubblewrap' });
    server = await startTestServer({ plugins: [], runner });
    world = await twoTenants(server);
  });
  after(async () => {
    await server.close();
    await runner.close();
  });

  /** Asked for past the API, whose limits would slow the question down. */
  const stateOf = async (id: string) =>
    (await server.sql<{ status: string }>(`SELECT status FROM core.submission WHERE id = $1`, [id]))[0]?.status;

  it('is graded later, and once', async () => {
    const { student, teacher } = world.alpha;
    const test_cases = [io('one', 'one'), io('two', 'two'), io('three', 'three', { hidden: true })];
    const { id: exerciseId } = await writeExercise(teacher.client, { test_cases });
    const { id } = (await expectStatus(202, submit(student, exerciseId, SLOW_ECHO))).body;
    for (let killed = 0; killed < 2; killed += 1) {
      await eventually(async () => (await stateOf(id)) === 'running' && runner.endpoint);
      const { endpoint } = runner;
      await runner.kill();
      await eventually(() => runner.endpoint !== endpoint);
    }
    await eventually(async () => (await stateOf(id)) === 'evaluated', 60_000);
    const graded = await submissionOf(student, id);
    assert.deepEqual([graded.status, graded.score, graded.results.length], ['evaluated', 100, 3]);
    await eventually(async () => (await server.sql('SELECT count(*)::int AS count FROM core.outbox'))[0]?.count === 0);
    const effects = await server.sql('SELECT score FROM core.progress_event WHERE source_id = $1', [id]);
    assert.deepEqual(effects, [{ score: 100 }], 'it had its effect once');
    assert.equal(graded.attempt, 1);
  });
});
