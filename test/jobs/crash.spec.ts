import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { JobRegistry } from '../../src/platform/jobs/job-registry.js';
import { Jobs } from '../../src/sdk/jobs.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { addTenant } from '../events/fixture.js';
import { longWork } from './long-work.js';

describe('a worker that is killed in the middle of a job', () => {
  let api: TestServer;
  let tenantId: string;

  before(async () => {
    api = await startTestServer({ plugins: [], role: 'api' });
    tenantId = await addTenant(api, 'crashing');
  });
  after(() => api.close());

  /** Starts a worker, waits until it has begun a job, and kills it; answers which one. */
  const beginAndDie = async (): Promise<string> => {
    const script = fileURLToPath(new URL('dying-worker.js', import.meta.url));
    const env = { ...testEnvironment(api.database), PATH: process.env.PATH, LOG_LEVEL: 'fatal' };
    const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    let begun = '';
    for await (const line of createInterface({ input: child.stdout })) {
      begun = line;
      child.kill('SIGKILL');
    }
    await exited;
    return begun;
  };

  test('leaves it to the next one, which runs it again', async () => {
    const uow = api.get(UnitOfWork);
    const { id } = await runForTenant(tenantId, () => uow.run(() => api.get(Jobs).enqueue(longWork, {})));
    assert.equal(await beginAndDie(), id);
    const [abandoned] = await api.sql('SELECT status, attempts FROM core.job WHERE id = $1', [id]);
    assert.deepEqual(abandoned, { status: 'running', attempts: 1 });
    // As if the time without a heartbeat had passed.
    await api.sql(`UPDATE pgboss.job SET heartbeat_on = now() - interval '1 hour' WHERE data ->> 'job_id' = $1`, [id]);
    await api.sql(`UPDATE pgboss.queue SET monitor_claim_on = now() - interval '1 hour'`);
    const next = await compose({ config: loadConfig(testEnvironment(api.database), { role: 'worker' }), plugins: [] });
    next.app.get(JobRegistry, { strict: false }).add(longWork, { run: () => Promise.resolve({ done: true }) });
    await next.init();
    try {
      const done = await eventually(async () => {
        const [job] = await api.sql<{ status: string; attempts: number; result: unknown }>(
          'SELECT status, attempts, result FROM core.job WHERE id = $1',
          [id],
        );
        return job?.status === 'completed' ? job : undefined;
      }, 45_000);
      assert.deepEqual(done, { status: 'completed', attempts: 2, result: { done: true } });
    } finally {
      await next.close();
    }
  });
});
