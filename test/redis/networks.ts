import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

const listening = async (server: Server, sockets: Set<Socket>): Promise<Listening> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

/** Takes every connection and everything that is sent, and says nothing. */
export const blackHole = (): Promise<Listening> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.resume();
  });
  return listening(server, sockets);
};

/** The way to a server, on which every answer comes `delayMs` later; what it is may change. */
export interface SlowWay extends Listening {
  delayMs: number;
}

export const slowWay = async (port: number): Promise<SlowWay> => {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => (sockets.delete(socket), other.destroy()));
    }
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => void setTimeout(() => client.write(data), way.delayMs));
  });
  const way: SlowWay = { ...(await listening(server, sockets)), delayMs: 0 };
  return way;
};
