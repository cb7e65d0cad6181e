import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { after, afterEach, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { addTenant } from '../events/fixture.js';
import { enqueue, entryOf, jobRow, until } from '../jobs/probe.js';
import { slowWork } from './slow-work.js';

const SCRIPT = fileURLToPath(new URL('slow-worker.js', import.meta.url));
/** What operators are promised of a worker that dies. */
const HALF_A_MINUTE_MS = 30_000;

/** Of the queue `grading`. */
const TWO_SLOTS = { LECTERN_RUNNER_CONCURRENCY: '1' };

describe('workers that die or are held up in the middle of a job', () => {
  let api: TestServer;
  let tenantId: string;
  const workers: Worker[] = [];

  before(async () => {
    api = await startTestServer({ plugins: [], role: 'api' });
    tenantId = await addTenant(api, 'toiling');
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.kill();
  });
  after(() => api.close());

  const start = async (name: string): Promise<Worker> => {
    const worker = new Worker(name, { ...testEnvironment(api.database), PATH: process.env.PATH, ...TWO_SLOTS });
    workers.push(worker);
    await eventually(() => worker.said.includes('ready'));
    return worker;
  };
  const hasBegun = (worker: Worker, id: string): Promise<true> =>
    eventually(() => worker.said.includes(`begun ${id}`), HALF_A_MINUTE_MS) as Promise<true>;

  test('killed: another one runs it within half a minute, for one more attempt', async () => {
    const first = await start('first');
    const id = await enqueue(api, tenantId, slowWork);
    await hasBegun(first, id);
    const second = await start('second');
    await first.kill();
    await hasBegun(second, id);
    second.finish();
    const done = await until(api, id, 'completed');
    assert.deepEqual([done.attempts, done.result], [2, { by: 'second' }]);
    assert.equal(await entryOf(api, id), undefined);
  });

  test('held up until another one has done it: what it says afterwards counts for nothing', async () => {
    const first = await start('first');
    const id = await enqueue(api, tenantId, slowWork);
    await hasBegun(first, id);
    const second = await start('second');
    first.child.kill('SIGSTOP');
    await hasBegun(second, id);
    first.child.kill('SIGCONT');
    first.finish();
    // Two slots are free without the one that the first has to give back: the third job begins once it has.
    const next: string[] = [];
    for (let more = 0; more < 3; more += 1) next.push(await enqueue(api, tenantId, slowWork));
    for (const each of next) await eventually(() => [first, second].some(({ said }) => said.includes(`begun ${each}`)));
    assert.equal((await jobRow(api, id))?.status, 'running', 'the job is the second one’s');
    assert.equal((await entryOf(api, id))?.state, 'active', 'its place in the queue is the second one’s too');
    first.finish();
    second.finish();
    const done = await until(api, id, 'completed');
    assert.deepEqual([done.attempts, done.result], [2, { by: 'second' }]);
    for (const each of next) assert.equal((await until(api, each, 'completed')).attempts, 1);
  });
});

/** A worker process that does one kind of job, slowly. */
class Worker {
  readonly said: string[] = [];
  readonly child: ChildProcessByStdio<Writable, Readable, null>;

  constructor(name: string, env: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, [SCRIPT], { env: { ...env, WORKER: name }, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.said.push(line));
  }

  /** Ends the jobs it has begun. */
  finish(): void {
    this.child.stdin.write('\n');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}
