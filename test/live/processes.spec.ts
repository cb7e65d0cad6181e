import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { ProcessBus } from '../../src/platform/realtime/bus/process-bus.js';
import { RedisLink } from '../../src/platform/redis/redis-link.js';
import { newId } from '../../src/sdk/ids.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import whiteboard from '../fixtures/plugins/whiteboard/plugin.js';
import { TestRedis, WITHOUT_REDIS } from '../support/redis.js';
import { Clients, type LiveClient, unasked } from './support.js';

interface Installation {
  readonly one: TestServer;
  readonly two: TestServer;
  readonly world: World;
  readonly clients: Clients;
  close(): Promise<void>;
}

const start = async (env: NodeJS.ProcessEnv): Promise<Installation> => {
  const one = await startTestServer({ plugins: [whiteboard], env });
  const two = await startTestServer({ plugins: [whiteboard], env, role: 'api', database: one.database });
  const clients = new Clients(() => one.url);
  const close = async (): Promise<void> => {
    clients.close();
    await two.close();
    await one.close();
  };
  return { one, two, world: await twoTenants(one), clients, close };
};

const board = async (person: Person): Promise<string> => (await person.client.post('/whiteboard/boards', {})).body.id as string;
const enter = async (id: string, ...people: LiveClient[]): Promise<void> => {
  for (const live of people) assert.equal((await live.ask('join_whiteboard', { session_id: id })).ok, true);
};

/** What one process says, all others hear: rooms, and who is put out of them. */
const roomsSpan = async ({ world: { alpha, beta }, clients, one, two }: Installation): Promise<void> => {
  const here = await clients.of(alpha.student, {}, one.url);
  const [there, foreign] = [await clients.of(alpha.teacher, {}, two.url), await clients.of(beta.student, {}, two.url)];
  const [id, theirs] = [await board(alpha.student), await board(beta.student)];
  await enter(id, here, there);
  await enter(theirs, foreign);
  for (let line = 0; line < 10; line += 1) {
    await here.ask('draw_line', { session_id: id, line: `here ${line}` });
    await there.ask('draw_line', { session_id: id, line: `there ${line}` });
  }
  const lines = (of: LiveClient): string[] => of.of('line_drawn').map(({ line }) => line as string);
  const numbered = (name: string): string[] => Array.from({ length: 10 }, (_, line) => `${name} ${line}`);
  await eventually(() => lines(here).length === 10 && lines(there).length === 10);
  assert.deepEqual([lines(here), lines(there)], [numbered('there'), numbered('here')]);
  await alpha.student.client.delete(`/whiteboard/boards/${id}`);
  await eventually(async () => (await there.ask('draw_line', { session_id: id, line: 'x' })).error_code === 'FORBIDDEN');
  assert.deepEqual(await foreign.ask('draw_line', { session_id: theirs, line: 'x' }), { ok: true });
  assert.deepEqual(foreign.of('line_drawn'), []);
};

/** Sessions end, and plugins are switched, at one process; connections to the other feel it at once. */
const endsSpan = async ({ world: { alpha, beta }, clients, one, two }: Installation): Promise<void> => {
  const leaver = await addPerson(one, alpha, 'student');
  const left = await clients.of(leaver, {}, two.url);
  const [staying, foreign] = [await clients.of(alpha.teacher, {}, two.url), await clients.of(beta.teacher, {}, two.url)];
  const [id, theirs] = [await board(alpha.teacher), await board(beta.teacher)];
  await enter(id, staying);
  await enter(theirs, foreign);
  await unasked(two, async () => {
    await leaver.client.post('/auth/logout');
    assert.deepEqual(await left.evicted(), [{ message: 'The session has ended', error_code: 'UNAUTHENTICATED' }]);
  });
  await alpha.admin.client.put('/tenant/plugins/whiteboard', { enabled: false });
  await eventually(() => staying.of('error').length === 1);
  await eventually(() => staying.of('plugin_changed').length === 1);
  assert.equal(staying.of('error')[0].error_code, 'PLUGIN_DISABLED');
  await alpha.admin.client.put('/tenant/plugins/whiteboard', { enabled: true });
  assert.deepEqual(await foreign.ask('draw_line', { session_id: theirs, line: 'x' }), { ok: true });
  assert.deepEqual([foreign.of('plugin_changed'), foreign.of('error')], [[], []]);
};

/** In the order it was said, whole and once, whatever its size. */
const busCarries = async ({ one, two }: Installation, topic: string): Promise<void> => {
  const heard: { readonly n: number; readonly text: string }[] = [];
  let echoed = 0;
  two.get(ProcessBus).on<(typeof heard)[number]>(topic, (message) => heard.push(message));
  one.get(ProcessBus).on(topic, () => (echoed += 1));
  const said = Array.from({ length: 300 }, (_, n) => ({ n, text: n % 100 === 50 ? 'äöü€'.repeat(5000) : `${n}` }));
  for (const message of said) one.get(ProcessBus).say(topic, message);
  await eventually(() => heard.length >= said.length);
  assert.deepEqual(heard, said);
  assert.equal(echoed, 0, 'nobody is told what they said');
  assert.throws(() => one.get(ProcessBus).say(topic, 'x'.repeat(200_000)), /too large/);
};

describe('two processes without Redis', () => {
  let installation: Installation;
  before(async () => {
    installation = await start({});
  });
  after(() => installation.close());

  it('share rooms', () => roomsSpan(installation));
  it('end connections together', () => endsSpan(installation));
  it('tell one another everything in order', () => busCarries(installation, 'test.notify'));

  it('find out by themselves what nobody told them', async () => {
    const { one, two, world, clients } = installation;
    const person = await addPerson(one, world.alpha, 'student');
    const live = await clients.of(person, {}, two.url);
    await one.sql(`UPDATE core.session SET revoked_at = now(), revoked_for = 'revoked' WHERE user_id = $1`, [person.id]);
    assert.equal((await live.evicted()).at(-1)?.error_code, 'UNAUTHENTICATED');
  });
});

describe('two processes with Redis', { skip: WITHOUT_REDIS }, () => {
  let redis: TestRedis;
  let installation: Installation;
  const ways = async (): Promise<Record<string, number>> => {
    const { text } = await installation.world.alpha.nobody.get('//metrics');
    const found = text.matchAll(/lectern_bus_messages_total\{way="(\w+)"\} (\d+)/g);
    return Object.fromEntries([...found].map(([, way, count]) => [way, Number(count)]));
  };
  const isUp = (up: boolean): Promise<unknown> =>
    eventually(() => [installation.one, installation.two].every((server) => server.get(RedisLink).isUp === up));
  before(async () => {
    redis = await TestRedis.start();
    installation = await start({ REDIS_URL: redis.url });
    await isUp(true);
  });
  after(async () => {
    await installation.close();
    await redis.stop();
  });

  it('share rooms, and end connections together', async () => {
    await roomsSpan(installation);
    await endsSpan(installation);
    await busCarries(installation, 'test.redis');
    const { redis: through = 0, notify = 0 } = await ways();
    assert.ok(through > 300 && notify === 0, `${through} through Redis, ${notify} past it`);
  });

  it('believe nothing that others write into Redis', async () => {
    const { one, two } = installation;
    const heard: unknown[] = [];
    two.get(ProcessBus).on('test.forged', (message) => heard.push(message));
    one.get(ProcessBus).say('test.forged', 'said');
    await eventually(() => heard.length > 0);
    const writer = new Redis(redis.url);
    try {
      const [entry] = (await writer.xrevrange('lectern:bus', '+', '-', 'COUNT', 1)) as [string, [string, string]][];
      const said = entry?.[1][1] ?? '';
      assert.match(said, /"test\.forged","said"/);
      const made = JSON.stringify([[newId(), 1, 'test.forged', 'made up']]);
      for (const text of [made, `${Date.now()} ${made}`, `${'A'.repeat(43)}${Date.now()} ${made}`, said.replace('said', 'made up')])
        await writer.xadd('lectern:bus', '*', 'm', text);
    } finally {
      writer.disconnect();
    }
    one.get(ProcessBus).say('test.forged', 'said later');
    await eventually(() => heard.includes('said later'));
    assert.deepEqual(heard, ['said', 'said later']);
  });

  for (const [how, away, back] of [
    ['is killed', () => redis.kill(), () => redis.restart()],
    ['is frozen', () => redis.freeze(), () => redis.thaw()],
  ] as const) {
    it(`go on when it ${how}, and when it is back`, async () => {
      await away();
      await roomsSpan(installation);
      await busCarries(installation, `test.away ${how}`);
      assert.ok(((await ways())['notify'] ?? 0) > 0);
      await back();
      await isUp(true);
      const { redis: before = 0 } = await ways();
      await eventually(async () => {
        await roomsSpan(installation);
        return true;
      });
      await busCarries(installation, `test.back ${how}`);
      assert.ok(((await ways())['redis'] ?? 0) > before);
    });
  }
});
