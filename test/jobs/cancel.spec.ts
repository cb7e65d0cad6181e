import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Config } from '../../src/platform/config/config.js';
import { JobRegistry } from '../../src/platform/jobs/job-registry.js';
import { slotsOf } from '../../src/platform/jobs/queues.js';
import { defineJob, type RunningJob } from '../../src/sdk/jobs.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { enqueue, entryOf, jobRow, Latch, noInput, until } from './probe.js';

const long = defineJob({ name: 'probe.take-long', input: noInput, cancellable: true });
const firm = defineJob({ name: 'probe.hold-firm', input: noInput });

const untilAborted = ({ signal }: RunningJob<unknown>): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('calling a job off', () => {
  let server: TestServer;
  let world: World;
  const stopped: string[] = [];
  const firmly = new Latch();

  before(async () => {
    server = await startTestServer();
    server.get(JobRegistry).add(long, { run: (job) => untilAborted(job).finally(() => stopped.push(job.id)) });
    server.get(JobRegistry).add(firm, { run: () => firmly.opened });
    world = await twoTenants(server);
  });
  after(() => server.close());

  test('one that runs is told, and stays called off whatever its handler does', async () => {
    const { student } = world.alpha;
    const id = await enqueue(server, world.alpha.id, long, { ownerId: student.id });
    await until(server, id, 'running');
    const answer = await student.client.post(`/jobs/${id}/cancel`);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.status, 'cancelled');
    await eventually(() => stopped.includes(id));
    const again = await student.client.post(`/jobs/${id}/cancel`);
    assert.deepEqual([again.status, again.body.finished_at], [200, answer.body.finished_at]);
    assert.equal(await entryOf(server, id), undefined);
    assert.equal((await jobRow(server, id))?.status, 'cancelled');
    assert.deepEqual((await world.alpha.admin.client.get(`/dead-letters?name=${long.name}`)).body, []);
    assert.deepEqual(await server.sql(`SELECT FROM core.audit_event WHERE action = 'operations.job-cancelled'`), []);
  });

  test('one that is running elsewhere finds out though nobody could tell it', async () => {
    const id = await enqueue(server, world.alpha.id, long);
    await until(server, id, 'running');
    await server.sql(`UPDATE core.job SET status = 'cancelled', finished_at = now() WHERE id = $1`, [id]);
    await eventually(() => stopped.includes(id));
  });

  test('one that waits never begins; an admin who calls it off is recorded', async () => {
    const { alpha } = world;
    const blockers = await Promise.all(
      Array.from({ length: slotsOf('default', server.get(Config)) }, () => enqueue(server, alpha.id, long)),
    );
    for (const blocker of blockers) await until(server, blocker, 'running');
    const id = await enqueue(server, alpha.id, long, { ownerId: alpha.student.id });
    const { body } = await alpha.admin.client.post(`/jobs/${id}/cancel`);
    assert.deepEqual([body.status, body.started_at], ['cancelled', null]);
    assert.equal(await entryOf(server, id), undefined);
    for (const blocker of blockers) assert.equal((await alpha.admin.client.post(`/jobs/${blocker}/cancel`)).status, 200);
    await eventually(() => blockers.every((blocker) => stopped.includes(blocker)));
    assert.equal(stopped.includes(id), false);
    const audited = await server.sql(
      `SELECT actor_id, target_id FROM core.audit_event WHERE action = 'operations.job-cancelled' ORDER BY id LIMIT 1`,
    );
    assert.deepEqual(audited, [{ actor_id: alpha.admin.id, target_id: id }]);
  });

  test('not by strangers, not of a kind that must be finished, not once it has ended', async () => {
    const { alpha, beta } = world;
    const id = await enqueue(server, alpha.id, firm, { ownerId: alpha.student.id });
    await until(server, id, 'running');
    for (const stranger of [alpha.teacher, alpha.parent, beta.admin]) {
      const { status, body } = await stranger.client.post(`/jobs/${id}/cancel`);
      assert.deepEqual([status, body.error_code], [404, 'JOB_NOT_FOUND']);
    }
    assert.equal((await alpha.nobody.post(`/jobs/${id}/cancel`)).status, 401);
    const refused = await alpha.student.client.post(`/jobs/${id}/cancel`);
    assert.deepEqual([refused.status, refused.body.error_code], [409, 'JOB_NOT_CANCELLABLE']);
    firmly.release();
    await until(server, id, 'completed');
    const [ended] = await server.sql<{ id: string }>(`UPDATE core.job SET name = $2 WHERE id = $1 AND status = 'completed' RETURNING id`, [
      id,
      long.name,
    ]);
    const late = await alpha.student.client.post(`/jobs/${ended?.id}/cancel`);
    assert.deepEqual([late.status, late.body.error_code], [409, 'JOB_FINISHED']);
  });
});
