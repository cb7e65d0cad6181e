import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { DataSource } from 'typeorm';
import { DirectListener } from '../../src/platform/database/direct-listener.js';
import { Connections } from '../../src/platform/realtime/connections.js';
import { LiveDoor } from '../../src/platform/realtime/live-door.js';
import { TooMany } from '../../src/sdk/errors.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { LiveClient, PlainSocket, type Refusal } from './support.js';

/** A connection that speaks HTTP by hand and never hangs up. */
class Stubborn {
  heard = '';
  readonly socket: Socket;

  constructor(url: string, head: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (data: Buffer) => (this.heard += data.toString('latin1')));
    this.socket.write(head.replaceAll('\n', '\r\n'));
  }

  /** Whether nobody is there any more: what it says then is answered with a reset. */
  isCutOff(): boolean {
    if (!this.socket.destroyed) this.socket.write('anybody?');
    return this.socket.destroyed;
  }
}

const upgrade = (path: string) =>
  `GET ${path} HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n`;

describe('live connections under attack', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  it('outlives notifications of the database that are no messages of ours', async () => {
    let killed = 0;
    const dies = () => (killed += 1);
    process.on('uncaughtExceptionMonitor', dies);
    const listener = server.get(DirectListener);
    await eventually(() => listener.isHearing);
    const heard: string[] = [];
    listener.on('lectern_attack_over', (payload) => heard.push(payload));
    const piece = '01920000-0000-7000-8000-000000000001';
    const payloads = ['[5]', '[null]', '[[1,2,3,4]]', '{}', '', 'x', `${piece} 0 9999 aGk=`, 'a 0 99999999999 aGk=', `${piece} 5 2 aGk=`];
    const channels = ['lectern_bus', 'lectern_cache_forgotten', 'lectern_notified', 'lectern_evaluated', 'lectern_tenant_changed'];
    for (const channel of channels)
      for (const payload of payloads) await server.get(DataSource).query('SELECT pg_notify($1, $2)', [channel, payload]);
    await eventually(async () => {
      await server.get(DataSource).query(`SELECT pg_notify('lectern_attack_over', 'so far')`);
      return heard.length > 0;
    });
    process.off('uncaughtExceptionMonitor', dies);
    assert.equal(killed, 0);
  });

  it('lets nobody past the door who only claims to have come before', async () => {
    const knock = (query: string) => fetch(`${server.url}/socket.io/?EIO=4&transport=polling${query}`);
    const door = server.get(LiveDoor);
    const real = door.assertOpen;
    let asked = 0;
    door.assertOpen = () => {
      asked += 1;
      return Promise.resolve();
    };
    try {
      for (const query of ['&sid=', '&sid=nobody&sid=', '', '&x=1#&sid=abc']) {
        const before = asked;
        await knock(query);
        assert.equal(asked, before + 1, query);
      }
    } finally {
      door.assertOpen = real;
    }
  });

  it('hangs up on whoever was refused an upgrade', async () => {
    const stubborn = new Stubborn(server.url, upgrade('/api/v1/nowhere'));
    await eventually(() => stubborn.heard.includes('404'));
    await eventually(() => stubborn.isCutOff());
  });

  it('cuts off who is sent away from a plain WebSocket and stays', async () => {
    const stubborn = new Stubborn(server.url, upgrade('/api/v1/chat/ws/01920000-0000-7000-8000-000000000001?token=none'));
    await eventually(() => stubborn.heard.includes('UNAUTHENTICATED') || stubborn.heard.includes('TOKEN'));
    // what is asked to close and does not is cut off by the library after 30 s
    await eventually(() => stubborn.isCutOff(), 15_000);
  });

  it('counts who opens plain WebSockets by their address', async () => {
    const door = server.get(LiveDoor);
    const real = door.assertOpen.bind(door);
    door.assertOpen = () => Promise.reject(new TooMany(7, 'Too many connections'));
    const refused = new PlainSocket(`${server.url}/api/v1/chat/ws/01920000-0000-7000-8000-000000000001`);
    assert.equal((await eventually(() => refused.refused)).status, 429);
    door.assertOpen = real;
    const letIn = await new PlainSocket(`${server.url}/api/v1/chat/ws/01920000-0000-7000-8000-000000000001`).opened();
    letIn.socket.terminate();
  });

  it('tells whoever finds no room when to come again', async () => {
    const connections = server.get(Connections);
    const real = connections.assertRoom.bind(connections);
    connections.assertRoom = () => {
      throw new TooMany(30, 'Too many connections of this institution');
    };
    const { token } = world.alpha.student.client;
    const refused = await LiveClient.connect(server.url, token).catch(({ data }: Refusal) => data);
    assert.deepEqual(refused, { error_code: 'RATE_LIMITED', detail: 'Too many connections of this institution', retry_after: 30 });
    connections.assertRoom = real;
    (await LiveClient.connect(server.url, token)).close();
  });

  it('ends a transport with its session, so that nothing of many sessions piles up', async () => {
    const { token } = world.alpha.student.client;
    const plain = await PlainSocket.live(server.url, token);
    plain.socket.send('41');
    await plain.gone();
    const live = await LiveClient.connect(server.url, token);
    live.socket.disconnect().connect();
    await eventually(() => live.socket.connected);
    await live.settled();
    live.close();
  });
});
