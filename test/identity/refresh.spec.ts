import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Answer, client } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, PASSWORD, type Person, twoTenants, type World } from '../../src/testing/world.js';

const ORIGIN = 'https://learn.alpha.test';

const assertRefused = (answer: Answer, status: number, code: string): void => {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.error_code, code, answer.text);
};

describe('refresh tokens', () => {
  let server: TestServer;
  let world: World;
  let person: Person;
  let tokens: { access_token: string; refresh_token: string };

  before(async () => {
    server = await startTestServer({ env: { ALLOWED_ORIGINS: 'https://app.lectern.test' } });
    world = await twoTenants(server);
    const policies = JSON.stringify({ allowed_origins: [ORIGIN] });
    await server.sql('UPDATE core.tenants SET policies = $2, revision = revision + 1, changed_at = clock_timestamp() WHERE id = $1', [
      world.alpha.id,
      policies,
    ]);
    const { TenantDirectory } = await import('../../src/platform/tenancy/tenant-directory.js');
    server.get(TenantDirectory).forgetAll();
  });

  after(async () => server.close());

  beforeEach(async () => {
    person = await addPerson(server, world.alpha, 'student');
    const answer = await client(server, { tenant: 'alpha' }).post('/auth/login', { email: person.email, password: PASSWORD });
    tokens = answer.body;
  });

  const refresh = (token: string, tenant?: string) =>
    client(server, tenant ? { tenant } : {}).post('/auth/refresh', { refresh_token: token });
  const me = (token: string) => client(server, { token }).get('/auth/me');
  const sessionOf = async () => {
    const [row] = await server.sql<{ id: string; revoked_for: string | null; token_hash: string }>(
      'SELECT id, revoked_for, token_hash FROM core.session WHERE user_id = $1 ORDER BY id DESC LIMIT 1',
      [person.id],
    );
    assert.ok(row);
    return row;
  };
  const pretendRotationWas = (interval: string) =>
    server.sql('UPDATE core.session SET rotated_at = now() - $2::interval WHERE user_id = $1', [person.id, interval]);

  test('rotate: each answer brings a new pair that works', async () => {
    let current = tokens.refresh_token;
    for (let round = 0; round < 3; round += 1) {
      const answer = await refresh(current);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.body.user, undefined, 'without the person');
      assert.notEqual(answer.body.refresh_token, current);
      assert.equal((await me(answer.body.access_token)).status, 200);
      current = answer.body.refresh_token;
      await pretendRotationWas('1 minute');
    }
    const { token_hash: hash } = await sessionOf();
    assert.ok(!current.includes(hash), 'only a hash is stored');
    assert.ok(current.startsWith(`${world.alpha.id}.`));
  });

  test('a lost answer is no theft: within 10 s the same successor comes again, for many at once too', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => refresh(tokens.refresh_token)));
    for (const answer of answers) assert.equal(answer.status, 200, answer.text);
    assert.equal(new Set(answers.map((answer) => answer.body.refresh_token)).size, 1);
    const successor = answers[0]?.body.refresh_token;
    assert.equal((await refresh(successor)).status, 200, 'the family lives');
  });

  test('any other reuse ends the session and is recorded', async () => {
    const { body: next } = await refresh(tokens.refresh_token);
    await pretendRotationWas('11 seconds');
    assertRefused(await refresh(tokens.refresh_token), 401, 'TOKEN_REUSED');
    assertRefused(await refresh(next.refresh_token), 401, 'TOKEN_REUSED');
    assertRefused(await me(next.access_token), 401, 'UNAUTHENTICATED');
    assert.equal((await sessionOf()).revoked_for, 'reuse');
    assert.equal((await person.client.get('/auth/me')).status, 200, 'the other session of the person goes on');
    const audited = await server.sql("SELECT 1 FROM core.audit_event WHERE action = 'auth.refresh-token-reused' AND target_id = $1", [
      person.id,
    ]);
    assert.equal(audited.length, 1);
  });

  test('the grace covers the last token only', async () => {
    const { body: second } = await refresh(tokens.refresh_token);
    const { body: third } = await refresh(second.refresh_token);
    assertRefused(await refresh(tokens.refresh_token), 401, 'TOKEN_REUSED');
    assertRefused(await refresh(third.refresh_token), 401, 'TOKEN_REUSED');
  });

  test('expire, and the family ends after 30 days however often it was refreshed', async () => {
    const [{ days } = { days: 0 }] = await server.sql<{ days: number }>(
      'SELECT round(extract(epoch FROM ends_at - now()) / 86400)::int AS days FROM core.session WHERE id = $1',
      [(await sessionOf()).id],
    );
    assert.equal(days, 30);
    await server.sql("UPDATE core.session SET ends_at = now() + interval '1 hour' WHERE user_id = $1", [person.id]);
    const { body: next } = await refresh(tokens.refresh_token);
    const [bounds] = await server.sql<{ within: boolean }>(
      'SELECT refresh_expires_at <= ends_at AS within FROM core.session WHERE id = $1',
      [(await sessionOf()).id],
    );
    assert.equal(bounds?.within, true);
    await server.sql("UPDATE core.session SET refresh_expires_at = now() - interval '1 second' WHERE user_id = $1", [person.id]);
    assertRefused(await refresh(next.refresh_token), 401, 'TOKEN_EXPIRED');
  });

  test('of a closed account, or made up, are refused', async () => {
    const [tenant, secret = ''] = tokens.refresh_token.split('.');
    const bytes = Buffer.from(secret, 'base64url');
    bytes.writeUInt32BE(7, 16);
    const forged = [`${tenant}.${bytes.toString('base64url')}`, `${tenant}.${'A'.repeat(70)}`, 'x', tokens.access_token];
    for (const token of forged) assertRefused(await refresh(token, 'alpha'), 401, 'UNAUTHENTICATED');
    assertRefused(await refresh(`${world.beta.id}.${secret}`), 401, 'UNAUTHENTICATED');
    assertRefused(await client(server, { tenant: 'alpha' }).post('/auth/refresh', {}), 401, 'UNAUTHENTICATED');
    assertRefused(await client(server, { tenant: 'alpha' }).post('/auth/refresh', { refresh_token: 5 }), 400, 'VALIDATION_ERROR');
    const { body: next } = await refresh(tokens.refresh_token);
    assert.equal((await world.alpha.admin.client.patch(`/users/${person.id}`, { is_active: false })).status, 200);
    assertRefused(await refresh(next.refresh_token), 401, 'UNAUTHENTICATED');
  });

  test('that name no tenant are refused like others, and keep no connection', async () => {
    const names = ['-'.repeat(36), 'a'.repeat(36), `${world.alpha.id.slice(0, -1)}g`, ''];
    for (const name of [...names, ...names]) assertRefused(await refresh(`${name}.x`, 'alpha'), 401, 'UNAUTHENTICATED');
    const upper = tokens.refresh_token.replace(world.alpha.id, world.alpha.id.toUpperCase());
    assertRefused(await refresh(upper), 401, 'UNAUTHENTICATED');
    assert.equal((await client(server, { tenant: 'alpha' }).get('/courses')).status, 200);
  });

  test('name their tenant: another one in the header is refused and changes nothing', async () => {
    assertRefused(await refresh(tokens.refresh_token, 'beta'), 403, 'TENANT_MISMATCH');
    assert.equal((await refresh(tokens.refresh_token, 'alpha')).status, 200);
  });

  describe('in the cookie', () => {
    const cookieOf = (token: string) => `other=1; lectern_refresh=${token}`;
    const send = (path: string, headers: Record<string, string>) => client(server).post(path, undefined, headers);

    test('work from the pages of the institution and of the installation, and from no others', async () => {
      const refused = [undefined, 'https://evil.test', 'null', 'https://learn.beta.test', `${ORIGIN}.evil.test`];
      for (const origin of refused) {
        const answer = await send('/auth/refresh', { cookie: cookieOf(tokens.refresh_token), ...(origin ? { origin } : {}) });
        assertRefused(answer, 403, 'FORBIDDEN');
      }
      let current = tokens.refresh_token;
      for (const origin of [ORIGIN, 'https://app.lectern.test']) {
        const answer = await send('/auth/refresh', { cookie: cookieOf(current), origin });
        assert.equal(answer.status, 200, answer.text);
        const { refresh_token: next } = answer.body;
        assert.ok(answer.headers.get('set-cookie')?.includes(next));
        current = next;
      }
    });

    test('open nothing but refresh and logout', async () => {
      const headers = { cookie: cookieOf(tokens.refresh_token), origin: ORIGIN, 'x-tenant': 'alpha' };
      assertRefused(await client(server).get('/auth/me', headers), 401, 'UNAUTHENTICATED');
      assertRefused(await send('/auth/change-password', headers), 401, 'UNAUTHENTICATED');
      assertRefused(await send('/auth/logout', { ...headers, origin: 'https://evil.test' }), 403, 'FORBIDDEN');
      assert.equal((await me(tokens.access_token)).status, 200);
      assert.equal((await send('/auth/logout', headers)).status, 204);
      assertRefused(await me(tokens.access_token), 401, 'UNAUTHENTICATED');
      assertRefused(await send('/auth/logout', headers), 401, 'UNAUTHENTICATED');
    });
  });
});
