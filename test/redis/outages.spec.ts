import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DirectListener } from '../../src/platform/database/direct-listener.js';
import { RedisLink } from '../../src/platform/redis/redis-link.js';
import { Metrics } from '../../src/platform/telemetry/metrics.js';
import { type Answer, client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, PASSWORD, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { fresh, made } from '../contract/route-fixture.js';
import { TestRedis, WITHOUT_REDIS } from '../support/redis.js';
import { blackHole, slowWay } from './networks.js';

const LIMIT = 10;
const REPLICAS = 2;

describe('servers whose Redis is away', { skip: WITHOUT_REDIS }, () => {
  let redis: TestRedis;
  let first: TestServer;
  let second: TestServer;
  let world: World;
  let lastAddress = 0;

  const isUp = (server: TestServer, up = true) => eventually(() => Promise.resolve(server.get(RedisLink).isUp === up));
  const hears = (server: TestServer) => eventually(() => Promise.resolve(server.get(DirectListener).isHearing));

  before(async () => {
    redis = await TestRedis.start();
    const env = { REDIS_URL: redis.url, LECTERN_REPLICAS: String(REPLICAS) };
    first = await startTestServer({ env });
    second = await startTestServer({ database: first.database, env });
    world = await twoTenants(first);
    await made(200, world.alpha.admin.client.patch('/tenant', { limits: { catalogue: { limit: LIMIT, window_seconds: 60 } } }));
    for (const server of [first, second]) {
      await isUp(server);
      await hears(server);
      await profile(server, world.alpha.student);
    }
  });
  after(async () => {
    await second.close();
    await first.close();
    await redis.stop();
  });

  const on = (server: TestServer, { client: { token } }: Person) => client(server, { tenant: 'alpha', ...(token ? { token } : {}) });
  const profile = async (server: TestServer, person: Person) =>
    (await made(200, on(server, world.alpha.admin).get(`/users/${person.id}`))).name;
  const rename = (server: TestServer, person: Person, name: string) =>
    made(200, on(server, world.alpha.admin).patch(`/users/${person.id}`, { name }));
  const visitor = (server: TestServer, address = `203.0.113.${(lastAddress += 1)}`) => client(server, { tenant: 'alpha', address });

  /** Reads, writes, sign-ins: everything that would ask Redis. */
  const everything = async (server: TestServer): Promise<readonly Answer[]> => {
    const { student, teacher, admin } = world.alpha;
    return Promise.all([
      on(server, student).get('/auth/me'),
      on(server, teacher).get(`/users/${student.id}`),
      on(server, student).get(`/progress/${student.id}`),
      on(server, student).get(`/progress/${student.id}/courses`),
      on(server, admin).patch(`/users/${student.id}`, { bio: fresh('bio') }),
      on(server, teacher).post('/courses', { title: fresh('course'), description: 'x' }),
      visitor(server).get('/courses'),
      visitor(server).post('/auth/login', { email: student.email, password: PASSWORD }),
    ]);
  };
  const works = async (server: TestServer, rounds = 3) => {
    for (let round = 0; round < rounds; round += 1)
      for (const answer of await everything(server)) assert.ok(answer.status < 400, `${answer.status} ${answer.text}`);
  };
  const health = async (server: TestServer) => (await visitor(server).get('//health')).body.checks.redis;
  const passed = async (server: TestServer, address: string, requests: number) => {
    const answers = await Promise.all(Array.from({ length: requests }, () => visitor(server, address).get('/courses')));
    return answers.filter(({ status }) => status === 200).length;
  };

  it('do everything while it is killed, say so, remain ready, and use it when it is back and empty', async () => {
    await works(first, 1);
    assert.deepEqual(await health(first), { status: 'up' });
    await redis.kill();
    await works(first);
    assert.equal((await health(first)).status, 'degraded');
    assert.doesNotMatch(JSON.stringify(await health(first)), new RegExp(String(redis.port)));
    assert.equal((await visitor(first).get('//health/ready')).status, 200);
    assert.match(await first.get(Metrics).read(), /^lectern_redis_up 0$/m);
    await redis.restart();
    await works(first);
    await Promise.all([isUp(first), isUp(second)]);
    await works(second, 1);
    assert.deepEqual(await health(first), { status: 'up' });
  });

  it('count minutes by themselves meanwhile, each its share, and grant nothing twice', async () => {
    const used = '203.0.113.201';
    assert.equal(await passed(first, used, LIMIT + 2), LIMIT);
    await redis.kill();
    await Promise.all([isUp(first, false), isUp(second, false)]);
    assert.equal(await passed(first, used, 3), 0, 'used up already');
    for (const server of [first, second]) assert.equal(await passed(server, '203.0.113.202', LIMIT), LIMIT / REPLICAS);
    await redis.restart();
    await Promise.all([isUp(first), isUp(second)]);
    assert.equal(await passed(first, '203.0.113.202', 2), 0, 'what passed meanwhile was made known');
    assert.equal(await passed(second, '203.0.113.202', 2), 0, 'to all');
    assert.equal(await passed(first, used, 2), 0, 'and what it knew before it came back empty');
    assert.equal(await passed(second, used, 2), 0);
    const together = (await passed(first, '203.0.113.203', LIMIT)) + (await passed(second, '203.0.113.203', LIMIT));
    assert.equal(together, LIMIT);
  });

  it('do everything while it is frozen, and never read what was forgotten then, nor do others, nor newcomers', async () => {
    const person = await addPerson(first, world.alpha, 'student', fresh('student'));
    await rename(first, person, 'Before');
    for (const server of [first, second]) assert.equal(await profile(server, person), 'Before');
    redis.freeze();
    try {
      await Promise.all([works(first), works(second)]);
      await Promise.all([isUp(first, false), isUp(second, false)]);
      await rename(first, person, 'While it was frozen');
      assert.equal(await profile(first, person), 'While it was frozen');
    } finally {
      redis.thaw();
    }
    const watch = async (server: TestServer) => {
      for (let times = 0; times < 20; times += 1) assert.equal(await profile(server, person), 'While it was frozen');
    };
    await eventually(async () => (await profile(second, person)) !== 'Before');
    await Promise.all([watch(first), watch(second)]);
    await Promise.all([isUp(first), isUp(second)]);
    await Promise.all([watch(first), watch(second)]);
    const third = await startTestServer({ database: first.database, env: { REDIS_URL: redis.url } });
    try {
      await isUp(third);
      await hears(third);
      await watch(third);
    } finally {
      await third.close();
    }
  });

  it('start and work with one that takes connections and says nothing, or is not there', async () => {
    const hole = await blackHole();
    try {
      for (const url of [hole.url, 'redis://127.0.0.1:1']) {
        const server = await startTestServer({ database: first.database, env: { REDIS_URL: url } });
        try {
          await works(server, 2);
          assert.equal((await health(server)).status, 'degraded');
        } finally {
          await server.close();
        }
      }
    } finally {
      await hole.close();
    }
  });

  it('give a slow one up, and take it again when it is quick', async () => {
    const way = await slowWay(redis.port);
    const server = await startTestServer({ database: first.database, env: { REDIS_URL: way.url } });
    try {
      await isUp(server);
      for (const delay of [40, 400]) {
        way.delayMs = delay;
        await works(server);
        await isUp(server, false);
        await works(server, 1);
        way.delayMs = 0;
        await isUp(server);
      }
    } finally {
      await server.close();
      await way.close();
    }
  });
});
