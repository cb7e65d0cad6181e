import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { patternOf } from '../../src/platform/cache/cache-keys.js';
import { SealedValues } from '../../src/platform/cache/sealed-values.js';
import { SharedValues } from '../../src/platform/cache/shared-values.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { GuardedRedis } from '../../src/platform/redis/guarded-redis.js';
import { Metrics } from '../../src/platform/telemetry/metrics.js';
import { newId } from '../../src/sdk/ids.js';
import { eventually } from '../../src/testing/eventually.js';
import { TestRedis, WITHOUT_REDIS } from '../support/redis.js';

const KEEP_MS = 60_000;
const SECRET = Buffer.alloc(32, 1);

/** What one process has of Redis. */
interface Process {
  readonly link: GuardedRedis;
  readonly values: SharedValues;
}

/** One key is read and forgotten by several processes, while Redis does what it can to give back what was. */
describe('shared values', { skip: WITHOUT_REDIS }, () => {
  let redis: TestRedis;
  let outside: Redis;
  const open: Process[] = [];
  let key: string;

  before(async () => {
    redis = await TestRedis.start();
    outside = new Redis(redis.url).on('error', () => undefined);
  });
  afterEach(() => {
    for (const { link } of open.splice(0)) link.onApplicationShutdown();
  });
  after(async () => {
    outside.disconnect();
    await redis.stop();
  });

  const at = (name = key) => ({ key: name, group: patternOf(name) });
  const value = async ({ values }: Process, source: string, name = key) =>
    (await values.read(at(name), KEEP_MS, () => Promise.resolve(source))).value;
  const isUp = ({ link }: Process, up = true) => eventually(() => Promise.resolve(link.isUp === up));

  /** Begins to believe what it finds when it has asked for something else. */
  const believes = async (process: Process) => {
    await isUp(process);
    await eventually(async () => {
      const name = `t:${newId()}:content:warm`;
      await value(process, 'warm', name);
      return (await process.values.read(at(name), KEEP_MS, () => Promise.resolve('cold'))).from === 'redis';
    });
  };
  const start = async (): Promise<Process> => {
    const link = new GuardedRedis(redis.url, new Metrics());
    const process = { link, values: new SharedValues(link, 60_000, new SealedValues(SECRET, 'test')) };
    open.push(process);
    link.onModuleInit();
    await believes(process);
    return process;
  };
  const two = async (): Promise<[Process, Process]> => {
    key = `t:${newId()}:content:3:maths`;
    return [await start(), await start()];
  };
  /** A fill that has read its source and has not kept it yet. */
  const slowFill = async ({ values }: Process, read: string) => {
    const begun = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const filled = values.read(at(), KEEP_MS, async () => {
      begun.resolve();
      await go.promise;
      return read;
    });
    await begun.promise;
    return async () => (go.resolve(), await filled);
  };

  it('are those of every process, until one forgets them', async () => {
    const [a, b] = await two();
    assert.equal(await value(a, 'one'), 'one');
    assert.equal(await value(b, 'two'), 'one');
    const left = await outside.pttl(key);
    assert.ok(left > 0 && left <= KEEP_MS);
    a.values.forget([key]);
    assert.equal(await value(a, 'two'), 'two', 'at once where it was forgotten');
    assert.equal(await value(b, 'three'), 'two');
    b.values.forget([], [patternOf(key)]);
    assert.equal(await value(b, 'three'), 'three');
    assert.equal(await value(a, 'four'), 'three');
  });

  it('keep nothing of a fill that began before another process forgot its key', async () => {
    for (const pattern of [false, true]) {
      const [a, b] = await two();
      const finish = await slowFill(a, 'old');
      if (pattern) b.values.forget([], [patternOf(key)]);
      else b.values.forget([key]);
      await value(b, 'between', `${key}:other`);
      assert.equal((await finish()).value, 'old', 'asked before');
      assert.equal(await value(a, 'new'), 'new');
      assert.equal(await value(b, 'newer'), 'new');
    }
  });

  it('let those who fill at once keep one of what they read', async () => {
    const [a, b] = await two();
    const finishA = await slowFill(a, 'a');
    const finishB = await slowFill(b, 'b');
    await finishB();
    await finishA();
    assert.equal(await value(a, 'c'), 'b');
  });

  it('are not believed after a freeze in which they were forgotten: by who forgot, by others, by newcomers', async () => {
    const [a, b] = await two();
    await value(a, 'old');
    assert.equal(await value(b, 'x'), 'old');
    redis.freeze();
    try {
      await Promise.all([isUp(a, false), isUp(b, false)]);
      // as every process does that hears of the change
      for (const { values } of [a, b]) values.forget([key]);
      for (const process of [a, b]) assert.equal(await value(process, 'new'), 'new');
    } finally {
      redis.thaw();
    }
    assert.ok((await outside.get(key))?.endsWith('"old"'), 'it is still there');
    for (let times = 0; times < 20; times += 1) for (const process of [a, b]) assert.equal(await value(process, 'new'), 'new');
    await Promise.all([believes(a), believes(b)]);
    // the newcomer first where it may be wrong, and then those who forgot
    const [second, third] = [await start(), await start()];
    for (const process of [b, second, a, third]) assert.equal(await value(process, 'new'), 'new');
    assert.ok((await outside.get(key))?.endsWith('"new"'));
  });

  it('are not believed when a fill from before the freeze is kept after it', async () => {
    const [a, b] = await two();
    const finish = await slowFill(b, 'old');
    redis.freeze();
    try {
      // b does not know yet that nobody listens: what it keeps lies in its connection
      await finish();
      await isUp(a, false);
      a.values.forget([key]);
    } finally {
      redis.thaw();
    }
    await believes(a);
    assert.match((await outside.get(key)) ?? '', /"old"$/, 'it was kept');
    assert.equal(await value(a, 'new'), 'new');
    const newcomer = await start();
    assert.equal(await value(newcomer, 'new'), 'new');
  });

  it('are refused by a server that has lost everything since the fill began', async () => {
    const [a, b] = await two();
    const finish = await slowFill(a, 'old');
    b.values.forget([key]);
    await redis.kill();
    await redis.restart();
    await Promise.all([isUp(a), isUp(b)]);
    await finish();
    await Promise.all([believes(a), believes(b)]);
    assert.equal(await value(b, 'new'), 'new');
  });

  it('are not believed when a server comes back with what it once knew', async () => {
    const [a, b] = await two();
    await value(a, 'old');
    const names = [key, `group:${patternOf(key)}`, 'lectern:clock'];
    const saved = await Promise.all(names.map((name) => outside.dump(name)));
    const dumps = await Promise.all(names.map((name) => outside.dumpBuffer(name)));
    assert.ok(saved.every((text) => text !== null));
    b.values.forget([key]);
    assert.equal(await value(a, 'new'), 'new');
    await redis.kill();
    await redis.restart();
    await eventually(async () => (await outside.ping()) === 'PONG');
    for (const [index, name] of names.entries()) await outside.restore(name, 0, dumps[index] ?? Buffer.alloc(0), 'REPLACE');
    await Promise.all([believes(a), believes(b)]);
    for (const process of [a, b]) assert.equal(await value(process, 'newer'), 'newer');
  });

  it('are told what to forget however much one request waited for Redis', async () => {
    const [a, b] = await two();
    await runForTenant(newId(), async () => {
      const wait = performance.now() + 200;
      while (performance.now() < wait) await a.link.run((client) => client.ping());
      assert.equal(await a.link.run((client) => client.ping()), undefined);
      await value(b, 'old');
      a.values.forget([key]);
    });
    assert.equal(await value(b, 'new'), 'new');
  });

  it('leave out what is not theirs, what is too large, and what was read too slowly', async () => {
    const [a] = await two();
    await value(a, 'one');
    const [head] = /^\S+ \S+ /.exec((await outside.get(key)) ?? '') ?? [];
    for (const foreign of ['', 'x', 'not ours at all', `${head}{broken`]) {
      await outside.set(key, foreign);
      assert.equal(await value(a, 'fresh'), 'fresh');
    }
    await outside.del(key);
    await outside.hset(key, 'a', 'hash');
    assert.equal(await value(a, 'fresh'), 'fresh');
    assert.ok(a.link.isUp);
    await outside.del(key);
    const large = 'x'.repeat(300_000);
    assert.equal(await value(a, large), large);
    assert.equal(await value(a, 'small'), 'small');
    const short = await a.values.read(at(`${key}:short`), 1, () => new Promise((resolve) => setTimeout(() => resolve('slow'), 5)));
    assert.deepEqual(short, { value: 'slow', leftMs: 0, from: 'source' });
    assert.equal(await outside.exists(`${key}:short`), 0);
  });

  it('are not what others wrote there: not made up, not from another place, and not after their time', async () => {
    const [a] = await two();
    const victim = `${key}:victim`;
    await value(a, 'mine');
    await value(a, 'of the victim', victim);
    const [kept, other] = await Promise.all([outside.get(key), outside.get(victim)]);
    const [head = ''] = /^\S+ \S+ /.exec(kept ?? '') ?? [];
    const sealed = (other ?? '').replace(/^\S+ \S+ /, '');
    for (const foreign of ['"made up"', `${Date.now() + 1000} "made up"`, sealed]) {
      await outside.set(key, head + foreign);
      assert.equal(await value(a, 'asked'), 'asked', foreign);
    }
    await outside.set(key, kept ?? '', 'PX', 86_400_000);
    const again = await a.values.read(at(), KEEP_MS, () => Promise.resolve('asked'));
    assert.equal(again.value, 'mine', 'as it was kept');
    assert.ok(again.leftMs <= KEEP_MS, 'however long Redis is told to keep it');
    assert.equal((await a.values.read(at(), KEEP_MS / 2, () => Promise.resolve('asked'))).value, 'asked', 'from a clock far ahead');
  });

  it('are shared again when the clock was overwritten, or lost', async () => {
    const [a, b] = await two();
    for (const clock of ['x', '9'.repeat(20), '9'.repeat(400), undefined]) {
      if (clock === undefined) await outside.flushall();
      else await outside.set('lectern:clock', clock);
      for (const process of [a, b]) process.values.doubt();
      await Promise.all([believes(a), believes(b)]);
      // while this one still believes in the moment that somebody wrote
      await outside.set('lectern:clock', String((Date.now() + 3_600_000) * 1000));
      a.values.doubt();
      await believes(a);
      await outside.del('lectern:clock');
      await believes(a);
    }
  });

  it('fail as their source does', async () => {
    const [a] = await two();
    await assert.rejects(
      a.values.read(at(), KEEP_MS, () => Promise.reject(new Error('away'))),
      /away/,
    );
    assert.equal(await value(a, 'back'), 'back');
  });
});
