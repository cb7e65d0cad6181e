import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Config } from '../../src/platform/config/config.js';
import { RedisCarrier } from '../../src/platform/realtime/bus/redis-carrier.js';
import { GuardedRedis } from '../../src/platform/redis/guarded-redis.js';
import { Metrics } from '../../src/platform/telemetry/metrics.js';
import { eventually } from '../../src/testing/eventually.js';
import { TestRedis, WITHOUT_REDIS } from '../support/redis.js';
import { type SlowWay, slowWay } from './networks.js';

const config = { secretKeys: { current: { id: 'k', key: Buffer.alloc(32, 1) }, older: [] } } as unknown as Config;

/** Two processes that tell one another something; the second one's way to Redis can be cut. */
describe('what processes tell one another over Redis', { skip: WITHOUT_REDIS }, () => {
  let redis: TestRedis;
  let way: SlowWay;
  const links: GuardedRedis[] = [];
  const carriers: RedisCarrier[] = [];

  before(async () => {
    redis = await TestRedis.start();
    way = await slowWay(redis.port);
  });
  after(async () => {
    for (const one of [...carriers, ...links]) one.onApplicationShutdown();
    await way.close();
    await redis.stop();
  });

  const carrier = async (url: string): Promise<RedisCarrier> => {
    const link = new GuardedRedis(url, new Metrics());
    links.push(link);
    link.onModuleInit();
    await eventually(() => link.isUp, 10_000);
    const made = new RedisCarrier(link, config);
    carriers.push(made);
    return made;
  };

  it('is heard again when only the connection that listens led nowhere, and none of it is missing', async () => {
    const [teller, listener] = [await carrier(redis.url), await carrier(way.url)];
    const heard: string[] = [];
    listener.listen((text) => heard.push(text));
    await eventually(async () => (await teller.send('ready?')) && heard.length > 0, 10_000);
    way.swallow('xread');
    const told = Array.from({ length: 5 }, (_, number) => `after ${number}`);
    for (const text of told) await eventually(() => teller.send(text));
    assert.ok(!heard.includes('after 4'), 'it cannot hear');
    await eventually(() => heard.includes('after 4'), 20_000);
    // what a busy machine did not see go out in time was said twice
    assert.deepEqual(new Set(heard.slice(heard.indexOf('after 0'))), new Set(told));
  });
});
