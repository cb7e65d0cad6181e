import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { type Answer, client } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type World } from '../../src/testing/world.js';
import { Issuer } from './support/issuer.js';
import { loopbackCertificate } from './support/loopback-certificate.js';

const SHARED = 'a secret that issuer and school share, long enough';
const SHARED_ISSUER = 'https://shared.test/auth';

const assertRefused = (answer: Answer, status: number, code: string): void => {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.error_code, code, answer.text);
};

describe('exchanging the token of another issuer', () => {
  let server: TestServer;
  let world: World;
  const issuer = new Issuer();

  before(async () => {
    await issuer.start();
    server = await startTestServer({ env: { LECTERN_TEST_LOOPBACK_CERTIFICATE: loopbackCertificate.cert } });
    world = await twoTenants(server);
    await trust({});
  });

  after(async () => {
    await server.close();
    await issuer.stop();
  });

  /** Alpha's administrator trusts both issuers; `changes` are for the one that publishes its keys. */
  const trust = async (changes: object): Promise<void> => {
    const published = { issuer: issuer.name, audience: issuer.audience, algorithms: ['ES256'], jwks_url: issuer.url };
    const shared = { issuer: SHARED_ISSUER, audience: 'authenticated', algorithms: ['HS256'], secret: SHARED, provision: 'student' };
    const providers = [{ ...published, emails_verified: true, provision: 'student', ...changes }, shared];
    const answer = await world.alpha.admin.client.patch('/tenant', { policies: { identity_providers: providers } });
    assert.equal(answer.status, 200, answer.text);
    assert.ok(!answer.text.includes(SHARED), 'the secret is not read back');
  };
  const exchange = (token: string, tenant = 'alpha') => client(server, { tenant }).post('/auth/exchange', { token });
  const sharedToken = (claims: JWTPayload, secret = SHARED) =>
    new SignJWT({ iss: SHARED_ISSUER, aud: 'authenticated', ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('5m')
      .sign(createSecretKey(Buffer.from(secret)));

  test('makes an account once and finds it again by issuer and subject, whatever the address says later', async () => {
    const first = await exchange(
      await issuer.sign({ sub: 'p-1', email: 'P1@alpha.test', email_verified: true, name: 'Person One', role: 'admin', roles: ['admin'] }),
    );
    assert.equal(first.status, 200, first.text);
    assert.equal(first.body.user.role, 'student', 'a claimed role is nothing to us');
    assert.equal(first.body.user.name, 'Person One');
    assert.ok(first.headers.get('set-cookie'));
    const me = await client(server, { token: first.body.access_token }).get('/auth/me');
    assert.equal(me.body.id, first.body.user.id);
    const again = await exchange(await issuer.sign({ sub: 'p-1', email: 'admin@alpha.test', email_verified: true }));
    assert.equal(again.body.user?.id, first.body.user.id, again.text);
    const other = await exchange(await sharedToken({ sub: 'p-1', email: 'someone-else@alpha.test' }));
    assert.equal(other.status, 200, other.text);
    assert.notEqual(other.body.user.id, first.body.user.id, 'the same subject of another issuer is somebody else');
  });

  test('many first sign-ins at once make one account', async () => {
    const token = await issuer.sign({ sub: 'rush', email: 'rush@alpha.test', email_verified: true });
    const answers = await Promise.all([1, 2, 3].map(() => exchange(token)));
    assert.ok(answers.some(({ status }) => status === 200));
    for (const answer of answers) assert.ok([200, 409].includes(answer.status), answer.text);
    const people = await server.sql("SELECT 1 FROM core.users WHERE email_key = 'rush@alpha.test'");
    assert.equal(people.length, 1);
    assert.equal((await exchange(token)).status, 200);
  });

  describe('refuses', () => {
    const claims = { sub: 'bad', email: 'bad@alpha.test', email_verified: true };

    test('what is not for us, not of the issuer, or over', async () => {
      assert.equal(
        (await exchange(await issuer.sign({ ...claims, sub: 'good', email: 'good@alpha.test', name: 'G\0od' }))).status,
        200,
        'control',
      );
      const pem = await issuer.publicPem();
      const bad: Record<string, string> = {
        'another audience': await issuer.sign({ ...claims, aud: 'somebody-else' }),
        'no audience': await issuer.sign({ ...claims, aud: undefined }),
        'another issuer': await issuer.sign({ ...claims, iss: 'https://evil.test' }),
        'no issuer': await issuer.sign({ ...claims, iss: undefined }),
        'no subject': await issuer.sign({ email: claims.email, email_verified: true }),
        'a subject that cannot be stored': await issuer.sign({ ...claims, sub: 'a\0b' }),
        'no expiry': await issuer.sign(claims, { expires: false }),
        'no signature': new UnsecuredJWT({ iss: issuer.name, aud: issuer.audience, ...claims }).setExpirationTime('5m').encode(),
        'the public key as a secret': await new SignJWT({ iss: issuer.name, aud: issuer.audience, ...claims })
          .setProtectedHeader({ alg: 'HS256' })
          .setExpirationTime('5m')
          .sign(createSecretKey(Buffer.from(pem))),
        'another secret': await sharedToken(claims, 'not the secret that they share, but as long'),
        "the other issuer's secret": await sharedToken({ ...claims, iss: issuer.name, aud: issuer.audience }),
        nonsense: 'nonsense',
        'a token of ours': world.alpha.student.client.token ?? '',
      };
      for (const [what, token] of Object.entries(bad)) {
        const answer = await exchange(token);
        assert.equal(answer.status, 401, `${what}: ${answer.text}`);
      }
      assertRefused(await exchange(await issuer.sign(claims, { expires: '-1m' })), 401, 'TOKEN_EXPIRED');
      assertRefused(await exchange(await issuer.sign(claims), 'beta'), 401, 'UNAUTHENTICATED');
      assertRefused(await client(server, { tenant: 'alpha' }).post('/auth/exchange', {}), 400, 'VALIDATION_ERROR');
      assert.equal((await server.sql("SELECT 1 FROM core.users WHERE email_key = 'bad@alpha.test'")).length, 0);
    });

    test('to make accounts where the institution does not want it', async () => {
      await trust({ provision: 'none' });
      assertRefused(await exchange(await issuer.sign({ sub: 'new', email: 'new@alpha.test', email_verified: true })), 403, 'FORBIDDEN');
      await trust({});
      assertRefused(await exchange(await issuer.sign({ sub: 'no-address' })), 403, 'FORBIDDEN');
    });
  });

  describe('links an account that is there', () => {
    const known = async (role: 'student' | 'parent' | 'teacher' | 'admin') => addPerson(server, world.alpha, role);

    test('by a verified address, once, and only learners and parents whom nobody is tied to', async () => {
      for (const role of ['student', 'parent'] as const) {
        const person = await known(role);
        const answer = await exchange(await issuer.sign({ sub: `link-${role}`, email: person.email.toUpperCase(), email_verified: true }));
        assert.equal(answer.body.user?.id, person.id, answer.text);
        const audited = await server.sql("SELECT 1 FROM core.audit_event WHERE action = 'auth.identity-linked' AND target_id = $1", [
          person.id,
        ]);
        assert.equal(audited.length, 1);
      }
      for (const role of ['teacher', 'admin'] as const) {
        const person = await known(role);
        assertRefused(
          await exchange(await issuer.sign({ sub: `link-${role}`, email: person.email, email_verified: true })),
          403,
          'FORBIDDEN',
        );
      }
      for (const person of [world.alpha.student, world.alpha.parent]) {
        const token = await issuer.sign({ sub: `link-${person.id}`, email: person.email, email_verified: true });
        assertRefused(await exchange(token), 403, 'FORBIDDEN');
      }
    });

    test('never by an address that nobody verified', async () => {
      const person = await known('student');
      for (const claim of [{ email_verified: false }, {}, { email_verified: 'true' }]) {
        const token = await issuer.sign({ sub: 'unverified', email: person.email, ...claim });
        assertRefused(await exchange(token), 403, 'FORBIDDEN');
      }
      assertRefused(await exchange(await sharedToken({ sub: 'unverified', email: person.email, email_verified: true })), 403, 'FORBIDDEN');
      await trust({ emails_verified: false });
      assertRefused(await exchange(await issuer.sign({ sub: 'unverified', email: person.email, email_verified: true })), 403, 'FORBIDDEN');
      await trust({});
      const control = await exchange(await issuer.sign({ sub: 'unverified', email: person.email, email_verified: true }));
      assert.equal(control.body.user?.id, person.id, control.text);
    });

    test('not while it is closed', async () => {
      const person = await known('student');
      const token = await issuer.sign({ sub: 'closed', email: person.email, email_verified: true });
      assert.equal((await exchange(token)).status, 200);
      assert.equal((await world.alpha.admin.client.patch(`/users/${person.id}`, { is_active: false })).status, 200);
      assertRefused(await exchange(token), 403, 'ACCOUNT_DISABLED');
    });
  });

  test('an unknown key id makes us look at most once a minute', async () => {
    assert.equal((await exchange(await issuer.sign({ sub: 'warm', email: 'warm@alpha.test', email_verified: true }))).status, 200);
    const before = issuer.requests;
    for (let i = 0; i < 5; i += 1)
      assertRefused(await exchange(await issuer.sign({ sub: 'x' }, { kid: `unknown-${i}` })), 401, 'UNAUTHENTICATED');
    assert.ok(issuer.requests - before <= 1, `${issuer.requests - before} requests`);
  });

  test('an issuer that redirects, floods, hangs or is on a private address is of no use, and costs no more than 503', async () => {
    for (const behaviour of ['redirects', 'endless', 'silent'] as const) {
      issuer.behaviour = behaviour;
      await trust({ jwks_url: `${issuer.url}?${behaviour}` });
      const startedAt = performance.now();
      assertRefused(await exchange(await issuer.sign({ sub: behaviour })), 503, 'DEPENDENCY_UNAVAILABLE');
      assert.ok(performance.now() - startedAt < 15_000, behaviour);
    }
    issuer.behaviour = 'honest';
    for (const url of ['https://10.0.0.1/keys', 'https://169.254.169.254/latest', 'https://[::1]/keys', 'https://localhost/keys']) {
      await trust({ jwks_url: url });
      assertRefused(await exchange(await issuer.sign({ sub: 'private' })), 503, 'DEPENDENCY_UNAVAILABLE');
    }
    await trust({ jwks_url: `${issuer.url}?again` });
    assert.equal(
      (await exchange(await issuer.sign({ sub: 'fine', email: 'fine@alpha.test', email_verified: true }))).status,
      200,
      'control',
    );
  });
});
