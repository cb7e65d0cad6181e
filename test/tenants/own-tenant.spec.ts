import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { RotateSecrets } from '../../src/platform/secrets/rotate-secrets.js';
import { IdentityProviderSecrets } from '../../src/platform/tenancy/identity-provider-secrets.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';

const SECRET = `canary-${randomBytes(24).toString('hex')}`;
const FIRST_KEY = 'the first key of this test';
const shared = { issuer: 'https://id.alpha.example', audience: 'lectern', algorithms: ['HS256'], secret: SECRET };
const published = { issuer: 'https://other.example', audience: 'lectern', algorithms: ['RS256'], jwks_url: 'https://other.example/jwks' };

const WAITING = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

describe('/tenant', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ env: { SECRET_KEY: FIRST_KEY } });
    world = await twoTenants(server);
  });
  after(() => server.close());

  const admin = () => world.alpha.admin.client;
  const patch = (body: object, headers?: Record<string, string>) => admin().patch('/tenant', body, headers);

  it('shows people their institution, and policies in full to those who may change them', async () => {
    const seen = await world.alpha.student.client.get('/tenant');
    assert.equal(seen.status, 200, seen.text);
    assert.equal(seen.body.slug, 'alpha');
    assert.deepEqual(seen.body.policies, {
      registration: 'closed',
      teacher_enrollment: 'any',
      teachers_read_chats: false,
      chat_text_in_events: false,
      leaderboard: 'names',
      exercise_thresholds: { completed: 70, mastered: 90 },
      code_quota: { user_concurrent: 5, tenant_concurrent: 100, user_cpu_seconds_per_day: 1800, tenant_cpu_seconds_per_day: 36_000 },
    });
    assert.deepEqual(seen.body.limits.catalogue, { limit: 100, window_seconds: 60 });
    assert.deepEqual((await admin().get('/tenant')).body.policies.identity_providers, []);
    assert.equal((await world.beta.student.client.get('/tenant')).body.slug, 'beta');
    assert.equal((await world.alpha.nobody.get('/tenant')).status, 401);
  });

  it('changes what is named and nothing else', async () => {
    const first = await patch({ timezone: 'America/New_York', branding: { primary_color: '#112233', display_name: 'Alpha' } });
    assert.equal(first.status, 200, first.text);
    const second = await patch({
      branding: { display_name: null, support_email: 'help@alpha.example' },
      policies: { registration: 'open' },
    });
    assert.deepEqual(second.body.branding, { primary_color: '#112233', support_email: 'help@alpha.example' });
    assert.equal(second.body.timezone, 'America/New_York');
    assert.equal(second.body.policies.registration, 'open');
    assert.equal(second.body.policies.teacher_enrollment, 'any');
    assert.equal((await world.beta.admin.client.get('/tenant')).body.policies.registration, 'closed');
  });

  it('overrides limits, which hold at once, and goes back to the standard', async () => {
    const changed = await patch({ limits: { catalogue: { limit: 2, window_seconds: 60 } } });
    assert.deepEqual(changed.body.limits.catalogue, { limit: 2, window_seconds: 60 });
    assert.deepEqual(changed.body.limits.search, { limit: 50, window_seconds: 60 });
    const learner = world.alpha.student.client.with({ token: world.alpha.student.client.token ?? '', address: '192.0.2.77' });
    const read = async () => (await learner.get('/courses')).status;
    assert.deepEqual([await read(), await read(), await read()], [200, 200, 429]);
    const back = await patch({ limits: { catalogue: null } });
    assert.deepEqual(back.body.limits.catalogue, { limit: 100, window_seconds: 60 });
    assert.equal(await read(), 200);
  });

  it('keeps the secrets of identity providers to itself', async () => {
    const set = await patch({ policies: { identity_providers: [shared, published] } });
    assert.equal(set.status, 200, set.text);
    assert.deepEqual(set.body.policies.identity_providers[0].secret, { set: true });
    const kept = await patch({ policies: { identity_providers: [{ ...shared, audience: 'other', secret: { set: true } }] } });
    assert.deepEqual(kept.body.policies.identity_providers, [
      { ...shared, audience: 'other', secret: { set: true }, emails_verified: false, provision: 'none' },
    ]);
    const [row] = await server.sql<{ secret: string }>(
      `SELECT policies -> 'identity_providers' -> 0 ->> 'secret' AS secret FROM core.tenants WHERE id = $1`,
      [world.alpha.id],
    );
    assert.equal(server.get(IdentityProviderSecrets).open(world.alpha.id, shared.issuer, row?.secret ?? ''), SECRET);
    assert.throws(() => server.get(IdentityProviderSecrets).open(world.beta.id, shared.issuer, row?.secret ?? ''));
    const everywhere = await server.sql<{ text: string }>(
      `SELECT coalesce(string_agg(t::text, ''), '') AS text FROM (SELECT to_jsonb(a) t FROM core.audit_event a UNION ALL SELECT to_jsonb(o) FROM core.outbox o
       UNION ALL SELECT to_jsonb(x) FROM core.tenants x) rows`,
    );
    assert.ok(!everywhere[0]?.text.includes('canary-') && !(await admin().get('/tenant')).text.includes('canary-'));
  });

  it('seals secrets anew under another key', async () => {
    await patch({ policies: { identity_providers: [shared] } });
    assert.deepEqual(await server.get(RotateSecrets).run(), { tenants: 3, renewed: 0 });
    const rotated = await startTestServer({
      database: server.database,
      env: { SECRET_KEY: 'the next key of this test', SECRET_KEY_OLD: FIRST_KEY },
    });
    try {
      const changing = new Client({ connectionString: server.database.superuserUrl });
      await changing.connect();
      // A change of the policies is under way, as `PATCH /tenant` makes it: it is not written over.
      await changing.query('BEGIN');
      await changing.query(`SELECT pg_advisory_xact_lock(hashtextextended('tenant:' || $1, 0))`, [world.alpha.id]);
      await changing.query(`UPDATE core.tenants SET policies = policies || '{"teachers_read_chats": true}' WHERE id = $1`, [
        world.alpha.id,
      ]);
      const renewed = rotated.get(RotateSecrets).run();
      await eventually(async () => (await server.sql(WAITING)).length > 0);
      await changing.query('COMMIT');
      await changing.end();
      assert.deepEqual(await renewed, { tenants: 3, renewed: 1 });
      const [row] = await server.sql<{ kept: boolean }>(
        `SELECT (policies -> 'teachers_read_chats')::boolean AS kept FROM core.tenants WHERE id = $1`,
        [world.alpha.id],
      );
      assert.equal(row?.kept, true);
      assert.deepEqual(await rotated.get(RotateSecrets).run(), { tenants: 3, renewed: 0 });
    } finally {
      await rotated.close();
    }
  });

  it('names what is wrong with a request', async () => {
    const provider = (change: object) => ({ policies: { identity_providers: [{ ...shared, ...change }] } });
    const wrong = [
      [{ slug: 'other' }, 'slug'],
      [{ plan: 'standard' }, 'plan'],
      [{ timezone: 'Mars/Olympus' }, 'timezone'],
      [{ timezone: 'AET' }, 'timezone'],
      [{ timezone: 'US/Pacific-New' }, 'timezone'],
      [{ branding: { primary_color: 'red' } }, 'branding.primary_color'],
      [{ branding: { logo_url: 'http://alpha.example/logo.png' } }, 'branding.logo_url'],
      [{ policies: { registration: 'invite' } }, 'policies.registration'],
      [{ policies: { allowed_origins: ['https://alpha.example/path'] } }, 'policies.allowed_origins.0'],
      [{ policies: { allowed_origins: [''] } }, 'policies.allowed_origins.0'],
      [{ policies: { shared_networks: ['10.0.0.0/99'] } }, 'policies.shared_networks.0'],
      [{ limits: { nothing: { limit: 1, window_seconds: 60 } } }, 'limits.nothing'],
      [{ limits: { login: { limit: 0, window_seconds: 60 } } }, 'limits.login.limit'],
      [provider({ secret: 'short' }), 'policies.identity_providers.0.secret'],
      [provider({ issuer: 'https://new.example', secret: { set: true } }), 'policies.identity_providers.0.secret'],
      [provider({ algorithms: ['RS256'] }), 'policies.identity_providers.0.algorithms'],
      [provider({ jwks_url: 'https://other.example/jwks' }), 'policies.identity_providers.0.jwks_url'],
      [{ policies: { identity_providers: [shared, shared] } }, 'policies.identity_providers'],
    ] as const;
    const before = (await admin().get('/tenant')).text;
    for (const [body, field] of wrong) {
      const refused = await patch(body);
      assert.equal(refused.status, 400, `${field}: ${refused.text}`);
      assert.ok(field in refused.body.errors, `${field}: ${refused.text}`);
      assert.ok(!refused.text.includes('canary-'));
    }
    assert.equal((await admin().get('/tenant')).text, before);
  });

  it('honours If-Match', async () => {
    const tag = (await admin().get('/tenant')).headers.get('etag') ?? '';
    assert.equal((await patch({ name: 'Alpha one' }, { 'If-Match': tag })).status, 200);
    assert.equal((await patch({ name: 'Alpha two' }, { 'If-Match': tag })).status, 412);
    assert.equal((await admin().get('/tenant')).body.name, 'Alpha one');
  });

  it('is changed by its administrators alone', async () => {
    for (const person of [world.alpha.teacher, world.alpha.student, world.alpha.parent]) {
      assert.equal((await person.client.patch('/tenant', { name: 'Mine' })).status, 403);
    }
    assert.equal((await world.alpha.nobody.patch('/tenant', { name: 'Mine' })).status, 401);
    assert.equal((await world.beta.admin.client.patch('/tenant', { name: 'Beta' })).body.slug, 'beta');
    assert.equal((await admin().get('/tenant')).body.name, 'Alpha one');
  });
});
