import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AccessTokens } from '../../src/platform/auth/access-tokens.js';
import { Connections } from '../../src/platform/realtime/connections.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, PASSWORD, type Person, type School, twoTenants, type World } from '../../src/testing/world.js';
import { Clients, LiveClient, PlainSocket, unasked } from './support.js';

describe('connections', () => {
  let server: TestServer;
  let world: World;
  const clients = new Clients(() => server.url);

  before(async () => {
    server = await startTestServer({ env: { ALLOWED_ORIGINS: 'https://app.example' } });
    world = await twoTenants(server);
  });
  after(async () => {
    clients.close();
    await server.close();
  });

  /** A token of the person that ends in so many seconds. */
  const shortToken = async (person: Person, school: School, seconds: number): Promise<string> => {
    const tokens = server.get(AccessTokens) as { lifetimeSeconds: number };
    const usual = tokens.lifetimeSeconds;
    tokens.lifetimeSeconds = seconds;
    try {
      const { body } = await client(server, { tenant: school.slug }).post('/auth/login', { email: person.email, password: PASSWORD });
      return body.access_token as string;
    } finally {
      tokens.lifetimeSeconds = usual;
    }
  };
  const ofOne = (person: Person, token: string): Promise<LiveClient> => clients.of({ ...person, client: person.client.with({ token }) });

  it('refuse whoever shows no good token', async () => {
    const { alpha, beta } = world;
    const code = async (...how: Parameters<Clients['refusal']>): Promise<string | undefined> =>
      (await clients.refusal(...how)).data?.error_code;
    assert.deepEqual(await clients.refusal(undefined).then(({ data }) => data), {
      error_code: 'UNAUTHENTICATED',
      detail: 'Authentication required',
    });
    assert.equal(await code('not.a.token'), 'UNAUTHENTICATED');
    assert.equal(await code(undefined, { auth: { token: { sub: 'me' } } }), 'UNAUTHENTICATED');
    assert.equal(await code(alpha.student.client.token, { headers: { 'x-tenant': beta.slug } }), 'TENANT_MISMATCH');
    const leaver = await addPerson(server, alpha, 'student');
    await leaver.client.post('/auth/logout');
    assert.equal(await code(leaver.client.token), 'UNAUTHENTICATED');
    for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
      const live = await clients.of(alpha.student, { transports, headers: { 'x-tenant': alpha.slug } });
      await live.settled();
    }
  });

  it('let nobody knock for ever', async () => {
    const plain = await new PlainSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`).opened();
    for (let tries = 0; tries < 5; tries += 1) plain.socket.send(`40${JSON.stringify({ token: 'nonsense' })}`);
    await plain.gone();
    assert.ok(plain.frames.filter((frame) => frame.startsWith('44')).length >= 3);
    const noisy = await PlainSocket.live(server.url, world.alpha.student.client.token);
    for (let packets = 0; packets < 1000; packets += 1) noisy.socket.send('3');
    await noisy.gone();
  });

  it('are opened by pages of the installation and of the own institution, and by no others', async () => {
    const { alpha, beta } = world;
    await alpha.admin.client.patch('/tenant', { policies: { allowed_origins: ['https://alpha.example'] } });
    const open = (person: Person, origin: string): Promise<unknown> => clients.of(person, { headers: { origin } });
    for (const origin of ['https://app.example', 'https://alpha.example', server.url]) await open(alpha.student, origin);
    await open(beta.student, 'https://app.example');
    const strange = await clients.refusal(beta.student.client.token, { headers: { origin: 'https://alpha.example' } });
    assert.equal(strange.data?.error_code, 'FORBIDDEN');
    const evil = new PlainSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`, { headers: { origin: 'https://evil.example' } });
    const { status, body } = await eventually(() => evil.refused);
    assert.deepEqual([status, body.error_code], [403, 'FORBIDDEN']);
  });

  it('by HTTP pass what other requests pass', async () => {
    const { nobody } = world.alpha;
    const opened = await nobody.get('//socket.io/?EIO=4&transport=polling', { origin: 'https://app.example' });
    assert.equal(opened.status, 200);
    assert.equal(opened.headers.get('access-control-allow-origin'), 'https://app.example');
    for (const header of ['x-request-id', 'content-security-policy', 'strict-transport-security', 'x-content-type-options'])
      assert.ok(opened.headers.has(header), header);
    assert.equal(
      (await nobody.get('//socket.io/?EIO=4&transport=polling', { origin: 'https://evil.example' })).headers.has(
        'access-control-allow-origin',
      ),
      false,
    );
    const { sid } = JSON.parse(opened.text.slice(1)) as { sid: string };
    const large = await nobody.request('POST', `//socket.io/?EIO=4&transport=polling&sid=${sid}`, 'x'.repeat(100_000), {
      'content-type': 'text/plain',
    });
    assert.equal(large.status, 413);
    for (const wrong of ['?EIO=3&transport=polling', '?EIO=4&transport=polling&sid=none', '?EIO=4&transport=pigeon', ''])
      assert.equal((await nobody.get(`//socket.io/${wrong}`)).status, 400, wrong);
    const preflight = await nobody.request('OPTIONS', '//socket.io/?EIO=4&transport=polling', undefined, {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
    });
    assert.equal(preflight.status, 204);
  });

  it('end with their token, unless a later one is shown', async () => {
    const { alpha, beta } = world;
    const [ending, renewed] = [
      await ofOne(alpha.student, await shortToken(alpha.student, alpha, 5)),
      await ofOne(alpha.teacher, await shortToken(alpha.teacher, alpha, 5)),
    ];
    for (const token of [beta.teacher.client.token, alpha.student.client.token])
      assert.equal((await renewed.ask('authenticate', { token })).error_code, 'FORBIDDEN');
    assert.equal((await renewed.ask('authenticate', { token: 'nonsense' })).error_code, 'UNAUTHENTICATED');
    assert.equal((await renewed.ask('authenticate', {})).error_code, 'VALIDATION_ERROR');
    const answer = await renewed.ask('authenticate', { token: alpha.teacher.client.token });
    assert.deepEqual(Object.keys(answer).sort(), ['expires_at', 'ok']);
    assert.deepEqual(await ending.evicted(), [{ message: 'The token has expired', error_code: 'TOKEN_EXPIRED' }]);
    await renewed.settled();
    assert.equal(renewed.ended, undefined);
  });

  it('end with the session, the account and the institution, at once and alone', async () => {
    const { alpha, beta } = world;
    const gamma = {
      id:
        (
          await server.sql<{ id: string }>(
            `INSERT INTO core.tenants (id, slug, name) VALUES (gen_random_uuid(), 'gamma', 'Gamma') RETURNING id`,
          )
        )[0]?.id ?? '',
      slug: 'gamma',
    };
    const [leaver, sacked, pupil] = [
      await addPerson(server, alpha, 'student'),
      await addPerson(server, alpha, 'teacher'),
      await addPerson(server, gamma, 'student'),
    ];
    const otherSession = leaver.client.with({
      token: (await client(server, { tenant: alpha.slug }).post('/auth/login', { email: leaver.email, password: PASSWORD })).body
        .access_token,
    });
    const [first, second, third, fourth] = [
      await clients.of(leaver),
      await clients.of({ ...leaver, client: otherSession }),
      await clients.of(sacked, { transports: ['polling'] }),
      await clients.of(pupil),
    ];
    const bystanders = [await clients.of(alpha.student), await clients.of(beta.student)];
    await unasked(server, async () => {
      await leaver.client.post('/auth/logout');
      assert.deepEqual(await first.evicted(), [{ message: 'The session has ended', error_code: 'UNAUTHENTICATED' }]);
      assert.equal((await alpha.admin.client.patch(`/users/${sacked.id}`, { is_active: false })).status, 200);
      assert.equal((await third.evicted()).at(-1)?.error_code, 'UNAUTHENTICATED');
    });
    await second.settled();
    await server.sql(`UPDATE core.tenants SET active = false, revision = revision + 1, changed_at = now() WHERE id = $1`, [gamma.id]);
    assert.deepEqual(await fourth.evicted(), [{ message: 'The institution is closed', error_code: 'UNAUTHENTICATED' }]);
    for (const live of [second, ...bystanders]) {
      await live.settled();
      assert.equal(live.ended, undefined);
    }
  });

  it('of one person are twenty at most: the oldest goes', async () => {
    const person = await addPerson(server, world.alpha, 'student');
    const all: LiveClient[] = [];
    for (let count = 0; count < 21; count += 1) all.push(await clients.of(person));
    const [oldest, ...others] = all;
    assert.equal((await oldest?.evicted())?.at(-1)?.error_code, 'RATE_LIMITED');
    for (const live of others) assert.equal(live.ended, undefined);
    for (const live of all) live.close();
    await eventually(() => server.get(Connections).ofUser(world.alpha.id, person.id).length === 0);
  });

  it('of those who do not read are cut, and nobody else waits', async () => {
    const { alpha } = world;
    const silent = await PlainSocket.live(server.url, alpha.parent.client.token);
    const reading = await clients.of(alpha.parent);
    const [held] = server.get(Connections).ofUser(alpha.id, alpha.parent.id);
    assert.ok(held);
    silent.socket.pause();
    const { socket } = held as unknown as { socket: { emit(event: string, data: string): void } };
    for (let count = 0; count < 160; count += 1) socket.emit('news', 'x'.repeat(64 * 1024));
    assert.ok(held.backlog > 1024 * 1024);
    await eventually(() => !server.get(Connections).ofUser(alpha.id, alpha.parent.id).includes(held));
    silent.socket.resume();
    assert.equal(await silent.gone(), 1006);
    await reading.settled();
    assert.equal(reading.ended, undefined);
    const { text } = await alpha.nobody.get('//metrics');
    assert.match(text, /lectern_live_evicted_total\{reason="unread"\} 1/);
    assert.match(text, /lectern_live_connections [1-9]/);
    assert.match(text, /lectern_live_refused_total\{error_code="TENANT_MISMATCH"\} 1/);
  });

  it('are told that the process ends, and let go', async () => {
    const second = await startTestServer({ database: server.database });
    const [live, polling] = [
      await clients.of(world.alpha.student, {}, second.url),
      await clients.of(world.beta.student, { transports: ['polling'] }, second.url),
    ];
    const startedAt = performance.now();
    const closed = second.close();
    for (const each of [live, polling]) {
      await eventually(() => each.ended !== undefined);
      assert.deepEqual(each.of('server_draining'), [{ within_ms: 0 }]);
      assert.deepEqual(each.of('error'), []);
      assert.match(each.ended ?? '', /^transport (?:close|error)$/, 'else no client would connect again by itself');
    }
    await closed;
    assert.ok(performance.now() - startedAt < 15_000, 'nobody waits for them');
  });
});
