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
  /** From now on nothing comes through any more on the connections that are open and have said this; others are as they were. */
  swallow(said: string): void;
}

export const slowWay = async (port: number): Promise<SlowWay> => {
  const sockets = new Set<Socket>();
  const said = new Map<Socket, string>();
  const deaf = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => (sockets.delete(socket), other.destroy()));
    }
    client.on('data', (data) => {
      said.set(client, `${said.get(client) ?? ''}${data.toString('latin1')}`);
      if (!deaf.has(client)) upstream.write(data);
    });
    upstream.on('data', (data) => void setTimeout(() => deaf.has(client) || client.write(data), way.delayMs));
  });
  const swallow = (words: string): void => {
    for (const [client, text] of said) if (text.includes(words)) deaf.add(client);
  };
  const way: SlowWay = { ...(await listening(server, sockets)), delayMs: 0, swallow };
  return way;
};
