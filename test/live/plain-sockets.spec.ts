import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RawConnection, RawSocketHandler } from '../../src/platform/realtime/raw-connection.js';
import { UpgradeRouter } from '../../src/platform/realtime/upgrade-router.js';
import { Conflict, Forbidden, NotFound } from '../../src/sdk/errors.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type World } from '../../src/testing/world.js';
import { PlainSocket } from './support.js';

/** Says back what it hears, with whom and in which institution it thinks it hears it. */
class Echo implements RawSocketHandler {
  readonly documentation = { description: 'A test’s', receives: [], sends: [] };
  readonly gone: string[] = [];

  constructor(private readonly uow: UnitOfWork) {}

  opened(connection: RawConnection): Promise<void> {
    const { room } = connection.parameters;
    if (room === 'forbidden') return Promise.reject(new Forbidden());
    if (room === 'none') return Promise.reject(new NotFound('room'));
    if (room === 'broken') return Promise.reject(new Error('postgres://secret'));
    connection.send({ type: 'ready', room, tenant: this.uow.tenantId, user: connection.caller.userId });
    return Promise.resolve();
  }

  async received(connection: RawConnection, text: string): Promise<void> {
    if (text === 'refuse') throw new Conflict('Not now', 'NOT_NOW');
    if (text === 'fail') throw new Error('postgres://secret');
    if (text === 'slowly') await this.uow.query('SELECT pg_sleep(0.3)');
    connection.send({ type: 'echo', text });
  }

  closed(connection: RawConnection): void {
    this.gone.push(`${this.uow.tenantId} ${connection.caller.userId}`);
  }
}

describe('plain WebSockets', () => {
  let server: TestServer;
  let world: World;
  let echo: Echo;
  const open: PlainSocket[] = [];
  /** Shows no token, from the beginning on. */
  let wordless: PlainSocket;
  let wordlessSince = 0;
  let wordlessUntil = 0;
  const dial = (path: string, ...more: [ConstructorParameters<typeof PlainSocket>[1]?]): PlainSocket => {
    const plain = new PlainSocket(`${server.url}${path}`, ...more);
    open.push(plain);
    return plain;
  };
  const bearer = (token: string | undefined) => ({ headers: { authorization: `Bearer ${token}` } });
  const ready = async (plain: PlainSocket): Promise<PlainSocket> => {
    await eventually(() => plain.json[0]?.type === 'ready');
    return plain;
  };

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    echo = new Echo(server.get(UnitOfWork));
    server.get(UpgradeRouter).serve('/api/v1/echo/{room}', echo);
    wordlessSince = performance.now();
    wordless = await dial('/api/v1/echo/one').opened();
    wordless.socket.once('close', () => (wordlessUntil = performance.now()));
  });
  after(async () => {
    for (const plain of open) plain.socket.terminate();
    await server.close();
  });

  it('take a token from header, sub-protocol, query and first frame', async () => {
    const { alpha, beta } = world;
    const { token = '' } = alpha.student.client;
    const late = dial('/api/v1/echo/one');
    await late.opened();
    late.socket.send(JSON.stringify({ type: 'auth', token }));
    late.socket.send('said before the answer');
    const ways = [
      dial('/api/v1/echo/one', bearer(token)),
      dial('/api/v1/echo/one', { protocols: ['bearer', token] }),
      dial(`/api/v1/echo/one/?token=${token}`),
      late,
    ];
    for (const plain of ways) {
      await ready(plain);
      assert.deepEqual(plain.json[0], { type: 'ready', room: 'one', tenant: alpha.id, user: alpha.student.id });
    }
    assert.equal(ways[1]?.socket.protocol, 'bearer');
    await eventually(() => late.json.some(({ text }) => text === 'said before the answer'));
    const theirs = await ready(dial('/api/v1/echo/one', bearer(beta.student.client.token)));
    assert.equal(theirs.json[0].tenant, beta.id);
    const gone = echo.gone.length;
    theirs.socket.close();
    await eventually(() => echo.gone.length > gone);
    assert.equal(echo.gone.at(-1), `${beta.id} ${beta.student.id}`);
  });

  it('are closed with why they cannot be had', async () => {
    const { alpha, beta } = world;
    const { token } = alpha.student.client;
    const codes = async (plain: PlainSocket): Promise<[number, string | undefined]> => [await plain.gone(), plain.json.at(-1)?.error_code];
    assert.deepEqual(await codes(dial('/api/v1/echo/one', bearer('nonsense'))), [4401, 'UNAUTHENTICATED']);
    assert.deepEqual(await codes(dial('/api/v1/echo/forbidden', bearer(token))), [4403, 'FORBIDDEN']);
    assert.deepEqual(await codes(dial('/api/v1/echo/none', bearer(token))), [4404, 'ROOM_NOT_FOUND']);
    const broken = dial('/api/v1/echo/broken', bearer(token));
    assert.deepEqual(await codes(broken), [1011, 'INTERNAL_ERROR']);
    assert.ok(!broken.frames.join().includes('secret'));
    const mismatch = dial('/api/v1/echo/one', { headers: { authorization: `Bearer ${token}`, 'x-tenant': beta.slug } });
    assert.deepEqual(await codes(mismatch), [4403, 'TENANT_MISMATCH']);
    const talking = await dial('/api/v1/echo/one').opened();
    talking.socket.send('hello');
    assert.deepEqual(await codes(talking), [4401, 'UNAUTHENTICATED']);
    for (const path of ['/api/v1/nothing', '/api/v1/courses', '/', '/api/v1/echo/one/two', '/api/v1/echo/%00%ff/x'])
      assert.equal((await eventually(() => dialled(path).refused)).status, 404, path);
    const evil = dial('/api/v1/echo/one', { headers: { origin: 'https://evil.example' } });
    assert.equal((await eventually(() => evil.refused)).status, 403);
  });
  const known = new Map<string, PlainSocket>();
  const dialled = (path: string): PlainSocket => {
    const plain = known.get(path) ?? dial(path);
    known.set(path, plain);
    return plain;
  };

  it('are answered in order, and told of errors without ending', async () => {
    const plain = await ready(dial('/api/v1/echo/one', bearer(world.alpha.student.client.token)));
    for (const text of ['slowly', 'refuse', 'fail', 'last']) plain.socket.send(text);
    plain.socket.send(Buffer.from([1, 2, 3]));
    await eventually(() => plain.frames.length === 6);
    assert.deepEqual(plain.json.slice(1), [
      { type: 'echo', text: 'slowly' },
      { type: 'error', error_code: 'NOT_NOW', detail: 'Not now' },
      { type: 'error', error_code: 'INTERNAL_ERROR', detail: 'Something went wrong on our side' },
      { type: 'echo', text: 'last' },
      { type: 'error', error_code: 'VALIDATION_ERROR', detail: 'Validation failed', errors: { _: ['Text frames, please'] } },
    ]);
    plain.socket.send('x'.repeat(1024 * 1024));
    assert.equal(await plain.gone(), 1009);
  });

  it('are slowed down, then ended, when they send too much', async () => {
    const [flooding, bystander] = [
      await ready(dial('/api/v1/echo/one', bearer(world.alpha.student.client.token))),
      await ready(dial('/api/v1/echo/one', bearer(world.alpha.teacher.client.token))),
    ];
    for (let sent = 0; sent < 1000; sent += 1) flooding.socket.send('again');
    assert.equal(await flooding.gone(), 4429);
    const refused = flooding.json.filter(({ error_code: code }) => code === 'RATE_LIMITED');
    assert.ok(refused.length >= 200, `${refused.length} were refused`);
    assert.ok(refused.every(({ retry_after: seconds }) => seconds === 1));
    bystander.socket.send('hello');
    await eventually(() => bystander.json.some(({ text }) => text === 'hello'));
  });

  it('end with the session, and go on with a later token', async () => {
    const person = await addPerson(server, world.alpha, 'student');
    const plain = await ready(dial('/api/v1/echo/one', bearer(person.client.token)));
    plain.socket.send(JSON.stringify({ type: 'auth', token: world.beta.student.client.token }));
    await eventually(() => plain.json.at(-1)?.error_code === 'FORBIDDEN');
    plain.socket.send(JSON.stringify({ type: 'auth', token: person.client.token }));
    plain.socket.send('still here');
    await eventually(() => plain.json.at(-1)?.text === 'still here');
    await person.client.post('/auth/logout');
    assert.equal(await plain.gone(), 4401);
    assert.deepEqual(plain.json.at(-1), { type: 'error', error_code: 'UNAUTHENTICATED', detail: 'The session has ended' });
  });

  it('at the path of an alias need its plugin, and end with it', async () => {
    const { alpha, beta } = world;
    const session = await alpha.student.client.post('/chat/sessions', { agent_type: 'tutor' });
    const theirs = await beta.student.client.post('/chat/sessions', { agent_type: 'tutor' });
    const at = (path: string, school: typeof alpha, id: string): PlainSocket => dial(`${path}/${id}`, bearer(school.student.client.token));
    const [aliased, canonical, foreign] = [
      await ready(at('/api/chat/ws', alpha, session.body.id)),
      await ready(at('/api/v1/chat/ws', alpha, session.body.id)),
      await ready(at('/api/chat/ws', beta, theirs.body.id)),
    ];
    await alpha.admin.client.put('/tenant/plugins/route-aliases', { enabled: false });
    assert.equal(await aliased.gone(), 4403);
    assert.equal(aliased.json.at(-1).error_code, 'PLUGIN_DISABLED');
    assert.equal(await at('/api/chat/ws', alpha, session.body.id).gone(), 4403);
    for (const plain of [canonical, foreign]) assert.equal(plain.closed, undefined);
    await alpha.admin.client.put('/tenant/plugins/route-aliases', { enabled: true });
    await ready(at('/api/chat/ws', alpha, session.body.id));
  });

  it('whoever has shown no token within 5 s is sent away', async () => {
    assert.equal(await wordless.gone(), 4401);
    assert.ok(wordlessUntil - wordlessSince > 4900, `after ${wordlessUntil - wordlessSince} ms`);
  });
});
