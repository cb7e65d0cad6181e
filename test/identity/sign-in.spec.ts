import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { type Answer, client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, addTenant, PASSWORD, type School, twoTenants, type World } from '../../src/testing/world.js';

const SECRET = randomBytes(48).toString('base64url');

const assertRefused = (answer: Answer, status: number, code: string): void => {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.error_code, code, answer.text);
};

describe('signing in', () => {
  let server: TestServer;
  let world: World;
  let alpha: School;

  before(async () => {
    server = await startTestServer({ env: { JWT_SECRET_KEY: SECRET } });
    world = await twoTenants(server);
    ({ alpha } = world);
  });

  after(async () => server.close());

  const logIn = (body: unknown, tenant = 'alpha') => client(server, { tenant }).post('/auth/login', body);
  const signedIn = async (email: string, password = PASSWORD, tenant = 'alpha') => {
    const answer = await logIn({ email, password }, tenant);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const me = (token: string) => client(server, { token }).get('/auth/me');

  test('answers with tokens, the person and a cookie that holds the refresh token alone', async () => {
    const answer = await logIn({ email: ' STUDENT@alpha.test', password: PASSWORD });
    assert.equal(answer.status, 200, answer.text);
    const { body } = answer;
    assert.equal(body.user.id, alpha.student.id);
    assert.equal(body.token, body.access_token);
    assert.equal(body.token_type, 'Bearer');
    assert.equal(body.expires_in, 1800);
    assert.ok(!answer.text.includes('password'), 'no trace of a password');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const cookie = answer.headers.get('set-cookie') ?? '';
    assert.match(cookie, /^lectern_refresh=.*; Path=\/api\/v1\/auth; HttpOnly; Secure; SameSite=Strict$/);
    assert.ok(cookie.includes(body.refresh_token));
    assert.ok(!cookie.includes(body.access_token));
    const { body: person } = await me(body.access_token);
    assert.deepEqual(person, body.user);
    assert.deepEqual(person.profile.learning_preferences, []);
  });

  test('takes a user name in either field, in any case', async () => {
    const { client: admin } = alpha.admin;
    const made = await admin.post('/users', {
      email: 'u1@alpha.test',
      username: 'Ünal.K',
      name: 'Ünal',
      password: PASSWORD,
      role: 'student',
    });
    assert.equal(made.status, 201, made.text);
    for (const body of [{ username: 'ünal.k' }, { email: 'ÜNAL.K' }, { username: 'u1@ALPHA.test' }]) {
      const answer = await logIn({ ...body, password: PASSWORD });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.body.user.id, made.body.id);
    }
  });

  test('refuses what is missing, wrong or of another tenant', async () => {
    for (const body of [
      {},
      { email: 'student@alpha.test' },
      { password: PASSWORD },
      { email: ' ', password: PASSWORD },
      { email: null, password: null },
      undefined,
    ]) {
      const answer = await logIn(body);
      assertRefused(answer, 400, 'VALIDATION_ERROR');
      assert.equal(answer.body.detail, 'Missing credentials');
    }
    assertRefused(await logIn({ email: 5, password: PASSWORD }), 400, 'VALIDATION_ERROR');
    assertRefused(await logIn({ email: 'student@alpha.test', password: PASSWORD, x: 1 }), 400, 'VALIDATION_ERROR');
    const wrong = [
      logIn({ email: 'student@alpha.test', password: 'not the password' }),
      logIn({ email: 'nobody@alpha.test', password: PASSWORD }),
      logIn({ email: 'student@alpha.test', password: PASSWORD }, 'beta'),
      logIn({ email: 'student@alpha.test', password: PASSWORD + 'x'.repeat(100) }),
    ];
    for (const answer of await Promise.all(wrong)) {
      assertRefused(answer, 401, 'UNAUTHENTICATED');
      assert.equal(answer.body.detail, 'Invalid credentials');
    }
    assertRefused(await logIn({ email: 'a@b.test', password: PASSWORD }, 'no-such-school'), 404, 'TENANT_NOT_FOUND');
  });

  test('a password of 73 bytes whose first 72 are right is wrong', async () => {
    const password = 'x'.repeat(72);
    const body = { email: 'long@alpha.test', name: 'Long', role: 'student', password };
    assert.equal((await alpha.admin.client.post('/users', body)).status, 201);
    assertRefused(
      await alpha.admin.client.post('/users', { ...body, email: 'l2@alpha.test', password: `${password}y` }),
      400,
      'VALIDATION_ERROR',
    );
    assertRefused(await alpha.admin.client.post('/users', { ...body, email: 'l3@alpha.test', password: 'ä7$k' }), 400, 'VALIDATION_ERROR');
    assertRefused(await logIn({ email: 'long@alpha.test', password: `${password}y` }), 401, 'UNAUTHENTICATED');
    assert.equal((await logIn({ email: 'long@alpha.test', password })).status, 200);
  });

  test('locks an account for an address after five wrong passwords, known or not, and for no other address', async () => {
    const victim = await addPerson(server, alpha, 'student');
    for (const email of [victim.email, 'unknown-person@alpha.test']) {
      const attacker = client(server, { tenant: 'alpha' });
      for (let attempt = 0; attempt < 5; attempt += 1) {
        assertRefused(await attacker.post('/auth/login', { email, password: 'wrong' }), 401, 'UNAUTHENTICATED');
      }
      const locked = await attacker.post('/auth/login', { email, password: PASSWORD });
      assertRefused(locked, 429, 'RATE_LIMITED');
      assert.ok(Number(locked.headers.get('retry-after')) > 60);
    }
    assert.equal((await logIn({ email: victim.email, password: PASSWORD })).status, 200, 'from elsewhere it still works');
  });

  test('a sign-in from an address forgets its earlier failures', async () => {
    const person = await addPerson(server, alpha, 'student');
    const visitor = client(server, { tenant: 'alpha' });
    for (const password of ['wrong', 'wrong', 'wrong', 'wrong', PASSWORD, 'wrong', 'wrong', PASSWORD]) {
      const answer = await visitor.post('/auth/login', { email: person.email, password });
      assert.equal(answer.status, password === PASSWORD ? 200 : 401, answer.text);
    }
  });

  test('a closed account is told so only after the right password', async () => {
    const person = await addPerson(server, alpha, 'student');
    assert.equal((await alpha.admin.client.patch(`/users/${person.id}`, { is_active: false })).status, 200);
    assertRefused(await logIn({ email: person.email, password: 'wrong' }), 401, 'UNAUTHENTICATED');
    assertRefused(await logIn({ email: person.email, password: PASSWORD }), 403, 'ACCOUNT_DISABLED');
    assertRefused(await me(person.client.token ?? ''), 401, 'UNAUTHENTICATED');
    assert.equal((await alpha.admin.client.patch(`/users/${person.id}`, { is_active: true })).status, 200);
    assert.equal((await logIn({ email: person.email, password: PASSWORD })).status, 200);
    assertRefused(await me(person.client.token ?? ''), 401, 'UNAUTHENTICATED');
  });

  describe('access tokens', () => {
    const forge = (claims: JWTPayload, options: { secret?: string; typ?: string; alg?: string; expires?: number } = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: options.alg ?? 'HS256', typ: options.typ ?? 'at+jwt' })
        .setExpirationTime(options.expires ?? Math.floor(Date.now() / 1000) + 600)
        .sign(createSecretKey(Buffer.from(options.secret ?? SECRET)));

    test('only ours, unexpired, of a live session are good', async () => {
      const { user, access_token: token } = await signedIn('student@alpha.test');
      const { iss, sid, tid, sub, role } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
      assert.deepEqual([tid, sub, role], [alpha.id, user.id, 'student']);
      const claims = { iss, sid, tid, sub, role };
      assert.equal((await me(await forge(claims))).status, 200, 'control: the forger knows the key');
      const bad: Record<string, string> = {
        'another key': await forge(claims, { secret: 'x'.repeat(40) }),
        'another algorithm': await forge(claims, { alg: 'HS512', secret: SECRET.padEnd(64, '=') }),
        'another type': await forge(claims, { typ: 'JWT' }),
        'another issuer': await forge({ ...claims, iss: 'https://evil.test' }),
        'another tenant': await forge({ ...claims, tid: world.beta.id }),
        'another person': await forge({ ...claims, sub: alpha.admin.id }),
        'no session': await forge({ ...claims, sid: alpha.student.id }),
        'no claims': await forge({ iss }),
        'no signature': new UnsecuredJWT(claims).setExpirationTime('5m').encode(),
        'a changed signature': `${token.slice(0, -3)}abc`,
        'a refresh token': (await signedIn('student@alpha.test')).refresh_token,
        nonsense: 'nonsense',
      };
      for (const [what, sent] of Object.entries(bad)) {
        const answer = await me(sent);
        assert.equal(answer.status, 401, `${what}: ${answer.text}`);
        assert.equal(answer.body.error_code, 'UNAUTHENTICATED', what);
      }
      assertRefused(await me(await forge(claims, { expires: Math.floor(Date.now() / 1000) - 1 })), 401, 'TOKEN_EXPIRED');
      const claimsAdmin = await me(await forge({ ...claims, role: 'admin' }));
      assert.equal(claimsAdmin.body.role, 'student', 'the account says the role, not the token');
    });

    test('are needed, and are never overlooked where they are not', async () => {
      const nobody = client(server, { tenant: 'alpha' });
      assertRefused(await nobody.get('/auth/me'), 401, 'UNAUTHENTICATED');
      assertRefused(await nobody.get('/auth/me', { authorization: 'Basic YTpi' }), 401, 'UNAUTHENTICATED');
      assertRefused(await nobody.get('/courses', { authorization: 'Bearer broken' }), 401, 'UNAUTHENTICATED');
      assert.equal((await nobody.get('/courses')).status, 200);
      const login = await nobody.post(
        '/auth/login',
        { email: 'student@alpha.test', password: PASSWORD },
        { authorization: 'Bearer broken' },
      );
      assert.equal(login.status, 200, 'signing in does not look at an old token');
    });

    test('name their tenant, and the header must agree', async () => {
      const { token } = alpha.student.client;
      assert.equal((await client(server, { ...(token ? { token } : {}), tenant: 'alpha' }).get('/auth/me')).status, 200);
      assertRefused(await client(server, { ...(token ? { token } : {}), tenant: 'beta' }).get('/auth/me'), 403, 'TENANT_MISMATCH');
    });

    test('without public keys the key set is empty', async () => {
      const { status, body } = await client(server).get('//.well-known/jwks.json');
      assert.deepEqual([status, body], [200, { keys: [] }]);
    });
  });

  describe('sessions', () => {
    test('logging out ends this session at once and no other', async () => {
      const person = await addPerson(server, alpha, 'student');
      const first = await signedIn(person.email);
      const second = await signedIn(person.email);
      assert.equal((await me(first.access_token)).status, 200);
      const answer = await client(server, { token: first.access_token }).post('/auth/logout');
      assert.equal(answer.status, 204, answer.text);
      assert.match(answer.headers.get('set-cookie') ?? '', /^lectern_refresh=; Max-Age=0;/);
      assertRefused(await me(first.access_token), 401, 'UNAUTHENTICATED');
      assertRefused(await client(server).post('/auth/refresh', { refresh_token: first.refresh_token }), 401, 'UNAUTHENTICATED');
      assert.equal((await me(second.access_token)).status, 200);
      assertRefused(await client(server, { tenant: 'alpha' }).post('/auth/logout'), 401, 'UNAUTHENTICATED');
    });

    test('are listed, and ended by their owner alone', async () => {
      const person = await addPerson(server, alpha, 'student');
      const other = await signedIn(person.email);
      const own = await person.client.get('/auth/sessions');
      assert.equal(own.body.length, 2, own.text);
      assert.equal(own.body.filter((session: { current: boolean }) => session.current).length, 1);
      assert.ok(!own.text.includes('hash'));
      const { id } = own.body.find((session: { current: boolean }) => !session.current);
      for (const stranger of [alpha.student, alpha.admin, world.beta.admin]) {
        assertRefused(await stranger.client.delete(`/auth/sessions/${id}`), 404, 'SESSION_NOT_FOUND');
      }
      assert.equal((await me(other.access_token)).status, 200, 'the probes changed nothing');
      assert.equal((await person.client.delete(`/auth/sessions/${id}`)).status, 204);
      assertRefused(await me(other.access_token), 401, 'UNAUTHENTICATED');
      assertRefused(await person.client.delete(`/auth/sessions/${id}`), 404, 'SESSION_NOT_FOUND');
    });

    test('a new password needs the old one and ends the other sessions', async () => {
      const person = await addPerson(server, alpha, 'student');
      const other = await signedIn(person.email);
      const change = (current: string, next: string) =>
        person.client.post('/auth/change-password', { current_password: current, new_password: next });
      const wrong = await change('wrong', 'a brand new password');
      assertRefused(wrong, 400, 'VALIDATION_ERROR');
      assert.ok(wrong.body.errors.current_password.length > 0);
      assertRefused(await change(PASSWORD, 'short'), 400, 'VALIDATION_ERROR');
      assert.equal((await me(other.access_token)).status, 200);
      assert.equal((await change(PASSWORD, 'a brand new password')).status, 204);
      assertRefused(await me(other.access_token), 401, 'UNAUTHENTICATED');
      assert.equal((await me(person.client.token ?? '')).status, 200, 'this session goes on');
      assertRefused(await logIn({ email: person.email, password: PASSWORD }), 401, 'UNAUTHENTICATED');
      assert.equal((await logIn({ email: person.email, password: 'a brand new password' })).status, 200);
      const audited = await server.sql('SELECT 1 FROM core.audit_event WHERE action = $1 AND actor_id = $2', [
        'auth.password-changed',
        person.id,
      ]);
      assert.equal(audited.length, 1);
    });

    test('a change of role holds at the next request', async () => {
      const person = await addPerson(server, alpha, 'student');
      assertRefused(await person.client.get('/users'), 403, 'FORBIDDEN');
      assert.equal((await alpha.admin.client.patch(`/users/${person.id}`, { role: 'teacher' })).status, 200);
      assert.equal((await person.client.get('/users')).status, 200);
      assert.equal((await alpha.admin.client.patch(`/users/${person.id}`, { role: 'student' })).status, 200);
      assertRefused(await person.client.get('/users'), 403, 'FORBIDDEN');
    });
  });

  test('what ends a session in one process ends it in another within 5 s', async () => {
    const neighbour = await startTestServer({ env: { JWT_SECRET_KEY: SECRET }, database: server.database });
    try {
      const person = await addPerson(server, alpha, 'student');
      const there = client(neighbour, person.client.token === undefined ? {} : { token: person.client.token });
      assert.equal((await there.get('/auth/me')).status, 200, 'and is kept there from now on');
      assert.equal((await person.client.post('/auth/logout')).status, 204);
      assertRefused(await person.client.get('/auth/me'), 401, 'UNAUTHENTICATED');
      await eventually(async () => (await there.get('/auth/me')).status === 401);
    } finally {
      await neighbour.close();
    }
  });

  test("operators' tokens work on operator routes and their own session only", async () => {
    const [system] = await server.sql<{ id: string; slug: string }>("SELECT id, slug FROM core.tenants WHERE slug = 'system'");
    assert.ok(system);
    const operator = await addPerson(server, system, 'operator');
    assert.equal((await operator.client.get('/auth/me')).body.role, 'operator');
    assert.equal((await operator.client.get('/auth/sessions')).status, 200);
    for (const path of ['/courses', '/users', `/users/${operator.id}`, '/classes']) {
      assertRefused(await operator.client.get(path), 403, 'FORBIDDEN');
    }
    const registration = { email: 'x@system.test', name: 'X', password: PASSWORD };
    assertRefused(await client(server, { tenant: 'system' }).post('/auth/register', registration), 403, 'FORBIDDEN');
    assertRefused(await client(server, { tenant: 'system' }).post('/users', registration), 403, 'FORBIDDEN');
    assertRefused(await client(server, { tenant: 'system' }).post('/auth/exchange', { token: 'x' }), 403, 'FORBIDDEN');
    assert.equal((await operator.client.post('/auth/logout')).status, 204);
  });
});

describe('with a key pair', () => {
  test('tokens verify with the published key, and a token signed with the public key as a secret does not', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { createLocalJWKSet, jwtVerify } = await import('jose');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const server = await startTestServer({ env: { ALGORITHM: 'EdDSA', JWT_SECRET_KEY: pem } });
    try {
      const tenant = await addTenant(server, 'keys');
      const person = await addPerson(server, tenant, 'student');
      const { body: keys } = await client(server).get('//.well-known/jwks.json');
      assert.equal(keys.keys.length, 1);
      assert.equal(keys.keys[0].d, undefined, 'the private part stays here');
      const { payload } = await jwtVerify(person.client.token ?? '', createLocalJWKSet(keys), { algorithms: ['EdDSA'] });
      assert.equal(payload.sub, person.id);
      const { iss, sub, tid, sid, role } = payload;
      const confused = await new SignJWT({ iss, sub, tid, sid, role })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setExpirationTime('5m')
        .sign(createSecretKey(Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }).toString())));
      assert.equal((await client(server, { token: confused }).get('/auth/me')).status, 401);
    } finally {
      await server.close();
    }
  });
});
