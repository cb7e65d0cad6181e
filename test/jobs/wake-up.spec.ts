import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { compose, type LecternApp } from '../../src/compose.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { Waker } from '../../src/platform/background/waker.js';
import { DirectListener } from '../../src/platform/database/direct-listener.js';
import { JobRegistry } from '../../src/platform/jobs/job-registry.js';
import { defineJob, JOB_QUEUES, type RunningJob, TryAgainLater } from '../../src/sdk/jobs.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { addTenant } from '../events/fixture.js';
import { enqueue, entryOf, jobRow, noInput, until } from './probe.js';

const quick = JOB_QUEUES.map((queue) => defineJob({ name: `probe.be-quick-${queue}`, input: noInput, queue }));
const long = JOB_QUEUES.map((queue) => defineJob({ name: `probe.be-long-${queue}`, input: noInput, queue }));
const later = defineJob({ name: 'probe.come-later', input: noInput, queue: 'grading', retries: 0 });

const untilAborted = ({ signal }: RunningJob<unknown>): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('a worker in a process of its own', () => {
  let api: TestServer;
  let tenantId: string;
  const workers: LecternApp[] = [];

  const startWorker = async (isAway: () => boolean = () => false): Promise<LecternApp> => {
    const worker = await compose({ config: loadConfig(testEnvironment(api.database), { role: 'worker' }), plugins: [] });
    const registry = worker.app.get(JobRegistry, { strict: false });
    for (const job of quick) registry.add(job, { run: () => Promise.resolve() });
    for (const job of long) registry.add(job, { run: untilAborted });
    registry.add(later, {
      run: () => {
        if (isAway()) throw new TryAgainLater(1, 'somebody');
        return Promise.resolve();
      },
    });
    await worker.init();
    await eventually(() => worker.app.get(DirectListener, { strict: false }).isHearing);
    workers.push(worker);
    return worker;
  };
  const closeWorkers = async (): Promise<void> => {
    for (const worker of workers.splice(0)) await worker.close();
  };

  before(async () => {
    api = await startTestServer({ plugins: [], role: 'api' });
    tenantId = await addTenant(api, 'sleepy');
    await eventually(() => api.get(DirectListener).isHearing);
  });
  after(async () => {
    await closeWorkers();
    await api.close();
  });

  for (const job of quick) {
    test(`is woken when a job of the queue ${job.queue} was committed`, async (context) => {
      const { sleep } = Waker.prototype;
      // whoever is not woken sleeps until the test is over
      context.mock.method(Waker.prototype, 'sleep', function (this: Waker) {
        return sleep.call(this, 2 ** 30);
      });
      await startWorker();
      for (let times = 0; times < 3; times += 1) await until(api, await enqueue(api, tenantId, job), 'completed');
      await closeWorkers();
    });

    test(`finds it by itself while nobody can wake it: ${job.queue}`, async () => {
      await startWorker();
      const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lectern:listen'`;
      assert.ok((await api.sql(cut)).length >= 2);
      const id = await enqueue(api, tenantId, job);
      await until(api, id, 'completed');
      await eventually(() => api.get(DirectListener).isHearing);
      await closeWorkers();
    });
  }

  test('that is asked to end tells the jobs of every queue, which run again elsewhere without having lost an attempt', async () => {
    await startWorker();
    const ids: string[] = [];
    for (const job of long) ids.push(await enqueue(api, tenantId, job));
    for (const id of ids) await until(api, id, 'running');
    await closeWorkers();
    for (const id of ids) {
      const row = await jobRow(api, id);
      assert.deepEqual([row?.status, row?.attempts, row?.error], ['queued', 0, null]);
      assert.equal((await entryOf(api, id))?.state, 'retry');
    }
  });

  test('leaves what waits for later to the next one', async () => {
    await startWorker(() => true);
    const id = await enqueue(api, tenantId, later);
    await eventually(async () => ((await jobRow(api, id))?.deferrals ?? 0) > 0);
    await closeWorkers();
    assert.equal((await jobRow(api, id))?.status, 'queued');
    await startWorker();
    const done = await until(api, id, 'completed');
    assert.equal(done.attempts, 1);
    await closeWorkers();
  });
});
