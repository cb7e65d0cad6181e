import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { Entitlements } from '../../src/sdk/contracts/subscriptions.js';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant } from './support.js';

describe('subscriptions', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
  });
  after(() => server.close());

  const learner = (name: string) => addPerson(server, world.alpha, 'student', name);
  const put = (id: string, body: Json) => world.alpha.admin.client.put(`/users/${id}/subscription`, body);
  const isPremium = (id: string) => runForTenant(world.alpha.id, () => server.get(Entitlements).isPremium(id));

  it('are free, active and without end for whoever was never given another', async () => {
    const who = await learner('free-rider');
    const own = (await expectStatus(200, who.client.get('/subscriptions/me'))).body;
    const account = (await who.client.get(`/users/${who.id}`)).body;
    assert.deepEqual(own, { plan_type: 'free', start_date: account.created_at, end_date: null, is_active: true });
    assert.equal(await isPremium(who.id), false);
    for (const person of [world.alpha.parent, world.alpha.teacher, world.alpha.admin]) {
      assert.equal((await person.client.get('/subscriptions/me')).body.plan_type, 'free');
    }
    assert.equal((await world.alpha.nobody.get('/subscriptions/me')).status, 401);
  });

  it('are premium from the moment staff say so, at once for every reader, until they say otherwise', async () => {
    const who = await learner('premium');
    const given = await expectStatus(200, put(who.id, { plan_type: 'premium', end_date: '2099-01-31T12:00:00+02:00' }));
    assert.equal(given.body.end_date, '2099-01-31T10:00:00.000Z');
    assert.equal(given.body.is_active, true);
    assert.deepEqual((await who.client.get('/subscriptions/me')).body, given.body);
    assert.deepEqual((await world.alpha.admin.client.get(`/users/${who.id}/subscription`)).body, given.body);
    assert.match((await who.client.get('/subscriptions/me')).headers.get('cache-control') ?? '', /no-store/);
    assert.equal(await isPremium(who.id), true);
    const ended = await expectStatus(200, put(who.id, { plan_type: 'free' }));
    assert.deepEqual([ended.body.plan_type, ended.body.end_date, ended.body.is_active], ['free', null, true]);
    assert.equal(await isPremium(who.id), false);
  });

  it('lapse by themselves, and begin again when they are renewed', async () => {
    const who = await learner('lapsing');
    await expectStatus(200, put(who.id, { plan_type: 'premium', end_date: '2099-01-01' }));
    await server.sql(
      `UPDATE core.subscription_period SET start_date = now() - interval '2 days', end_date = now() - interval '1 second' WHERE user_id = $1`,
      [who.id],
    );
    const lapsed = (await who.client.get('/subscriptions/me')).body;
    assert.deepEqual([lapsed.plan_type, lapsed.is_active], ['premium', false]);
    assert.equal(await isPremium(who.id), false);
    const renewed = (await expectStatus(200, put(who.id, { plan_type: 'premium' }))).body;
    assert.deepEqual([renewed.is_active, renewed.end_date], [true, null]);
    assert.ok(renewed.start_date > lapsed.start_date);
    const periods = (await expectStatus(200, world.alpha.admin.client.get(`/users/${who.id}/subscription/periods?count=exact`))).body;
    assert.deepEqual(
      periods.map((period: Json) => [period.end_date, period.replaced_at === null]),
      [
        [null, true],
        [lapsed.end_date, false],
      ],
    );
  });

  it('take a date as the last day at the institution', async () => {
    const { beta } = world;
    await setTenant(server, beta.id, 'timezone', 'America/New_York');
    const path = `/users/${beta.student.id}/subscription`;
    const winter = await expectStatus(200, beta.admin.client.put(path, { plan_type: 'premium', end_date: '2031-01-15' }));
    assert.equal(winter.body.end_date, '2031-01-16T05:00:00.000Z');
    const summer = await expectStatus(200, beta.admin.client.put(path, { end_date: '2031-06-30' }));
    assert.equal(summer.body.end_date, '2031-07-01T04:00:00.000Z');
    assert.equal(summer.body.start_date, winter.body.start_date);
    const last = await expectStatus(200, beta.admin.client.put(path, { end_date: '2999-12-31' }));
    assert.equal(last.body.end_date, '3000-01-01T05:00:00.000Z');
  });

  it('refuse what makes no sense, saying why, and change nothing', async () => {
    const who = await learner('refused');
    const before = (await expectStatus(200, put(who.id, { plan_type: 'premium', end_date: '2098-01-01' }))).body;
    const bad: [Json, string][] = [
      [{ plan_type: 'gold' }, 'plan_type'],
      [{ plan_type: null }, 'plan_type'],
      [{ plan_type: 'premium', end_date: '2001-01-01' }, 'end_date'],
      [{ end_date: '2001-01-01T00:00:00Z' }, 'end_date'],
      [{ end_date: 'soon' }, 'end_date'],
      [{ end_date: '2031-02-30' }, 'end_date'],
      [{ end_date: '2031-01-01T00:00:00' }, 'end_date'],
      [{ end_date: '9999-12-31' }, 'end_date'],
      [{ end_date: '0000-01-01' }, 'end_date'],
      [{ end_date: 1_900_000_000 }, 'end_date'],
      [{ plan_type: 'free', end_date: '2098-01-01' }, 'end_date'],
      [{ is_active: false }, 'is_active'],
    ];
    for (const [body, field] of bad) {
      const refused = await put(who.id, body);
      assert.equal(refused.status, 400, `${JSON.stringify(body)}: ${refused.text}`);
      assert.deepEqual(Object.keys(refused.body.errors), [field], refused.text);
    }
    assert.deepEqual((await who.client.get('/subscriptions/me')).body, before);
    assert.equal((await world.alpha.admin.client.get(`/users/${who.id}/subscription/periods`)).body.length, 1);
    assert.deepEqual((await expectStatus(200, put(who.id, {}))).body, before);
  });

  it('are for those who keep the bills, of this institution', async () => {
    const { alpha, beta } = world;
    const who = await learner('billed');
    const path = `/users/${who.id}/subscription`;
    for (const person of [who, alpha.teacher, alpha.parent, beta.student, beta.teacher]) {
      assert.equal((await person.client.put(path, { plan_type: 'premium' })).status, 403);
      assert.equal((await person.client.get(path)).status, 403);
      assert.equal((await person.client.get(`${path}/periods`)).status, 403);
    }
    for (const at of [path, `/users/${NOWHERE}/subscription`]) {
      assert.equal((await beta.admin.client.put(at, { plan_type: 'premium' })).body.error_code, 'USER_NOT_FOUND');
      assert.equal((await beta.admin.client.get(at)).body.error_code, 'USER_NOT_FOUND');
      assert.equal((await beta.admin.client.get(`${at}/periods`)).body.error_code, 'USER_NOT_FOUND');
    }
    assert.equal((await alpha.nobody.put(path, {})).status, 401);
    assert.equal(await isPremium(who.id), false);
    await expectStatus(200, put(who.id, { plan_type: 'premium' }));
    const elsewhere = await runForTenant(beta.id, () => server.get(Entitlements).isPremium(who.id));
    assert.deepEqual([await isPremium(who.id), elsewhere], [true, false]);
  });

  it('are audited, once for each change, and told', async () => {
    const who = await learner('told');
    await expectStatus(200, put(who.id, { plan_type: 'premium', end_date: '2098-01-01T00:00:00Z' }));
    await expectStatus(200, put(who.id, { plan_type: 'premium', end_date: '2098-01-01T00:00:00Z' }));
    const audited = await server.sql<{ actor_id: string; detail: Json }>(
      `SELECT actor_id, detail FROM core.audit_event WHERE action = 'subscriptions.subscription-changed' AND target_id = $1`,
      [who.id],
    );
    assert.deepEqual(audited, [
      {
        actor_id: world.alpha.admin.id,
        detail: { from: { plan_type: 'free', end_date: null }, to: { plan_type: 'premium', end_date: '2098-01-01T00:00:00.000Z' } },
      },
    ]);
    await eventually(async () => (await server.sql('SELECT 1 FROM core.outbox WHERE key = $1', [who.id])).length === 0);
  });

  it('change one after another, however many ask at once', async () => {
    const who = await learner('contested');
    const answers = await Promise.all(['premium', 'free', 'premium', 'free', 'premium'].map((plan_type) => put(who.id, { plan_type })));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]), answers.map(({ text }) => text).join());
    const present = await server.sql('SELECT 1 FROM core.subscription_period WHERE user_id = $1 AND replaced_at IS NULL', [who.id]);
    assert.equal(present.length, 1);
    const tag = (await world.alpha.admin.client.get(`/users/${who.id}/subscription`)).headers.get('etag') ?? '';
    const path = `/users/${who.id}/subscription`;
    await expectStatus(412, world.alpha.admin.client.put(path, { plan_type: 'free' }, { 'if-match': '"stale"' }));
    await expectStatus(200, world.alpha.admin.client.put(path, { plan_type: 'free' }, { 'if-match': tag }));
  });

  it('go with the person, and are exported before', async () => {
    const who = await learner('leaver');
    const rows = () => server.sql('SELECT 1 FROM core.subscription_period WHERE user_id = $1', [who.id]);
    await expectStatus(200, put(who.id, { plan_type: 'premium' }));
    assert.ok((await expectStatus(200, who.client.get(`/users/${who.id}/personal-data`))).text.includes('"premium"'));
    assert.equal((await rows()).length, 1);
    await server.sql('UPDATE core.users SET erasing_at = now() WHERE id = $1', [who.id]);
    const closing = await put(who.id, { plan_type: 'free' });
    assert.deepEqual([closing.status, closing.body.error_code], [409, 'CONFLICT']);
    await expectStatus(202, world.alpha.admin.client.delete(`/users/${who.id}`));
    await eventually(async () => (await rows()).length === 0 && (await put(who.id, { plan_type: 'premium' })).status === 404);
    assert.equal((await world.alpha.admin.client.get(`/users/${who.id}/subscription`)).status, 404);
  });
});
