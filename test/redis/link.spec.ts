import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { GuardedRedis } from '../../src/platform/redis/guarded-redis.js';
import { NoRedis } from '../../src/platform/redis/no-redis.js';
import { logger } from '../../src/platform/telemetry/logger.js';
import { Metrics } from '../../src/platform/telemetry/metrics.js';
import { newId } from '../../src/sdk/ids.js';
import { eventually } from '../../src/testing/eventually.js';
import { TestRedis, WITHOUT_REDIS } from '../support/redis.js';
import { blackHole, slowWay } from './networks.js';

const AT_ONCE_MS = 15;

describe('the link to Redis', { skip: WITHOUT_REDIS }, () => {
  let redis: TestRedis;
  const open: GuardedRedis[] = [];

  before(async () => {
    redis = await TestRedis.start();
  });
  afterEach(() => {
    for (const link of open.splice(0)) link.onApplicationShutdown();
  });
  after(() => redis.stop());

  const linkTo = (url: string): GuardedRedis => {
    const link = new GuardedRedis(url, new Metrics());
    open.push(link);
    link.onModuleInit();
    return link;
  };
  const isUp = (link: GuardedRedis, up = true) => eventually(() => Promise.resolve(link.isUp === up));
  const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    const startedAt = performance.now();
    return [await work(), performance.now() - startedAt];
  };
  /** A busy machine delays one of a few, not all. */
  const quickest = async (link: GuardedRedis): Promise<number> => {
    const times: number[] = [];
    for (let left = 5; left > 0; left -= 1) {
      const [answer, took] = await timed(() => ping(link));
      assert.equal(answer, undefined);
      times.push(took);
    }
    return Math.min(...times);
  };
  const ping = (link: GuardedRedis) => link.run((client) => client.ping());
  const answers = (link: GuardedRedis) => eventually(async () => (await ping(link))?.value === 'PONG');

  it('asks Redis, and tells when it may be asked', async () => {
    const link = linkTo(redis.url);
    let ups = 0;
    link.onUp(() => (ups += 1));
    assert.deepEqual([link.isConfigured, link.isUp, await ping(link)], [true, false, undefined]);
    await isUp(link);
    await answers(link);
    assert.equal(ups, 1);
    link.onUp(() => (ups += 1));
    assert.equal(ups, 2, 'whoever asks later is told at once');
  });

  it('does not take its own being busy for the silence of Redis', async () => {
    const link = linkTo(redis.url);
    await isUp(link);
    for (let times = 0; times < 5; times += 1) {
      const answer = ping(link);
      const until = performance.now() + 250;
      while (performance.now() < until);
      assert.deepEqual(await answer, { value: 'PONG' });
    }
    assert.ok(link.isUp);
  });

  it('rests the longer from one that comes and goes', async () => {
    const link = linkTo(redis.url);
    const away: number[] = [];
    for (let times = 0; times < 2; times += 1) {
      await isUp(link);
      const own = link.ownConnection();
      await eventually(() => Promise.resolve(own.status === 'ready'));
      const lostAt = performance.now();
      await own.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await isUp(link, false);
      await isUp(link);
      away.push(performance.now() - lostAt);
      own.disconnect();
    }
    assert.ok((away.at(-1) ?? 0) > 450, away.map(Math.round).join());
  });

  it('goes on without it when it is killed, and with it when it is back', async () => {
    const link = linkTo(redis.url);
    await isUp(link);
    await redis.kill();
    await isUp(link, false);
    assert.ok((await quickest(link)) < AT_ONCE_MS);
    await redis.restart();
    await isUp(link);
    await answers(link);
  });

  it('waits for a frozen one once, and asks again when it has thawed', async () => {
    const link = linkTo(redis.url);
    await isUp(link);
    redis.freeze();
    try {
      // a timer that is set at the same time is as late as the machine is busy
      const [[, alone], ...waits] = await Promise.all([
        timed(() => wait(50)),
        ...Array.from({ length: 20 }, () => timed(() => ping(link))),
      ]);
      assert.ok(waits.every(([answer]) => answer === undefined));
      assert.ok(Math.min(...waits.map(([, took]) => took)) < alone + 100);
      assert.ok((await quickest(link)) < AT_ONCE_MS, 'while it is known to be away');
      assert.equal(link.trouble, 'does not answer');
    } finally {
      redis.thaw();
    }
    await isUp(link);
    await answers(link);
  });

  it('finds out by itself that it froze, and gives up the connection that leads nowhere', async () => {
    const link = linkTo(redis.url);
    await isUp(link);
    const own = link.ownConnection();
    await eventually(() => Promise.resolve(own.status === 'ready'));
    const lost = once(own, 'close');
    redis.freeze();
    try {
      await isUp(link, false);
      await lost;
    } finally {
      redis.thaw();
    }
    await isUp(link);
    await eventually(() => Promise.resolve(own.status === 'ready'));
  });

  it('never waits for one that takes connections and says nothing', async () => {
    const hole = await blackHole();
    try {
      const link = linkTo(hole.url);
      assert.ok((await quickest(link)) < AT_ONCE_MS);
      await eventually(() => Promise.resolve(link.trouble === 'does not answer'));
    } finally {
      await hole.close();
    }
  });

  it('lets a request wait for a slow one 50 ms in all, and then does without it until it is quick', async () => {
    const way = await slowWay(redis.port);
    try {
      const link = linkTo(way.url);
      await isUp(link);
      way.delayMs = 32;
      // two answers take longer than the time of a request, also when a busy machine reads the second before it looks at the clock
      const answers = await runForTenant(newId(), async () => [await ping(link), await ping(link), await ping(link)]);
      assert.equal(answers.at(-1), undefined, 'those before have used it up');
      await isUp(link, false);
      assert.match(String(link.trouble), /is slow|does not answer/);
      way.delayMs = 0;
      await isUp(link);
    } finally {
      open.splice(0).forEach((link) => link.onApplicationShutdown());
      await way.close();
    }
  });

  it('takes a refusal for an answer, and an unwritable server for none', async () => {
    const link = linkTo(redis.url);
    await isUp(link);
    await eventually(() => link.run((client) => client.set('text', 'x')));
    assert.equal(await link.run((client) => client.incr('text')), undefined);
    assert.ok(link.isUp);
    await link.run((client) => client.config('SET', 'maxmemory', '1'));
    await isUp(link, false);
    assert.equal(link.trouble, 'does not take writes');
    const own = link.ownConnection();
    await eventually(() => Promise.resolve(own.status === 'ready'));
    await own.config('SET', 'maxmemory', '0');
    await isUp(link);
  });

  it('says what is wrong with the address, and uses no other database instead', async (context) => {
    const warnings: unknown[] = [];
    context.mock.method(logger, 'warn', (...said: unknown[]) => warnings.push(said));
    const refused = async (url: string, reason: RegExp) => {
      const link = linkTo(url);
      await eventually(() => Promise.resolve(reason.test(link.trouble ?? '')), 10_000);
      const told = () => warnings.filter((said) => reason.test(JSON.stringify(said)));
      await eventually(() => Promise.resolve(told().length > 0));
      assert.equal(await ping(link), undefined);
      assert.equal(told().length, 1, 'once, not with every try');
      assert.doesNotMatch(JSON.stringify(warnings), /canary|127\.0\.0\.1/);
    };
    await refused(`${redis.url}/99`, /has no database of that number/);
    await refused(`redis://canary:canary@127.0.0.1:${redis.port}`, /refuses us \(WRONGPASS\)/);
    await refused('redis://127.0.0.1:1', /cannot be reached \(ECONNREFUSED\)/);
    const third = linkTo(`${redis.url}/3`);
    await isUp(third);
    await third.run((client) => client.set('in the third', 'x'));
    const first = linkTo(redis.url);
    await isUp(first);
    assert.deepEqual(await first.run((client) => client.exists('in the third')), { value: 0 });
  });

  it('is not there without an address, and says so', async () => {
    const none = new NoRedis();
    assert.deepEqual([none.isConfigured, none.isUp, await none.run()], [false, false, undefined]);
    assert.throws(() => none.ownConnection(), /REDIS_URL/);
  });
});
