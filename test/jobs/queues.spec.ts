import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Config } from '../../src/platform/config/config.js';
import { JobRegistry } from '../../src/platform/jobs/job-registry.js';
import { slotsOf } from '../../src/platform/jobs/queues.js';
import { defineJob, TryAgainLater } from '../../src/sdk/jobs.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { enqueue, entryOf, jobRow, Latch, noInput, until } from './probe.js';

const hold = defineJob({ name: 'probe.hold-slot', input: noInput, queue: 'grading' });
const note = defineJob({ name: 'probe.note-turn', input: noInput, queue: 'grading' });
const plain = defineJob({ name: 'probe.be-plain', input: noInput });
const later = defineJob({ name: 'probe.wait-longer', input: noInput, retries: 0 });

describe('queues of jobs', () => {
  let server: TestServer;
  let world: World;
  let latches: Latch[] = [];
  const turns: string[] = [];
  const asks = { left: 0 };

  before(async () => {
    server = await startTestServer();
    const registry = server.get(JobRegistry);
    registry.add(hold, {
      run: async () => {
        const latch = new Latch();
        latches.push(latch);
        await latch.opened;
      },
    });
    registry.add(note, { run: (job) => Promise.resolve(turns.push(job.id)) });
    registry.add(plain, { run: () => Promise.resolve() });
    registry.add(later, {
      run: () => {
        if (asks.left === 0) return Promise.resolve({ tried: true });
        asks.left -= 1;
        throw new TryAgainLater(0.1, 'luck');
      },
    });
    world = await twoTenants(server);
  });
  beforeEach(() => turns.splice(0));
  /** Whatever became of the test: the next one needs the slots. */
  afterEach(() => releaseAll());
  after(() => server.close());

  /** Takes every slot of the queue; answers what lets the jobs of one slot go, one by one, and at the end all. */
  const withAllSlotsTaken = async (fill: () => Promise<void>): Promise<void> => {
    latches = [];
    const slots = slotsOf('grading', server.get(Config));
    for (let slot = 0; slot < slots; slot += 1) await enqueue(server, world.alpha.id, hold);
    await eventually(() => latches.length === slots);
    await fill();
    latches[0]?.release();
  };
  const releaseAll = (): void => latches.forEach((latch) => latch.release());

  test('the most urgent comes first, and the oldest of those', async () => {
    const { id } = world.alpha;
    const expected: string[] = [];
    await withAllSlotsTaken(async () => {
      const low = await enqueue(server, id, note, { priority: 'low' });
      const normal = [await enqueue(server, id, note), await enqueue(server, id, note)];
      const high = await enqueue(server, id, note, { priority: 'high' });
      expected.push(high, ...normal, low);
    });
    await eventually(() => turns.length === expected.length);
    assert.deepEqual(turns, expected);
    releaseAll();
  });

  test('institutions take turns', async () => {
    const { alpha, beta } = world;
    let late = '';
    await withAllSlotsTaken(async () => {
      for (let many = 0; many < 6; many += 1) await enqueue(server, alpha.id, note);
      late = await enqueue(server, beta.id, note);
    });
    await eventually(() => turns.length === 7);
    assert.ok(turns.indexOf(late) <= 1, `it came as number ${turns.indexOf(late) + 1}`);
    releaseAll();
  });

  test("ten thousand jobs of one do not hold up another's first", async () => {
    const { alpha, beta } = world;
    let late = '';
    await withAllSlotsTaken(async () => {
      await multiply(await enqueue(server, alpha.id, note), 10_000);
      late = await enqueue(server, beta.id, note);
    });
    releaseAll();
    await until(server, late, 'completed');
    const place = turns.indexOf(late);
    assert.ok(place <= 2 * slotsOf('grading', server.get(Config)), `it came as number ${place + 1}`);
    // the others would keep the tests that follow waiting
    await server.sql(`DELETE FROM pgboss.job WHERE data ->> 'tenant_id' = $1`, [alpha.id]);
    await eventually(async () => (await server.sql(`SELECT FROM core.job WHERE status = 'running'`)).length === 0);
    await server.sql(`DELETE FROM core.job WHERE tenant_id = $1 AND status = 'queued'`, [alpha.id]);
  });

  /** As many jobs like this one, which waits; faster than enqueuing them. */
  const multiply = async (id: string, times: number): Promise<void> => {
    await server.sql(
      `WITH copy AS MATERIALIZED (SELECT gen_random_uuid() AS id FROM generate_series(2, $2::int)),
         jobs AS (
           INSERT INTO core.job SELECT made.* FROM core.job, copy,
             LATERAL jsonb_populate_record(job, jsonb_build_object('id', copy.id)) AS made WHERE job.id = $1)
       INSERT INTO pgboss.job SELECT made.* FROM pgboss.job AS entry, copy,
         LATERAL jsonb_populate_record(entry, jsonb_build_object('id', copy.id,
           'data', entry.data || jsonb_build_object('job_id', copy.id))) AS made WHERE entry.data ->> 'job_id' = $1::text`,
      [id, times],
    );
  };

  test('one that is full does not hold up another', async () => {
    const { alpha } = world;
    let waiting = '';
    await withAllSlotsTaken(async () => {
      waiting = await enqueue(server, alpha.id, note);
      await until(server, await enqueue(server, alpha.id, plain), 'completed');
      assert.equal((await jobRow(server, waiting))?.status, 'queued');
    });
    await until(server, waiting, 'completed');
    releaseAll();
  });

  test('a job whose turn has not come is left for later, as often as it asks, and spends no attempt', async () => {
    const { alpha } = world;
    asks.left = 4;
    const id = await enqueue(server, alpha.id, later, { ownerId: alpha.student.id });
    const seen = await eventually(async () => {
      const { body } = await alpha.student.client.get(`/jobs/${id}`);
      return body.waiting_for === 'luck' ? body : undefined;
    });
    assert.deepEqual([seen.status, seen.attempts, seen.error], ['queued', 0, null]);
    const done = await until(server, id, 'completed', 20_000);
    assert.deepEqual([done.attempts, done.deferrals, done.waiting_for], [1, 4, null]);
    assert.equal(await entryOf(server, id), undefined);
    assert.deepEqual((await alpha.admin.client.get(`/dead-letters?name=${later.name}`)).body, []);
  });

  test('what has ended leaves nothing in the queue', async () => {
    const id = await enqueue(server, world.alpha.id, plain);
    await until(server, id, 'completed');
    assert.equal(await entryOf(server, id), undefined);
  });

  test("an admin's list is the institution's, and can be narrowed down", async () => {
    const { alpha, beta } = world;
    const mine = await enqueue(server, alpha.id, plain, { ownerId: alpha.admin.id });
    const theirs = await enqueue(server, alpha.id, plain, { ownerId: alpha.student.id, priority: 'low' });
    const ids = async (client: typeof alpha.admin.client, query = ''): Promise<string[]> =>
      (await client.get(`/jobs?name=${plain.name}${query}`)).body.map((job: { id: string }) => job.id);
    assert.deepEqual((await ids(alpha.admin.client)).slice(0, 2), [theirs, mine]);
    assert.deepEqual(await ids(alpha.admin.client, `&owner_id=${alpha.student.id}`), [theirs]);
    assert.deepEqual(await ids(alpha.admin.client, '&queue=grading'), []);
    assert.deepEqual(await ids(alpha.student.client), [theirs]);
    assert.deepEqual(await ids(alpha.student.client, `&owner_id=${alpha.admin.id}`), []);
    assert.deepEqual(await ids(beta.admin.client), []);
    const counted = await alpha.admin.client.get(`/jobs?owner_id=${alpha.student.id}&name=${plain.name}&count=exact`);
    assert.equal(counted.headers.get('x-total-count'), '1');
    assert.deepEqual([counted.body[0].queue, counted.body[0].priority], ['default', 'low']);
  });
});
