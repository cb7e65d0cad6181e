import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import type { Config } from '../../src/platform/config/config.js';
import { DatabaseWatch } from '../../src/platform/database/database-watch.js';

/** AuthenticationOk and ReadyForQuery of PostgreSQL's protocol. */
const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
/** Long enough for the look that follows a lost connection. */
const NEXT_LOOK_MS = 1000;

describe('the database watch', () => {
  const open = new Set<Socket>();
  let accepted = 0;
  /** Lets everybody in and answers no question. */
  let silent: Server;

  before(async () => {
    silent = createServer((socket) => {
      accepted += 1;
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
      socket.once('data', () => {
        socket.write(WELCOME);
        socket.once('data', () => silent.emit('asked'));
      });
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  after(() => silent.close());

  it('leaves no connection behind when it is stopped in the middle of a look', async () => {
    const { port } = silent.address() as AddressInfo;
    const watch = new DatabaseWatch({ database: { appUrl: `postgres://a:b@127.0.0.1:${port}/c` } } as Config);
    watch.onModuleInit();
    await once(silent, 'asked');
    await watch.onApplicationShutdown();
    await pause(NEXT_LOOK_MS);
    assert.deepEqual([accepted, open.size], [1, 0]);
  });
});
