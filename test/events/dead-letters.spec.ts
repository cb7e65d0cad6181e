import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SYSTEM_TENANT_ID } from '../../src/platform/tenancy/system-tenant.js';
import { newId } from '../../src/sdk/ids.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { addConsumer, effects, prepareEffects, probed } from './fixture.js';

interface Letter {
  readonly id: string;
  readonly tenant_id: string;
  readonly key: string;
}

describe('/dead-letters', () => {
  let server: TestServer;
  let world: World;
  let operator: Person;
  let consumer: string;

  before(async () => {
    server = await startTestServer();
    await prepareEffects(server);
    consumer = addConsumer(server, 'Letters.read');
    world = await twoTenants(server);
    operator = await addPerson(server, { id: SYSTEM_TENANT_ID, slug: 'system' }, 'operator');
  });
  after(() => server.close());

  const bury = async (tenantId: string, key: string, to = consumer, name = probed.name): Promise<string> => {
    const id = newId();
    await server.sql(
      `INSERT INTO core.dead_letter (tenant_id, id, kind, consumer, source_id, position, name, topic, key, data, attempts, error)
       VALUES ($1, $2, 'event', $3, $4, 1, $5, 'system-events', $6, '{"n": 1}', 10, 'Error: it would not')`,
      [tenantId, id, to, newId(), name, key],
    );
    return id;
  };
  const keysOf = (letters: readonly Letter[]): string[] => letters.map(({ key }) => key).sort();

  test('an admin sees the own institution, an operator all of them; paging and filters hold', async () => {
    const { alpha, beta } = world;
    for (const key of ['a1', 'a2', 'a3']) await bury(alpha.id, key);
    const other = await bury(beta.id, 'b1', 'core:Other.one');
    const own = await alpha.admin.client.get('/dead-letters?count=exact');
    assert.deepEqual(keysOf(own.body), ['a1', 'a2', 'a3']);
    assert.equal(own.headers.get('x-total-count'), '3');
    assert.equal(own.body[0].data, undefined);
    const first = await alpha.admin.client.get('/dead-letters?limit=2');
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const cursor = new URL(next, server.url).searchParams.get('cursor') ?? '';
    const second = await alpha.admin.client.get(`/dead-letters?limit=2&cursor=${encodeURIComponent(cursor)}`);
    assert.deepEqual(keysOf([...first.body, ...second.body]), ['a1', 'a2', 'a3']);
    assert.deepEqual(keysOf((await operator.client.get('/dead-letters')).body), ['a1', 'a2', 'a3', 'b1']);
    assert.deepEqual(keysOf((await operator.client.get('/dead-letters?consumer=core:Other.one')).body), ['b1']);
    assert.equal((await operator.client.get(`/dead-letters/${other}`)).body.data.n, 1);
    assert.equal((await alpha.admin.client.get(`/dead-letters/${other}`)).status, 404);
    assert.equal((await beta.admin.client.get(`/dead-letters/${other}`)).status, 200);
  });

  test('only those who hold the permission may look, redrive or discard', async () => {
    const { alpha, beta } = world;
    const id = await bury(alpha.id, 'guarded');
    for (const caller of [alpha.teacher, alpha.student, alpha.parent]) {
      for (const [method, path] of [
        ['GET', '/dead-letters'],
        ['GET', `/dead-letters/${id}`],
        ['POST', `/dead-letters/${id}/redrive`],
        ['DELETE', `/dead-letters/${id}`],
      ] as const) {
        assert.equal((await caller.client.request(method, path)).status, 403, `${method} ${path}`);
      }
    }
    assert.equal((await alpha.nobody.get('/dead-letters')).status, 401);
    assert.equal((await beta.admin.client.post(`/dead-letters/${id}/redrive`)).status, 404);
    assert.equal((await beta.admin.client.delete(`/dead-letters/${id}`)).status, 404);
    assert.equal((await alpha.admin.client.get(`/dead-letters/${id}`)).status, 200);
    assert.equal((await alpha.admin.client.delete(`/dead-letters/${id}`)).status, 204);
    assert.equal((await alpha.admin.client.get(`/dead-letters/${id}`)).status, 404);
  });

  test('redriven by an operator, the event takes effect in its own tenant, and its audit says who did it', async () => {
    const { beta } = world;
    const id = await bury(beta.id, 'again');
    const redriven = await operator.client.post(`/dead-letters/${id}/redrive`);
    assert.equal(redriven.status, 202, redriven.text);
    const done = await eventually(async () => {
      const rows = (await effects(server, consumer)).filter(({ key }) => key === 'again');
      return rows.length > 0 ? rows : undefined;
    });
    assert.deepEqual(
      done.map((row) => row.tenant_id),
      [beta.id],
    );
    assert.equal((await operator.client.post(`/dead-letters/${id}/redrive`)).status, 404);
    const audited = await server.sql(
      `SELECT tenant_id, actor_id, actor_role FROM core.audit_event WHERE action = 'operations.dead-letter-redriven' AND target_id = $1`,
      [id],
    );
    assert.deepEqual(audited, [{ tenant_id: beta.id, actor_id: operator.id, actor_role: 'operator' }]);
    assert.equal((await operator.client.get('/dead-letters')).status, 200);
    const read = await server.sql<{ tenant_id: string }>(
      `SELECT tenant_id FROM core.audit_event WHERE action = 'operations.dead-letters-read'`,
    );
    assert.ok(read.length > 0 && read.every((row) => row.tenant_id === SYSTEM_TENANT_ID));
  });

  test('an event that nobody knew goes to those who know it now', async () => {
    const { alpha } = world;
    const id = await bury(alpha.id, 'unknown-then', 'core:unknown-event');
    assert.equal((await alpha.admin.client.post(`/dead-letters/${id}/redrive`)).status, 202);
    await eventually(async () => (await effects(server, consumer)).some(({ key }) => key === 'unknown-then'));
  });

  test('all that match are redriven at once: an admin the own institution, an operator all of them, and nobody what does not match', async () => {
    const { alpha, beta } = world;
    const [wanted, unwanted] = [addConsumer(server, 'Bulk.wanted'), addConsumer(server, 'Bulk.other')];
    const keys = Array.from({ length: 30 }, (_, index) => `bulk-${String(index).padStart(2, '0')}`);
    for (const key of keys) await bury(alpha.id, key, wanted);
    await bury(beta.id, 'bulk-beta', wanted);
    await bury(alpha.id, 'bulk-other', unwanted);
    await bury(alpha.id, 'bulk-unknown', 'core:unknown-event', 'probe.thing-done.v77');
    const keysHad = async (consumer: string) => (await effects(server, consumer)).map(({ key }) => key).sort();

    for (const caller of [alpha.teacher, alpha.student])
      assert.equal((await caller.client.post('/dead-letters/redrive', { consumer: wanted })).status, 403);
    assert.equal((await alpha.nobody.post('/dead-letters/redrive', {})).status, 401);
    assert.equal((await alpha.admin.client.post('/dead-letters/redrive', { tenant_id: beta.id })).status, 400);
    assert.equal((await alpha.admin.client.post('/dead-letters/redrive', { kind: 'neither' })).status, 400);
    assert.deepEqual((await alpha.admin.client.post('/dead-letters/redrive', { kind: 'job' })).body, { redriven: 0, remaining: 0 });

    const own = await alpha.admin.client.post('/dead-letters/redrive', { consumer: wanted, name: probed.name, kind: 'event' });
    assert.deepEqual([own.status, own.body], [202, { redriven: 30, remaining: 0 }], own.text);
    await eventually(async () => (await keysHad(wanted)).length === 30);
    assert.deepEqual(await keysHad(wanted), keys);
    assert.deepEqual(await keysHad(unwanted), []);

    const all = await operator.client.post('/dead-letters/redrive', { consumer: wanted });
    assert.deepEqual(all.body, { redriven: 1, remaining: 0 });
    await eventually(async () => (await keysHad(wanted)).length === 31);
    const audited = await server.sql(
      `SELECT tenant_id, actor_role, detail ->> 'count' AS count FROM core.audit_event
       WHERE action = 'operations.dead-letters-redriven' ORDER BY occurred_at`,
    );
    assert.deepEqual(audited, [
      { tenant_id: alpha.id, actor_role: 'admin', count: '30' },
      { tenant_id: beta.id, actor_role: 'operator', count: '1' },
    ]);
    const left = keysOf((await alpha.admin.client.get('/dead-letters')).body);
    assert.ok(left.includes('bulk-other') && left.includes('bulk-unknown'));

    // By name: what nobody knew goes to the outbox again, and comes back while still nobody knows it.
    const unknown = await alpha.admin.client.post('/dead-letters/redrive', { name: 'probe.thing-done.v77' });
    assert.deepEqual(unknown.body, { redriven: 1, remaining: 0 });
    await eventually(async () => keysOf((await alpha.admin.client.get('/dead-letters')).body).includes('bulk-unknown'));
  });
});
