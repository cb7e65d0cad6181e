import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { type Person, twoTenants, type World } from '../../src/testing/world.js';
import whiteboard from '../fixtures/plugins/whiteboard/plugin.js';
import { LiveClient, type Refusal } from './support.js';

describe('rooms', () => {
  let server: TestServer;
  let world: World;
  const open: LiveClient[] = [];
  const connect = async (person: Person, transports = ['websocket']): Promise<LiveClient> => {
    const live = await LiveClient.connect(server.url, person.client.token, { transports });
    open.push(live);
    return live;
  };
  const board = async (person: Person): Promise<string> => (await person.client.post('/whiteboard/boards', {})).body.id as string;

  before(async () => {
    server = await startTestServer({ plugins: [whiteboard] });
    world = await twoTenants(server);
  });
  after(async () => {
    for (const live of open) live.close();
    await server.close();
  });

  it('refuse whoever shows no good token, and let in whoever does', async () => {
    const refused = async (token: string | undefined): Promise<Refusal> => {
      const live = await LiveClient.connect(server.url, token).catch((error: Refusal) => error);
      assert.ok(!(live instanceof LiveClient));
      return live;
    };
    assert.deepEqual((await refused(undefined)).data, { error_code: 'UNAUTHENTICATED', detail: 'Authentication required' });
    assert.equal((await refused('not.a.token')).data?.error_code, 'UNAUTHENTICATED');
    for (const transports of [['websocket'], ['polling']]) {
      const live = await connect(world.alpha.student, transports);
      assert.ok(live.socket.connected);
    }
  });

  it('carry what is said to everybody in them but whoever said it, and to nobody else', async () => {
    const { alpha, beta } = world;
    const [said, heard, outside, foreign] = [
      await connect(alpha.student),
      await connect(alpha.teacher, ['polling']),
      await connect(alpha.parent),
      await connect(beta.student),
    ];
    const id = await board(alpha.student);
    assert.deepEqual(await said.ask('join_whiteboard', { session_id: id }), { ok: true, board_id: id });
    assert.deepEqual(await heard.ask('join_whiteboard', { session_id: id }), { ok: true, board_id: id });
    assert.deepEqual(await foreign.ask('join_whiteboard', { session_id: id }), {
      ok: false,
      error_code: 'BOARD_NOT_FOUND',
      detail: 'Board not found',
    });
    assert.deepEqual(await said.ask('draw_line', { session_id: id, line: 'a' }), { ok: true });
    await eventually(() => heard.of('line_drawn').length === 1);
    assert.deepEqual(heard.of('line_drawn'), [{ user_id: alpha.student.id, line: 'a' }]);
    for (const other of [said, outside, foreign]) {
      assert.equal((await other.ask('nothing')).error_code, 'UNKNOWN_EVENT');
      assert.deepEqual(other.of('line_drawn'), []);
    }
    const refused = await outside.ask('draw_line', { session_id: id, line: 'b' });
    assert.deepEqual([refused.ok, refused.error_code], [false, 'FORBIDDEN']);
  });
});
