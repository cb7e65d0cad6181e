import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SYSTEM_TENANT_ID } from '../../src/platform/tenancy/system-tenant.js';
import { TenantDirectory } from '../../src/platform/tenancy/tenant-directory.js';
import { newId } from '../../src/sdk/ids.js';
import { client } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';

const admin = { email: 'head@north.test', password: 'a fine password', name: 'Head of North' };

describe('/tenants', () => {
  let server: TestServer;
  let world: World;
  let operator: Person;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    operator = await addPerson(server, { id: SYSTEM_TENANT_ID, slug: 'system' }, 'operator');
  });
  after(() => server.close());

  const create = (body: object) => operator.client.post('/tenants', { name: 'A school', admin, ...body });

  it('onboards an institution with its first administrator', async () => {
    const made = await create({ slug: 'north', timezone: 'Europe/Berlin', locale: 'de', region: 'DE' });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(
      [made.body.slug, made.body.timezone, made.body.locale, made.body.region, made.body.plan, made.body.is_active, made.body.domains],
      ['north', 'Europe/Berlin', 'de', 'DE', 'standard', true, []],
    );
    const login = await client(server, { tenant: 'north' }).post('/auth/login', { email: admin.email, password: admin.password });
    assert.equal(login.status, 200, login.text);
    assert.equal(login.body.user.role, 'admin');
    const elsewhere = await client(server, { tenant: 'alpha' }).post('/auth/login', { email: admin.email, password: admin.password });
    assert.equal(elsewhere.status, 401);
  });

  it('writes rows, events and audit where they belong', async () => {
    const { body } = await create({ slug: 'placed' });
    const tenantsOf = (sql: string) => server.sql<{ tenant_id: string }>(sql, [body.id]);
    const audits = await tenantsOf(
      `SELECT tenant_id FROM core.audit_event WHERE action = 'tenants.created' AND target_id = $1 ORDER BY tenant_id`,
    );
    assert.deepEqual(new Set(audits.map((row) => row.tenant_id)), new Set([SYSTEM_TENANT_ID, body.id]));
    const [actor] = await server.sql<{ actor_id: string }>(`SELECT actor_id FROM core.audit_event WHERE target_id = $1 LIMIT 1`, [body.id]);
    assert.equal(actor?.actor_id, operator.id);
    const people = await tenantsOf('SELECT tenant_id FROM core.users WHERE tenant_id = $1');
    assert.equal(people.length, 1);
  });

  it('starts with the paths of other systems on, named or not, and with what is named', async () => {
    const on = async (slug: string, plugins?: string[]): Promise<string[]> => {
      const made = await create({ slug, ...(plugins ? { plugins } : {}) });
      assert.equal(made.status, 201, made.text);
      const rows = await server.sql<{ plugin_id: string }>(
        'SELECT plugin_id FROM core.tenant_plugin WHERE tenant_id = $1 AND enabled ORDER BY 1',
        [made.body.id],
      );
      return rows.map((row) => row.plugin_id);
    };
    assert.deepEqual(await on('plain'), ['route-aliases']);
    assert.deepEqual(await on('aliased', ['route-aliases', 'gamification']), ['gamification', 'route-aliases']);
    assert.equal((await client(server, { tenant: 'plain' }).get('//modules')).status, 200);
  });

  it('refuses a slug that is taken, and makes nothing of it', async () => {
    const people = async () => (await server.sql<{ n: number }>('SELECT count(*)::int AS n FROM core.users'))[0]?.n;
    const countBefore = await people();
    for (const slug of ['alpha', 'system']) {
      const refused = await create({ slug });
      assert.equal(refused.status, 409, refused.text);
      assert.equal(refused.body.error_code, 'CONFLICT');
    }
    assert.equal(await people(), countBefore);
  });

  it('replays a creation under the same key', async () => {
    const headers = { 'Idempotency-Key': newId() };
    const body = { slug: 'replayed', name: 'Once', admin };
    const first = await operator.client.post('/tenants', body, headers);
    const second = await operator.client.post('/tenants', body, headers);
    assert.deepEqual([first.status, second.status], [201, 201], second.text);
    assert.equal(second.body.id, first.body.id);
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
  });

  it('names what is wrong with a request', async () => {
    const wrong = [
      [{ slug: 'No Slug' }, 'slug'],
      [{ slug: 'x', timezone: 'Mars/Olympus' }, 'timezone'],
      [{ slug: 'x', locale: '§' }, 'locale'],
      [{ slug: 'x', region: 'Germany' }, 'region'],
      [{ slug: 'x', plan: 'platinum' }, 'plan'],
      [{ slug: 'x', plugins: ['nothing-like-it'] }, 'plugins'],
      [{ slug: 'x', admin: { ...admin, password: 'short' } }, 'admin.password'],
      [{ slug: 'x', admin: { ...admin, role: 'operator' } }, 'admin.role'],
      [{ slug: 'x', is_default: true }, 'is_default'],
    ] as const;
    for (const [body, field] of wrong) {
      const refused = await create(body);
      assert.equal(refused.status, 400, refused.text);
      assert.ok(field in refused.body.errors, `${field}: ${refused.text}`);
    }
  });

  it('lists, finds and pages', async () => {
    const page = await operator.client.get('/tenants?limit=1&count=exact');
    assert.equal(page.status, 200, page.text);
    assert.equal(page.body.length, 1);
    assert.ok(Number(page.headers.get('x-total-count')) >= 3);
    const next = /<[^>]*\/api\/v1([^>]*)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
    const second = await operator.client.get(next ?? '');
    assert.ok(second.body[0].slug > page.body[0].slug);
    const found = await operator.client.get('/tenants?q=BET');
    assert.deepEqual(
      found.body.map((tenant: { slug: string }) => tenant.slug),
      ['beta'],
    );
    assert.equal((await operator.client.get(`/tenants/${world.alpha.id}`)).body.slug, 'alpha');
    assert.equal((await operator.client.get(`/tenants/${newId()}`)).body.error_code, 'TENANT_NOT_FOUND');
  });

  it('closes an institution at once and keeps everything for the day it opens again', async () => {
    const { body: tenant } = await create({ slug: 'closing' });
    const login = () => client(server, { tenant: 'closing' }).post('/auth/login', { email: admin.email, password: admin.password });
    const signedIn = await login();
    const head = client(server, { token: signedIn.body.access_token });
    assert.equal((await head.get('/auth/me')).status, 200);
    assert.equal((await operator.client.delete(`/tenants/${tenant.id}`)).status, 204);
    assert.equal((await head.get('/auth/me')).status, 401);
    assert.equal((await login()).status, 404);
    const opened = await operator.client.patch(`/tenants/${tenant.id}`, { is_active: true });
    assert.equal(opened.body.is_active, true);
    assert.equal((await head.get('/auth/me')).status, 200);
  });

  it('leads clients that know no tenants to the default institution, which cannot be closed', async () => {
    const nobody = client(server);
    assert.equal((await nobody.get('/courses')).status, 404);
    assert.equal((await operator.client.patch(`/tenants/${world.alpha.id}`, { is_default: true })).status, 200);
    assert.equal((await nobody.get('/courses')).status, 200);
    // A name that nobody can have is no way to the default, nor a way to hide it from the others.
    server.get(TenantDirectory).forgetAll();
    for (const name of ['Alpha', 'x'.repeat(10_000)]) assert.equal((await nobody.get('/courses', { 'x-tenant': name })).status, 404);
    assert.equal((await nobody.get('/courses')).status, 200);
    assert.equal((await operator.client.delete(`/tenants/${world.alpha.id}`)).status, 409);
    const moved = await operator.client.patch(`/tenants/${world.beta.id}`, { is_default: true });
    assert.equal(moved.body.is_default, true);
    assert.equal((await operator.client.get(`/tenants/${world.alpha.id}`)).body.is_default, false);
  });

  it('gives a host name to one institution only', async () => {
    const path = (id: string) => `/tenants/${id}/domains`;
    const set = await operator.client.put(path(world.alpha.id), { domains: ['Learn.Alpha.example', 'alpha.example'] });
    assert.deepEqual(set.body.domains, ['alpha.example', 'learn.alpha.example']);
    const refused = await operator.client.put(path(world.beta.id), { domains: ['alpha.example'] });
    assert.equal(refused.status, 409);
    assert.equal((await operator.client.put(path(world.beta.id), { domains: ['localhost', 'a b'] })).status, 400);
    const removed = await operator.client.put(path(world.alpha.id), { domains: ['alpha.example'] });
    assert.deepEqual(removed.body.domains, ['alpha.example']);
  });

  it('honours If-Match', async () => {
    const path = `/tenants/${world.beta.id}`;
    const { headers } = await operator.client.get(path);
    const tag = headers.get('etag') ?? '';
    assert.equal((await operator.client.patch(path, { name: 'Beta one' }, { 'If-Match': tag })).status, 200);
    assert.equal((await operator.client.patch(path, { name: 'Beta two' }, { 'If-Match': tag })).status, 412);
    assert.equal((await operator.client.get(path)).body.name, 'Beta one');
  });

  it('does not let operators change their own institution', async () => {
    assert.equal((await operator.client.patch(`/tenants/${SYSTEM_TENANT_ID}`, { name: 'Mine' })).status, 409);
    assert.equal((await operator.client.delete(`/tenants/${SYSTEM_TENANT_ID}`)).status, 409);
  });

  it('is for operators alone', async () => {
    const requests = [
      ['GET', '/tenants', undefined],
      ['POST', '/tenants', { slug: 'mine', name: 'Mine', admin }],
      ['GET', `/tenants/${world.alpha.id}`, undefined],
      ['PATCH', `/tenants/${world.alpha.id}`, { name: 'Mine' }],
      ['DELETE', `/tenants/${world.alpha.id}`, undefined],
      ['PUT', `/tenants/${world.alpha.id}/domains`, { domains: [] }],
    ] as const;
    for (const [method, path, body] of requests) {
      assert.equal((await world.alpha.nobody.request(method, path, body)).status, 401, `${method} ${path} as nobody`);
      for (const person of [world.alpha.admin, world.alpha.teacher, world.beta.admin]) {
        assert.equal((await person.client.request(method, path, body)).status, 403, `${method} ${path}`);
      }
    }
    assert.equal((await operator.client.get(`/tenants/${world.alpha.id}`)).body.name, 'School alpha');
  });

  it('cannot be reached past the operators in the database either', async () => {
    const act = (tenant: string) =>
      server.sql(`BEGIN; SET LOCAL ROLE lectern_app; SET LOCAL app.tenant_id = '${tenant}';
        SELECT core.administer_tenant('${world.beta.id}', '{"name": "Taken over"}'); ROLLBACK`);
    await assert.rejects(act(world.alpha.id), /only the tenant system administers tenants/);
    await server.sql('ROLLBACK');
    await act(SYSTEM_TENANT_ID);
  });
});
