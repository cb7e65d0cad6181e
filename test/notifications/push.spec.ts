import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';
import { LiveClient, type Refusal } from '../live/support.js';
import { tell, tellMany } from './support.js';

const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('pushed notifications', () => {
  let server: TestServer;
  let other: TestServer;
  let world: World;
  const open: LiveClient[] = [];

  before(async () => {
    server = await startTestServer({ plugins: [] });
    other = await startTestServer({ plugins: [], database: server.database });
    world = await twoTenants(server);
  });
  after(async () => {
    for (const live of open) live.close();
    await other.close();
    await server.close();
  });

  const learner = (): Promise<Person> => addPerson(server, world.alpha, 'student');
  const connect = async (who: Person, at: TestServer, auth: Json = {}, transports = ['websocket']): Promise<LiveClient> => {
    const live = await LiveClient.connect(at.url, who.client.token, { auth, transports });
    open.push(live);
    return live;
  };
  const heard = (live: LiveClient): number[] => live.of('notification').map(({ data }) => data.n);
  const hears = (live: LiveClient, expected: readonly number[]): Promise<unknown> =>
    eventually(() => {
      assert.deepEqual(heard(live), expected);
      return true;
    });

  it('reach every connection of a person on any process, in order, and nobody else', async () => {
    const { alpha, beta } = world;
    const who = await learner();
    const lives = [await connect(who, server), await connect(who, server, {}, ['polling']), await connect(who, other)];
    const others = [await connect(alpha.student, server), await connect(beta.student, other), await connect(beta.admin, server)];
    await tellMany(server, alpha.id, who.id, 3);
    for (const live of lives) await hears(live, [1, 2, 3]);
    await tell(other, alpha.id, [
      { userId: who.id, n: 4 },
      { userId: alpha.student.id, n: 1 },
    ]);
    await tellMany(other, beta.id, beta.student.id, 1, 9);
    for (const live of lives) await hears(live, [1, 2, 3, 4]);
    await hears(others[0] as LiveClient, [1]);
    await hears(others[1] as LiveClient, [9]);
    assert.deepEqual(heard(others[2] as LiveClient), []);
    const [first] = (await expectStatus(200, who.client.get('/notifications'))).body;
    assert.deepEqual(lives[0]?.of('notification')[0], first);
  });

  it('go on from the offset that a reconnecting client names, on whichever process', async () => {
    const who = await learner();
    await tellMany(server, world.alpha.id, who.id, 2);
    const first = await connect(who, server, { after: 0 });
    await hears(first, [1, 2]);
    first.close();
    await tellMany(server, world.alpha.id, who.id, 3, 3);
    const second = await connect(who, other, { after: first.of('notification').at(-1)?.offset });
    await hears(second, [3, 4, 5]);
    await tellMany(server, world.alpha.id, who.id, 1, 6);
    await hears(second, [3, 4, 5, 6]);
    const fresh = await connect(who, other);
    const ahead = await connect(who, server, { after: 1_000_000 });
    await tellMany(server, world.alpha.id, who.id, 1, 7);
    await hears(fresh, [7]);
    await hears(ahead, [7]);
    await hears(second, [3, 4, 5, 6, 7]);
  });

  it('are refused to a client that names no offset', async () => {
    const who = await learner();
    for (const bad of [-1, 1.5, '3', {}, Number.MAX_VALUE]) {
      const refused = await connect(who, server, { after: bad }).catch((error: Refusal) => error);
      assert.ok(!(refused instanceof LiveClient), JSON.stringify(bad));
      assert.equal(refused.data?.error_code, 'VALIDATION_ERROR');
    }
    assert.ok((await connect(who, server, { after: null })).socket.connected);
  });

  it('miss nothing and repeat nothing while clients come and go and several processes write', async () => {
    const { alpha } = world;
    const who = await learner();
    const seen: number[] = [];
    const total = 300;
    const writing = [server, other, server].map(async (writer, index) => {
      for (let n = 0; n < total / 3; n += 1) await tell(writer, alpha.id, [{ userId: who.id, n: index * 1000 + n }]);
    });
    let over = false;
    void Promise.all(writing).then(() => (over = true));
    for (let round = 0; !over || seen.length < total; round += 1) {
      const live = await connect(who, round % 2 === 0 ? server : other, { after: seen.at(-1) ?? 0 });
      const wanted = Math.min(total - seen.length, 1 + (round % 40));
      await eventually(() => live.of('notification').length >= wanted);
      live.close();
      seen.push(...live.of('notification').map(({ offset }) => offset));
      assert.ok(round < total);
    }
    await Promise.all(writing);
    assert.deepEqual(seen, upTo(total));
  });

  it('arrive though the processes cannot tell one another', async () => {
    const who = await learner();
    const live = await connect(who, other);
    await server.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lectern:listen'`);
    await tellMany(server, world.alpha.id, who.id, 3);
    await hears(live, [1, 2, 3]);
  });

  it('arrive after the database was away for everybody', async () => {
    const who = await learner();
    const lives = [await connect(who, server), await connect(who, other)];
    await tellMany(server, world.alpha.id, who.id, 2);
    const ours = `application_name LIKE 'lectern%' AND datname = current_database()`;
    await server.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${ours}`);
    await eventually(() => tell(other, world.alpha.id, [{ userId: who.id, n: 3, once: 'after' }]).then(() => true));
    for (const live of lives) await hears(live, [1, 2, 3]);
    assert.ok((await connect(who, other, { after: 1 })).socket.connected);
  });

  it('come as fast as the client takes them, all ten thousand of them', async () => {
    const { alpha, beta } = world;
    const who = await learner();
    for (let from = 1; from <= 10_000; from += 2500) await tellMany(server, alpha.id, who.id, 2500, from);
    const live = await connect(who, server, { after: 0 });
    const polling = await connect(who, other, { after: 5000 }, ['polling']);
    const quick = await connect(beta.student, server);
    await tellMany(server, beta.id, beta.student.id, 1, 1);
    await hears(quick, [1]);
    await eventually(() => live.of('notification').length >= 10_000);
    assert.deepEqual(heard(live), upTo(10_000));
    await eventually(() => polling.of('notification').length >= 5000);
    assert.deepEqual(heard(polling), upTo(10_000, 5001));
    assert.ok(live.socket.connected);
    assert.deepEqual((await expectStatus(200, who.client.put('/notifications/read-all'))).body, { read: 10_000 });
  });
});
