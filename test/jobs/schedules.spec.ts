import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Module } from '@nestjs/common';
import { JobRegistry } from '../../src/platform/jobs/job-registry.js';
import { ScheduleRegistry } from '../../src/platform/schedules/schedule-registry.js';
import { ScheduleTicker } from '../../src/platform/schedules/schedule-ticker.js';
import { defineJob } from '../../src/sdk/jobs.js';
import { definePlugin } from '../../src/sdk/plugin.js';
import { defineSchedule } from '../../src/sdk/schedules.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { Latch, noInput } from './probe.js';

const sweep = defineJob({ name: 'probe.sweep-up', input: noInput });
const hold = defineJob({ name: 'probe.hold-on', input: noInput });
const weigh = defineJob({ name: 'weigher.weigh-everybody', input: noInput });
const nightly = defineSchedule({ name: 'probe.nightly', cron: '0 3 * * *', job: sweep, input: {}, jitterSeconds: 0 });
const hourly = defineSchedule({ name: 'probe.hourly', cron: '0 * * * *', job: hold, input: {}, jitterSeconds: 0 });
const weekly = defineSchedule({ name: 'weigher.weekly', cron: '0 5 * * 1', job: weigh, input: {}, jitterSeconds: 0 });

class Weighing {
  run = () => Promise.resolve();
}
@Module({ providers: [Weighing] })
class WeigherModule {}
const weigher = definePlugin({
  id: 'weigher',
  version: '1.0.0',
  description: 'Weighs everybody on Mondays',
  core: '^1.0.0',
  module: WeigherModule,
  jobs: [{ job: weigh, handler: Weighing }],
  schedules: [weekly],
});

const at = (text: string) => new Date(text);

describe('schedules', () => {
  let server: TestServer;
  let second: TestServer;
  let world: World;
  const latch = new Latch();

  before(async () => {
    server = await startTestServer({ plugins: [weigher] });
    second = await startTestServer({ plugins: [weigher], database: server.database, role: 'worker' });
    for (const { get } of [server, second]) {
      get(JobRegistry).add(sweep, { run: () => Promise.resolve() });
      get(JobRegistry).add(hold, { run: () => latch.opened });
      get(ScheduleRegistry).add(nightly);
    }
    world = await twoTenants(server);
    await server.sql(`UPDATE core.tenants SET timezone = 'Asia/Tokyo', revision = revision + 1, changed_at = now() WHERE id = $1`, [
      world.beta.id,
    ]);
    await eventually(async () => (await world.beta.admin.client.get('/tenant')).body.timezone === 'Asia/Tokyo');
  });
  after(async () => {
    latch.release();
    await second.close();
    await server.close();
  });

  const tick = (now: string, on = server) => on.get(ScheduleTicker).tick(at(now));
  const jobs = async (name: string): Promise<Record<string, number>> => {
    const rows = await server.sql<{ tenant_id: string; n: number }>(
      'SELECT tenant_id, count(*)::int AS n FROM core.job WHERE name = $1 AND tenant_id = ANY($2) GROUP BY tenant_id',
      [name, [world.alpha.id, world.beta.id]],
    );
    return Object.fromEntries(rows.map((row) => [row.tenant_id, row.n]));
  };
  const noneWaits = () => eventually(async () => (await server.sql(`SELECT FROM core.job WHERE status <> 'completed'`)).length === 0);
  const bookOf = async (tenantId: string, name: string) =>
    (
      await server.sql<{ next_due_at: Date; last_due_at: Date | null }>(
        'SELECT next_due_at, last_due_at FROM core.schedule WHERE tenant_id = $1 AND name = $2',
        [tenantId, name],
      )
    )[0];

  test('come once for each institution, by its own clock, whichever process looks', async () => {
    const { alpha, beta } = world;
    assert.equal(await tick('2026-11-20T12:00:00Z'), 0, 'what is new comes at its next time');
    assert.deepEqual((await bookOf(alpha.id, 'probe.nightly'))?.next_due_at, at('2026-11-21T03:00:00Z'));
    assert.deepEqual((await bookOf(beta.id, 'probe.nightly'))?.next_due_at, at('2026-11-20T18:00:00Z'));
    await Promise.all([tick('2026-11-20T18:00:30Z'), tick('2026-11-20T18:00:30Z', second)]);
    assert.deepEqual(await jobs('probe.sweep-up'), { [beta.id]: 1 });
    await tick('2026-11-21T03:00:00Z', second);
    assert.deepEqual(await jobs('probe.sweep-up'), { [alpha.id]: 1, [beta.id]: 1 });
    await noneWaits();
  });

  test('what came due while nobody looked comes once', async () => {
    const { alpha } = world;
    const before = await jobs('probe.sweep-up');
    await tick('2026-11-25T12:00:00Z');
    assert.equal((await jobs('probe.sweep-up'))[alpha.id], (before[alpha.id] ?? 0) + 1);
    assert.deepEqual((await bookOf(alpha.id, 'probe.nightly'))?.next_due_at, at('2026-11-26T03:00:00Z'));
  });

  test('a new time zone moves the next time, and fires nothing', async () => {
    const { alpha } = world;
    const before = await jobs('probe.sweep-up');
    assert.equal((await alpha.admin.client.patch('/tenant', { timezone: 'America/New_York' })).status, 200);
    await tick('2026-11-25T12:01:00Z');
    assert.deepEqual((await bookOf(alpha.id, 'probe.nightly'))?.next_due_at, at('2026-11-26T08:00:00Z'));
    assert.deepEqual(await jobs('probe.sweep-up'), before);
  });

  test('a job that is still at work is not joined by another', async () => {
    for (const { get } of [server, second]) get(ScheduleRegistry).add(hourly);
    const { alpha, beta } = world;
    await tick('2026-11-25T12:30:00Z');
    await tick('2026-11-25T13:00:00Z');
    await tick('2026-11-25T14:00:00Z');
    assert.deepEqual(await jobs('probe.hold-on'), { [alpha.id]: 1, [beta.id]: 1 });
    latch.release();
    await noneWaits();
    await tick('2026-11-25T15:00:00Z');
    assert.deepEqual(await jobs('probe.hold-on'), { [alpha.id]: 2, [beta.id]: 2 });
  });

  test('those of a plugin come where it is on, and admins see when', async () => {
    const { alpha, beta } = world;
    const names = async () => (await alpha.admin.client.get('/schedules')).body.map(({ name }: { name: string }) => name);
    assert.deepEqual(await names(), ['probe.hourly', 'probe.nightly', 'weigher.weekly']);
    assert.equal((await alpha.teacher.client.get('/schedules')).status, 403);
    assert.equal((await beta.admin.client.put('/tenant/plugins/weigher', { enabled: false })).status, 200);
    assert.equal((await beta.admin.client.get('/schedules')).body.length, 2);
    const before = await jobs('weigher.weigh-everybody');
    await tick('2026-11-30T23:00:00Z');
    const later = await jobs('weigher.weigh-everybody');
    assert.equal(later[alpha.id], (before[alpha.id] ?? 0) + 1);
    assert.equal(later[beta.id], before[beta.id]);
    const [shown] = (await alpha.admin.client.get('/schedules')).body.filter(({ name }: { name: string }) => name === 'weigher.weekly');
    assert.equal(shown.plugin, 'weigher');
    assert.equal(shown.timezone, 'America/New_York');
    assert.equal(shown.last_due_at, '2026-11-30T10:00:00.000Z');
    assert.equal((await alpha.admin.client.get(`/jobs/${shown.last_job_id}`)).body.name, 'weigher.weigh-everybody');
    assert.equal((await beta.admin.client.get(`/jobs/${shown.last_job_id}`)).status, 404);
  });

  test('an institution that is closed is left alone', async () => {
    const before = await jobs('probe.sweep-up');
    await server.sql('UPDATE core.tenants SET active = false WHERE id = $1', [world.beta.id]);
    await tick('2026-12-10T12:00:00Z');
    const later = await jobs('probe.sweep-up');
    assert.equal(later[world.beta.id], before[world.beta.id]);
    assert.equal(later[world.alpha.id], (before[world.alpha.id] ?? 0) + 1);
  });
});
