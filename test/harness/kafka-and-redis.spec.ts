import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { eventually } from '../../src/testing/eventually.js';
import { sharedKafka, WITHOUT_KAFKA } from '../support/kafka.js';
import { TestRedis, WITHOUT_REDIS } from '../support/redis.js';

describe('the Redis server of a test', { skip: WITHOUT_REDIS }, () => {
  let redis: TestRedis;
  let client: Redis;
  before(async () => {
    redis = await TestRedis.start();
    client = new Redis(redis.url, { commandTimeout: 100, retryStrategy: () => 20, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
  });
  after(async () => {
    client.disconnect();
    await redis.stop();
  });

  it('answers nothing while it is frozen, and goes on with what it had', async () => {
    await client.set('key', 'value');
    redis.freeze();
    await assert.rejects(client.get('key'), /timed out/);
    redis.thaw();
    await eventually(async () => (await client.get('key')) === 'value');
  });

  it('comes back empty, at the same place', async () => {
    await redis.kill();
    await assert.rejects(client.get('key'));
    await redis.restart();
    await eventually(async () => (await client.get('key')) === null);
  });
});

describe('the Kafka broker of a test run', { skip: WITHOUT_KAFKA }, () => {
  it('gives everybody who asks a corner of its own', async () => {
    const [corner, other] = await Promise.all([sharedKafka(), sharedKafka()]);
    assert.equal(corner.brokers, other.brokers);
    assert.notEqual(corner.prefix, other.prefix);
    const admin = new Kafka({ brokers: [corner.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const topic = `${corner.prefix}things`;
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
    assert.ok((await admin.listTopics()).includes(topic));
    await admin.disconnect();
  });
});
