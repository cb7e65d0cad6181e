import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { type Person, twoTenants, type World } from '../../src/testing/world.js';
import whiteboard from '../fixtures/plugins/whiteboard/plugin.js';
import { Clients, type LiveClient, PlainSocket } from './support.js';

describe('rooms', () => {
  let server: TestServer;
  let world: World;
  const clients = new Clients(() => server.url);
  const board = async (person: Person): Promise<string> => (await person.client.post('/whiteboard/boards', {})).body.id as string;
  const enter = async (id: string, ...people: LiveClient[]): Promise<void> => {
    for (const live of people) assert.deepEqual(await live.ask('join_whiteboard', { session_id: id }), { ok: true, board_id: id });
  };

  before(async () => {
    server = await startTestServer({ plugins: [whiteboard] });
    world = await twoTenants(server);
  });
  after(async () => {
    clients.close();
    await server.close();
  });

  it('carry what is said to everybody in them but whoever said it, and to nobody else', async () => {
    const { alpha, beta } = world;
    const said = await clients.of(alpha.student);
    const [heard, outside, foreign] = [
      await clients.of(alpha.teacher, { transports: ['polling'] }),
      await clients.of(alpha.parent),
      await clients.of(beta.student),
    ];
    const [id, theirs] = [await board(alpha.student), await board(beta.student)];
    await enter(id, said, heard);
    await enter(theirs, foreign);
    assert.deepEqual(await foreign.ask('join_whiteboard', { session_id: id }), {
      ok: false,
      error_code: 'BOARD_NOT_FOUND',
      detail: 'Board not found',
    });
    assert.deepEqual(await said.ask('draw_line', { session_id: id, line: 'a' }), { ok: true });
    await eventually(() => heard.of('line_drawn').length === 1);
    assert.deepEqual(heard.of('line_drawn'), [{ user_id: alpha.student.id, line: 'a' }]);
    for (const other of [said, outside, foreign]) {
      await other.settled();
      assert.deepEqual(other.of('line_drawn'), []);
    }
  });

  it('answer whoever is not in one the same, whether there is one or not', async () => {
    const { alpha, beta } = world;
    const [outside, foreign] = [await clients.of(alpha.parent), await clients.of(beta.teacher)];
    const id = await board(alpha.student);
    const answers = [
      await outside.ask('draw_line', { session_id: id, line: 'b' }),
      await foreign.ask('draw_line', { session_id: id, line: 'b' }),
      await foreign.ask('draw_line', { session_id: alpha.student.id, line: 'b' }),
    ];
    for (const answer of answers)
      assert.deepEqual(answer, { ok: false, error_code: 'FORBIDDEN', detail: 'This connection is not in the room' });
    await enter(id, outside);
    assert.deepEqual(await outside.ask('draw_line', { session_id: id, line: 'b' }), { ok: true });
  });

  it('are left by asking, by going and by being put out, and who stays is told', async () => {
    const { alpha } = world;
    const [staying, leaving, going] = [await clients.of(alpha.student), await clients.of(alpha.teacher), await clients.of(alpha.parent)];
    const id = await board(alpha.student);
    await enter(id, staying, leaving, going);
    assert.deepEqual(await leaving.ask('leave_whiteboard', { session_id: id }), { ok: true });
    assert.deepEqual(await leaving.ask('leave_whiteboard', { session_id: id }), { ok: true }, 'twice is no mistake');
    await eventually(() => staying.of('board_left').some(({ user_id: who }) => who === alpha.teacher.id));
    assert.equal((await leaving.ask('draw_line', { session_id: id, line: 'x' })).error_code, 'FORBIDDEN');
    going.close();
    await eventually(() => staying.of('board_left').some(({ user_id: who }) => who === alpha.parent.id));
    assert.equal((await alpha.student.client.delete(`/whiteboard/boards/${id}`)).status, 204);
    assert.equal((await staying.ask('draw_line', { session_id: id, line: 'x' })).error_code, 'FORBIDDEN');
    assert.deepEqual(await leaving.ask('join_whiteboard', { session_id: id }), {
      ok: false,
      error_code: 'BOARD_CLOSED',
      detail: 'This board is closed',
    });
  });

  it('take nothing that their schema does not know', async () => {
    const live = await clients.of(world.alpha.student);
    const id = await board(world.alpha.student);
    await enter(id, live);
    const refused: readonly (readonly [readonly unknown[], readonly string[]])[] = [
      [[], ['_']],
      [['text'], ['_']],
      [[null], ['_']],
      [[{}], ['line', 'session_id']],
      [[{ session_id: 'x', line: 'a' }], ['session_id']],
      [[{ session_id: id, line: 7 }], ['line']],
      [[{ session_id: id, line: 'x'.repeat(101) }], ['line']],
      [[{ session_id: id, line: 'a', more: 1 }], ['more']],
      [[{ session_id: id, line: 'a' }, 'and more'], ['_']],
      [[{ session_id: id, line: Buffer.from('binary') }], ['line']],
    ];
    for (const [values, fields] of refused) {
      const answer = await live.ask('draw_line', ...values);
      assert.deepEqual(
        [answer.ok, answer.error_code, Object.keys(answer.errors).sort()],
        [false, 'VALIDATION_ERROR', fields],
        JSON.stringify(values),
      );
    }
    for (const event of ['no_such_event', 'constructor', '__proto__', 'error', 'line_drawn']) {
      assert.deepEqual(await live.ask(event, {}), { ok: false, error_code: 'UNKNOWN_EVENT', detail: 'There is no such event' }, event);
    }
    assert.deepEqual(await live.ask('draw_line', { session_id: id, line: 'a' }), { ok: true });
  });

  it('tell errors of messages without an acknowledgement as an event, and go on', async () => {
    const live = await clients.of(world.alpha.student);
    live.socket.emit('no_such_event');
    live.socket.emit('join_whiteboard', { session_id: world.beta.student.id });
    await eventually(() => live.of('error').length === 2);
    assert.deepEqual(live.of('error'), [
      { message: 'There is no such event', error_code: 'UNKNOWN_EVENT' },
      { message: 'Board not found', error_code: 'BOARD_NOT_FOUND' },
    ]);
    assert.ok(live.socket.connected);
  });

  it('close for an institution that switches their plugin off, and no other room or connection does', async () => {
    const { alpha, beta } = world;
    const [live, foreign] = [await clients.of(alpha.student), await clients.of(beta.student)];
    const [id, theirs] = [await board(alpha.student), await board(beta.student)];
    await enter(id, live);
    await enter(theirs, foreign);
    const off = await alpha.admin.client.put('/tenant/plugins/whiteboard', { enabled: false });
    assert.equal(off.status, 200);
    await eventually(() => live.of('error').length === 1);
    assert.deepEqual(
      live.of('error').map(({ error_code: code }) => code as string),
      ['PLUGIN_DISABLED'],
    );
    assert.deepEqual(live.of('plugin_changed'), [{ plugin: 'whiteboard', enabled: false, revision: off.body.revision }]);
    for (const event of ['join_whiteboard', 'draw_line', 'leave_whiteboard'])
      assert.equal((await live.ask(event, { session_id: id })).error_code, 'PLUGIN_DISABLED');
    assert.deepEqual(await foreign.ask('draw_line', { session_id: theirs, line: 'a' }), { ok: true });
    assert.deepEqual(foreign.of('plugin_changed'), []);
    await alpha.admin.client.put('/tenant/plugins/whiteboard', { enabled: true });
    assert.equal(
      (await live.ask('draw_line', { session_id: id, line: 'a' })).error_code,
      'FORBIDDEN',
      'nobody is let in again by themselves',
    );
    await enter(id, live);
  });

  it('survive what is no message at all', async () => {
    const { token } = world.alpha.student.client;
    const bystander = await clients.of(world.alpha.teacher);
    const unreadable = [
      '42{',
      '42["x"',
      '42',
      '42[]',
      '42[7]',
      '42["disconnect"]',
      '4',
      '9',
      '42/other,["x"]',
      '51-["draw_line"]',
      '452-["x"]',
    ];
    for (const frame of unreadable) {
      const plain = await PlainSocket.live(server.url, token);
      plain.socket.send(frame);
      plain.socket.send('42["nothing_at_all"]');
      await eventually(
        () => plain.closed ?? plain.frames.some((each) => each.includes('UNKNOWN_EVENT') || each.includes('VALIDATION_ERROR')),
      );
      plain.socket.terminate();
    }
    const told = await PlainSocket.live(server.url, token);
    told.socket.send('42{');
    await told.gone();
    assert.deepEqual(told.frames.at(-1), `42["error",{"message":"This cannot be read","error_code":"VALIDATION_ERROR"}]`);
    const large = await PlainSocket.live(server.url, token);
    large.socket.send(`42["draw_line",{"line":"${'x'.repeat(1024 * 1024)}"}]`);
    assert.equal(await large.gone(), 1009);
    const fits = await PlainSocket.live(server.url, token);
    fits.socket.send(`42["draw_line",{"line":"${'x'.repeat(60 * 1024)}"}]`);
    await eventually(() => fits.frames.some((frame) => frame.includes('VALIDATION_ERROR')));
    fits.socket.close();
    await bystander.settled();
  });

  it('slow down who sends too much, and send away who goes on', async () => {
    const [quick, bystander] = [await clients.of(world.alpha.student), await clients.of(world.alpha.teacher)];
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 160 }, () => quick.ask('nothing_at_all')));
    const meanwhile = Math.ceil(((performance.now() - startedAt) / 1000) * 20);
    const limited = answers.filter(({ error_code: code }) => code === 'RATE_LIMITED');
    assert.ok(limited.length >= 120 - meanwhile && limited.length <= 120, `${limited.length} of 160 were refused`);
    assert.deepEqual(limited[0], { ok: false, error_code: 'RATE_LIMITED', detail: 'Too many messages', retry_after: 1 });
    for (let sent = 0; sent < 1000; sent += 1) quick.socket.emit('nothing_at_all');
    assert.equal((await quick.evicted()).at(-1)?.error_code, 'RATE_LIMITED');
    await bystander.settled();
    assert.equal(bystander.ended, undefined);
  });
});
