import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { JobRegistry } from '../../src/platform/jobs/job-registry.js';
import { defineJob, Jobs, type RunningJob } from '../../src/sdk/jobs.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';

const add = defineJob({ name: 'probe.add-numbers', input: z.strictObject({ a: z.int(), b: z.int() }) });
const break_ = defineJob({ name: 'probe.break-things', input: z.strictObject({}), retries: 1 });
const wait = defineJob({ name: 'probe.wait-for-it', input: z.strictObject({}) });

describe('jobs', () => {
  let server: TestServer;
  let world: World;
  let broken = true;
  let proceed: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (proceed = resolve));

  before(async () => {
    server = await startTestServer();
    const registry = server.get(JobRegistry);
    const uow = server.get(UnitOfWork);
    registry.add(add, {
      run: (job: RunningJob<unknown>) => {
        const { a, b } = add.input.parse(job.input);
        return Promise.resolve({ sum: a + b, tenant: uow.tenantId });
      },
    });
    registry.add(break_, { run: () => (broken ? Promise.reject(new Error('out of luck')) : Promise.resolve({ mended: true })) });
    registry.add(wait, {
      run: async (job) => {
        await job.progress(0.25);
        await gate;
      },
    });
    world = await twoTenants(server);
  });
  after(() => server.close());

  const enqueue = async <S extends z.ZodType>(
    job: ReturnType<typeof defineJob<S>>,
    input: z.input<S>,
    ownerId: string,
    tenantId = world.alpha.id,
  ) => {
    const uow = server.get(UnitOfWork);
    return runForTenant(tenantId, () => uow.run(() => server.get(Jobs).enqueue(job, input, { ownerId })));
  };
  const stateOf = async (id: string): Promise<string | undefined> =>
    (await server.sql<{ status: string }>('SELECT status FROM core.job WHERE id = $1', [id]))[0]?.status;

  test('runs in its tenant, and its owner and the admin see the result; nobody else does', async () => {
    const { alpha, beta } = world;
    const { id } = await enqueue(add, { a: 2, b: 3 }, alpha.student.id);
    const done = await eventually(async () => {
      const { status, body } = await alpha.student.client.get(`/jobs/${id}`);
      assert.equal(status, 200);
      return body.status === 'completed' ? body : undefined;
    });
    assert.deepEqual(done.result, { sum: 5, tenant: alpha.id });
    assert.equal(done.progress, 1);
    assert.equal((await alpha.admin.client.get(`/jobs/${id}`)).status, 200);
    for (const stranger of [alpha.teacher, alpha.parent, beta.admin, beta.student]) {
      const { status, body } = await stranger.client.get(`/jobs/${id}`);
      assert.equal(status, 404);
      assert.equal(body.error_code, 'JOB_NOT_FOUND');
    }
    assert.equal((await alpha.nobody.get(`/jobs/${id}`)).status, 401);
    const own = await alpha.student.client.get('/jobs');
    assert.deepEqual(
      own.body.map((job: { id: string }) => job.id),
      [id],
    );
    assert.deepEqual((await alpha.teacher.client.get('/jobs')).body, []);
  });

  test('a rolled back transaction leaves no job', async () => {
    const uow = server.get(UnitOfWork);
    let id = '';
    await assert.rejects(
      runForTenant(world.alpha.id, () =>
        uow.run(async () => {
          ({ id } = await server.get(Jobs).enqueue(add, { a: 1, b: 1 }));
          throw new Error('no');
        }),
      ),
    );
    assert.equal(await stateOf(id), undefined);
    assert.deepEqual(await server.sql(`SELECT 1 FROM pgboss.job WHERE data ->> 'job_id' = $1`, [id]), []);
  });

  test('tells how far it is', async () => {
    const { alpha } = world;
    const { id } = await enqueue(wait, {}, alpha.student.id);
    await eventually(async () => (await alpha.student.client.get(`/jobs/${id}`)).body.progress === 0.25);
    proceed();
    await eventually(async () => (await stateOf(id)) === 'completed');
  });

  test('one that fails is tried again, becomes a dead letter, and can be redriven by staff of its tenant', async () => {
    const { alpha, beta } = world;
    const { id } = await enqueue(break_, {}, alpha.student.id);
    await eventually(async () => (await stateOf(id)) === 'failed');
    assert.equal((await alpha.student.client.get(`/jobs/${id}`)).body.error, 'The job failed');
    assert.equal((await alpha.admin.client.get(`/jobs/${id}`)).body.error, 'Error: out of luck');
    const letters = await alpha.admin.client.get('/dead-letters?kind=job');
    assert.equal(letters.status, 200);
    assert.equal(letters.body.length, 1);
    const [letter] = letters.body;
    assert.equal(letter.source_id, id);
    assert.equal(letter.attempts, 2);
    assert.deepEqual((await beta.admin.client.get('/dead-letters')).body, []);
    assert.equal((await beta.admin.client.post(`/dead-letters/${letter.id}/redrive`)).status, 404);
    assert.equal((await alpha.teacher.client.get('/dead-letters')).status, 403);
    assert.equal((await alpha.teacher.client.post(`/dead-letters/${letter.id}/redrive`)).status, 403);
    broken = false;
    assert.equal((await alpha.admin.client.post(`/dead-letters/${letter.id}/redrive`)).status, 202);
    await eventually(async () => (await stateOf(id)) === 'completed');
    assert.deepEqual((await alpha.admin.client.get('/dead-letters')).body, []);
    assert.equal((await alpha.admin.client.post(`/dead-letters/${letter.id}/redrive`)).status, 404);
    const audited = await server.sql(`SELECT actor_id FROM core.audit_event WHERE action = 'operations.dead-letter-redriven'`);
    assert.deepEqual(audited, [{ actor_id: alpha.admin.id }]);
  });

  test('a job that nobody does any more ends as a dead letter, which staff may discard', async () => {
    const { alpha } = world;
    const gone = defineJob({ name: 'probe.gone-away', input: z.strictObject({}), retries: 0 });
    const { id } = await enqueue(gone, {}, alpha.admin.id);
    await eventually(async () => (await stateOf(id)) === 'failed');
    const [letter] = (await alpha.admin.client.get(`/dead-letters?name=${gone.name}`)).body;
    const { body } = await alpha.admin.client.get(`/dead-letters/${letter.id}`);
    assert.match(body.error, /Nobody here does probe.gone-away/);
    assert.equal((await alpha.admin.client.delete(`/dead-letters/${letter.id}`)).status, 204);
    assert.equal(await stateOf(id), 'cancelled');
  });
});
