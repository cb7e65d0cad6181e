import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { RunQuota } from '../../src/domains/code-execution/quota/run-quota.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { DomainError } from '../../src/sdk/errors.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, type School, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';

const isRefusal = (error: unknown): boolean => error instanceof DomainError && error.code === 'QUOTA_EXCEEDED';

const refused = (error: unknown): DomainError => {
  assert.ok(error instanceof DomainError && error.code === 'QUOTA_EXCEEDED', String(error));
  return error;
};

describe('quota of runs', () => {
  let server: TestServer;
  let other: TestServer;
  let world: World;
  let people: Person[];

  before(async () => {
    server = await startTestServer();
    other = await startTestServer({ database: server.database });
    world = await twoTenants(server);
    people = await Promise.all(Array.from({ length: 5 }, () => addPerson(server, world.alpha, 'student')));
  });
  after(async () => {
    await other.close();
    await server.close();
  });
  beforeEach(async () => {
    for (const table of ['code_run', 'code_cpu_day', 'code_cpu_total']) await server.sql(`DELETE FROM core.${table}`);
    await setQuota(world.alpha, {
      user_concurrent: 5,
      tenant_concurrent: 100,
      user_cpu_seconds_per_day: 100,
      tenant_cpu_seconds_per_day: 400,
    });
  });

  const setQuota = (school: School, quota: object) =>
    expectStatus(200, school.admin.client.patch('/tenant', { policies: { code_quota: quota } }));
  const reserve = (school: School, userId: string, cpuMs = 5000, on = server) =>
    runForTenant(school.id, () => on.get(RunQuota).reserve(userId, cpuMs));
  const settle = (school: School, lease: { settle(ms: number): Promise<void> }, ms: number) =>
    runForTenant(school.id, () => lease.settle(ms));
  const used = async (school: School): Promise<number> =>
    Number(
      (
        await server.sql<{ ms: string }>('SELECT coalesce(sum(cpu_ms), 0) AS ms FROM core.code_cpu_total WHERE tenant_id = $1', [school.id])
      )[0]?.ms,
    );

  it('gives so many places at once, and each again when it is settled', async () => {
    const { alpha } = world;
    await setQuota(alpha, { user_concurrent: 2 });
    const first = await reserve(alpha, alpha.student.id);
    await reserve(alpha, alpha.student.id);
    const refusal = await reserve(alpha, alpha.student.id).catch(refused);
    assert.equal((refusal as DomainError).extras.retryAfter, 1);
    await reserve(alpha, people[0]?.id ?? '');
    await settle(alpha, first, 10);
    await settle(alpha, first, 10);
    assert.equal(await used(alpha), 10, 'a second settlement charges nothing');
    await reserve(alpha, alpha.student.id);
  });

  it('never gives more than there is to fifty at once, on two processes', async () => {
    const { alpha, beta } = world;
    await setQuota(alpha, { user_concurrent: 3, tenant_concurrent: 7 });
    const tries = Array.from({ length: 50 }, (_, n) =>
      reserve(alpha, people[n % 5]?.id ?? '', 5000, n % 2 ? server : other).catch(refused),
    );
    const foreign = reserve(beta, beta.student.id);
    const outcomes = await Promise.all(tries);
    assert.equal(outcomes.filter((one) => !(one instanceof DomainError)).length, 7);
    const [most] = await server.sql<{ n: number }>(
      'SELECT max(n)::int AS n FROM (SELECT count(*) AS n FROM core.code_run WHERE tenant_id = $1 GROUP BY user_id) t',
      [alpha.id],
    );
    assert.ok((most?.n ?? 9) <= 3);
    await foreign;
  });

  it('never lets fifty at once overspend a day', async () => {
    const { alpha, beta } = world;
    await setQuota(alpha, { user_concurrent: 100, tenant_concurrent: 1000, user_cpu_seconds_per_day: 60, tenant_cpu_seconds_per_day: 100 });
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => reserve(alpha, people[n % 5]?.id ?? '', 5000, n % 2 ? server : other).catch(refused)),
    );
    const leases = outcomes.filter((one) => !(one instanceof DomainError));
    assert.equal(leases.length, 20);
    await Promise.all(leases.map((lease) => settle(alpha, lease as never, 5000)));
    assert.equal(await used(alpha), 100_000);
    const refusal = (await reserve(alpha, people[0]?.id ?? '').catch(refused)) as DomainError;
    assert.ok((refusal.extras.retryAfter ?? 0) > 1, 'not before midnight');
    await reserve(beta, beta.student.id);
  });

  it('charges what was used, not what was reserved', async () => {
    const { alpha } = world;
    await setQuota(alpha, { user_cpu_seconds_per_day: 10 });
    for (let n = 0; n < 6; n += 1) await settle(alpha, await reserve(alpha, alpha.student.id), 900);
    assert.equal(await used(alpha), 5400);
    const refusal = (await reserve(alpha, alpha.student.id).catch(refused)) as DomainError;
    assert.match(refusal.message, /your processor time/);
    await settle(alpha, await reserve(alpha, alpha.student.id, 4600), 0);
    assert.equal(await used(alpha), 5400);
  });

  it('ends a day at the midnight of the institution', async () => {
    const { alpha } = world;
    await setQuota(alpha, { user_cpu_seconds_per_day: 5 });
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      await expectStatus(200, alpha.admin.client.patch('/tenant', { timezone: zone }));
      await settle(alpha, await reserve(alpha, alpha.student.id), 5000);
      const refusal = (await reserve(alpha, alpha.student.id).catch(refused)) as DomainError;
      const [left] = await server.sql<{ s: number }>(
        `SELECT extract(epoch FROM date_trunc('day', now() AT TIME ZONE $1) + interval '1 day' - now() AT TIME ZONE $1)::int AS s`,
        [zone],
      );
      assert.ok(Math.abs((refusal.extras.retryAfter ?? 0) - (left?.s ?? 0)) <= 5, zone);
    }
    await expectStatus(200, alpha.admin.client.patch('/tenant', { timezone: 'UTC' }));
  });

  it('frees the places of a process that died', async () => {
    const { alpha } = world;
    await setQuota(alpha, { user_concurrent: 2 });
    await reserve(alpha, alpha.student.id);
    await reserve(alpha, alpha.student.id);
    await assert.rejects(reserve(alpha, alpha.student.id), isRefusal);
    await server.sql(`UPDATE core.code_run SET expires_at = now() - interval '1 second'`);
    await reserve(alpha, alpha.student.id);
    await server.sql(`UPDATE core.code_run SET expires_at = now() - interval '2 hours'`);
    await reserve(alpha, alpha.student.id);
    assert.equal((await server.sql('SELECT 1 FROM core.code_run')).length, 1, 'what was abandoned is gone');
  });

  it('is open until the day is used up, for what is run later', async () => {
    const { alpha } = world;
    const uow = server.get(UnitOfWork);
    const assertOpen = () => runForTenant(alpha.id, () => uow.run(() => server.get(RunQuota).assertOpen(alpha.student.id)));
    await setQuota(alpha, { user_cpu_seconds_per_day: 5, user_concurrent: 1 });
    const lease = await reserve(alpha, alpha.student.id);
    await assertOpen();
    await settle(alpha, lease, 5000);
    await assert.rejects(assertOpen(), isRefusal);
  });

  it('is taken before a transaction, never in one', async () => {
    const { alpha } = world;
    const uow = server.get(UnitOfWork);
    await assert.rejects(
      runForTenant(alpha.id, () => uow.run(() => server.get(RunQuota).reserve(alpha.student.id, 1))),
      /before a transaction/,
    );
  });

  it('is set in part by the admin, and read by everybody', async () => {
    const { alpha, beta } = world;
    await setQuota(alpha, { user_concurrent: 4 });
    const { body } = await expectStatus(200, alpha.student.client.get('/tenant'));
    assert.deepEqual(body.policies.code_quota, {
      user_concurrent: 4,
      tenant_concurrent: 100,
      user_cpu_seconds_per_day: 100,
      tenant_cpu_seconds_per_day: 400,
    });
    const theirs = await expectStatus(200, beta.student.client.get('/tenant'));
    assert.equal(theirs.body.policies.code_quota.user_concurrent, 5);
    for (const wrong of [{ user_concurrent: 0 }, { user_concurrent: '3' }, { per_week: 1 }, 7]) {
      await expectStatus(400, alpha.admin.client.patch('/tenant', { policies: { code_quota: wrong } }));
    }
    await expectStatus(403, alpha.student.client.patch('/tenant', { policies: { code_quota: { user_concurrent: 9 } } }));
  });
});
