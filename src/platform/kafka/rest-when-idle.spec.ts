import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { KafkaClient } from './kafka-client.js';

/** Answers the first request, about versions, like a broker that knows none; then nothing. */
const answerOnce = (socket: Socket): void => {
  socket.once('data', (request: Buffer) => {
    const answer = Buffer.alloc(14);
    answer.writeInt32BE(10, 0);
    answer.writeInt32BE(request.readInt32BE(8), 4);
    socket.write(answer);
  });
  socket.on('error', () => undefined);
};

describe('a connection to Kafka with nothing to do', () => {
  const server = createServer(answerOnce);
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(() => new Promise((resolve) => server.close(resolve)));

  it('sets no timers after one another', async () => {
    const brokers = [`127.0.0.1:${(server.address() as AddressInfo).port}`];
    const client = new KafkaClient(
      { brokers, tls: undefined, sasl: undefined, topicPrefix: '', groupId: 'g' },
      { retries: 0, longestPauseMs: 100 },
    );
    const connecting = client.kafka.admin().connect();
    connecting.catch(() => undefined);
    await wait(200);
    let set = 0;
    const original = globalThis.setTimeout;
    globalThis.setTimeout = ((...given: Parameters<typeof original>) => {
      set += 1;
      return original(...given);
    }) as typeof original;
    try {
      await wait(300);
    } finally {
      globalThis.setTimeout = original;
      client.cut();
    }
    assert.ok(set < 20, `${set} timers in 300 ms`);
  });
});
