import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { ConnectionWatch } from '../../src/platform/realtime/connection-watch.js';
import { eventually } from '../../src/testing/eventually.js';
import type { Json } from '../../src/testing/client.js';
import type { TestServer } from '../../src/testing/test-server.js';
import type { Person } from '../../src/testing/world.js';

/** What a connection is refused with. */
export interface Refusal {
  readonly message: string;
  readonly data?: { readonly error_code: string; readonly detail: string; readonly retry_after?: number };
}

export interface LiveClientOptions {
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly transports?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A Socket.IO client that keeps what it hears. */
export class LiveClient {
  readonly heard: { readonly event: string; readonly data: Json }[] = [];
  /** Why it was disconnected. */
  ended: string | undefined;

  private constructor(readonly socket: Socket) {
    socket.onAny((event: string, data: Json) => this.heard.push({ event, data }));
    socket.on('disconnect', (reason) => (this.ended = reason));
  }

  /** Connects; rejects with what it was refused with. */
  static async connect(url: string, token: string | undefined, options: LiveClientOptions = {}): Promise<LiveClient> {
    const live = new LiveClient(
      io(url, {
        forceNew: true,
        reconnection: false,
        transports: [...(options.transports ?? ['websocket'])],
        auth: { ...(token === undefined ? {} : { token }), ...options.auth },
        extraHeaders: { ...options.headers },
      }),
    );
    await new Promise<void>((resolve, reject) => live.socket.once('connect', resolve).once('connect_error', reject));
    return live;
  }

  /** Sends an event and returns its acknowledgement. */
  ask(event: string, ...values: unknown[]): Promise<Json> {
    return this.socket.timeout(30_000).emitWithAck(event, ...values);
  }

  of(event: string): Json[] {
    return this.heard.filter((each) => each.event === event).map(({ data }) => data);
  }

  /** Everything that was sent to it before now has arrived, since what one connection is sent keeps its order. */
  async settled(): Promise<void> {
    await this.ask('nothing_at_all');
  }

  /** Waits until the server has ended it; returns the errors it was told. */
  async evicted(): Promise<Json[]> {
    await eventually(() => this.ended !== undefined);
    return this.of('error');
  }

  close(): void {
    this.socket.disconnect();
  }
}

/** Connections of one test file, closed together. */
export class Clients {
  private readonly open: LiveClient[] = [];

  constructor(private readonly url: () => string) {}

  async of(person: Person, options: LiveClientOptions = {}, url = this.url()): Promise<LiveClient> {
    const live = await LiveClient.connect(url, person.client.token, options);
    this.open.push(live);
    return live;
  }

  /** What somebody is refused with. */
  async refusal(token: string | undefined, options: LiveClientOptions = {}): Promise<Refusal> {
    try {
      this.open.push(await LiveClient.connect(this.url(), token, options));
    } catch (error) {
      return error as Refusal;
    }
    throw new Error('The connection was not refused');
  }

  close(): void {
    for (const live of this.open) live.close();
  }
}

/** A plain WebSocket that keeps what it hears: for frames no Socket.IO client would send, and for WebSockets of domains. */
export class PlainSocket {
  readonly frames: string[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** The status and body of an answer that refused the upgrade. */
  refused: { readonly status: number; readonly body: Json } | undefined;

  readonly socket: WebSocket;

  constructor(url: string, options: { readonly protocols?: readonly string[]; readonly headers?: Readonly<Record<string, string>> } = {}) {
    this.socket = new WebSocket(url.replace(/^http/, 'ws'), [...(options.protocols ?? [])], { headers: { ...options.headers } });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data) => this.frames.push((data as Buffer).toString('utf8')));
    this.socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString('utf8') }));
    this.socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString('utf8')));
      response.on('end', () => (this.refused = { status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
  }

  get json(): Json[] {
    return this.frames.map((frame) => JSON.parse(frame));
  }

  async opened(): Promise<this> {
    await eventually(() => this.socket.readyState === WebSocket.OPEN);
    return this;
  }

  async gone(): Promise<number> {
    return (await eventually(() => this.closed)).code;
  }

  /** Speaks Socket.IO by hand: connects with a token, and waits until it is let in. */
  static async live(url: string, token: string | undefined): Promise<PlainSocket> {
    const plain = await new PlainSocket(`${url}/socket.io/?EIO=4&transport=websocket`).opened();
    await eventually(() => plain.frames.length > 0);
    plain.socket.send(`40${JSON.stringify({ token })}`);
    await eventually(() => plain.frames.some((frame) => frame.startsWith('40')));
    return plain;
  }
}

/** Meanwhile a server asks nobody whether sessions and institutions have ended: it has to be told. */
export const unasked = async (server: TestServer, work: () => Promise<void>): Promise<void> => {
  const watch = server.get(ConnectionWatch) as unknown as { checkEverything(): Promise<void> };
  const asks = watch.checkEverything;
  watch.checkEverything = () => Promise.resolve();
  try {
    await work();
  } finally {
    watch.checkEverything = asks;
  }
};
