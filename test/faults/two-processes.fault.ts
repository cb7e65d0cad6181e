import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Client, client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { made } from '../contract/route-fixture.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
/** Nothing listens on port 1. */
const NOWHERE = 'postgres://nobody:nothing@127.0.0.1:1/nowhere';
/** What is promised to the other processes after a switch. */
const PROMISE_MS = 5000;

describe('two api processes on one database', () => {
  let server: TestServer;
  let world: World;
  const children: ChildProcess[] = [];

  const start = async (env: NodeJS.ProcessEnv = {}): Promise<{ url: string }> => {
    const environment = { ...testEnvironment(server.database), PATH: process.env.PATH, LOG_LEVEL: 'info', ...env };
    const child = spawn(process.execPath, [MAIN, '--role', 'api'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{') && line.includes('"msg":"ready"')) {
        child.stdout.resume();
        return { url: (JSON.parse(line) as { url: string }).url };
      }
    }
    throw new Error('The process ended before it was ready');
  };

  let first: { url: string };
  let second: { url: string };

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    [first, second] = await Promise.all([start(), start()]);
  });
  after(async () => {
    await Promise.all(
      children.map(async (child) => {
        child.kill('SIGTERM');
        if (child.exitCode === null) await once(child, 'exit');
      }),
    );
    await server.close();
  });

  const as = (process: { url: string }, person: { client: Client }): Client => client(process, { token: person.client.token ?? '' });
  const points = (at: { url: string }) => as(at, world.alpha.student).get(`/gamification/users/${world.alpha.student.id}/points`);
  const turn = (at: { url: string }, enabled: boolean) =>
    made(200, as(at, world.alpha.admin).put('/tenant/plugins/gamification', { enabled }));

  const seenBy = async (at: { url: string }, status: number): Promise<number> => {
    const started = performance.now();
    await eventually(async () => (await points(at)).status === status, PROMISE_MS);
    return performance.now() - started;
  };

  it('carries a switch from one to the other, with notifications and without', async () => {
    // This one hears of changes by asking alone. (Production does not migrate at start, which needs the direct connection.)
    const deaf = await start({ NODE_ENV: 'production', LECTERN_BCRYPT_COST: '12', DATABASE_DIRECT_URL: NOWHERE });
    for (const at of [first, second, deaf]) assert.equal((await points(at)).status, 200);

    for (const [from, to] of [
      [first, second],
      [second, first],
    ] as const) {
      await turn(from, false);
      assert.equal((await points(from)).status, 403, 'at once where it was switched');
      for (const at of [to, deaf]) assert.ok((await seenBy(at, 403)) <= PROMISE_MS);
      await turn(from, true);
      for (const at of [to, deaf]) assert.ok((await seenBy(at, 200)) <= PROMISE_MS);
    }
  });

  it('shows what one changed at the other as well, where it was kept', async () => {
    const { student, teacher } = world.alpha;
    const item = { grade: 3, subject: 'Maths', topic: 'Fractions', title: 'Halves', content_type: 'text', data: {} };
    const { id } = await made(201, as(first, teacher).post('/content-items', item));
    const titleAt = async (at: { url: string }): Promise<string> =>
      (await made(200, as(at, student).get('/content/3/maths/fractions'))).title as string;
    const nameAt = async (at: { url: string }): Promise<string> => (await made(200, as(at, student).get('/auth/me'))).name as string;
    for (const [from, to, text] of [
      [first, second, 'Quarters'],
      [second, first, 'Eighths'],
    ] as const) {
      for (const at of [from, to]) await Promise.all([titleAt(at), nameAt(at)]);
      await made(200, as(from, teacher).patch(`/content-items/${id}`, { title: text }));
      await made(200, as(from, student).patch(`/users/${student.id}`, { name: text }));
      assert.deepEqual([await titleAt(from), await nameAt(from)], [text, text], 'at once where it was changed');
      await eventually(async () => (await titleAt(to)) === text && (await nameAt(to)) === text, PROMISE_MS);
    }
  });

  it('ends a session everywhere', async () => {
    const { teacher } = world.alpha;
    for (const at of [first, second]) assert.equal((await as(at, teacher).get('/auth/me')).status, 200);
    assert.equal((await as(first, teacher).post('/auth/logout')).status, 204);
    assert.equal((await as(first, teacher).get('/auth/me')).status, 401);
    await eventually(async () => (await as(second, teacher).get('/auth/me')).status === 401, PROMISE_MS);
  });
});
