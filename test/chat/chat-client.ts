import { WebSocket } from 'ws';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';

export interface ChatClientOptions {
  /** Shown in `Authorization` unless `by` says otherwise. */
  readonly token?: string | undefined;
  readonly by?: 'header' | 'protocol' | 'query' | 'frame';
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A WebSocket of the chat that keeps what it hears. */
export class ChatClient {
  readonly frames: Json[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString())));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  }

  /** Opens the connection, and shows the token in one of the four ways. */
  static async dial(url: string, sessionId: string, options: ChatClientOptions = {}): Promise<ChatClient> {
    const { token, by = 'header', path = `/api/v1/chat/ws/${sessionId}`, headers = {} } = options;
    const address = `${url.replace('http', 'ws')}${path}${by === 'query' && token ? `?token=${token}` : ''}`;
    const protocols = by === 'protocol' && token ? ['bearer', token] : [];
    const authorization = by === 'header' && token ? { authorization: `Bearer ${token}` } : {};
    const client = new ChatClient(new WebSocket(address, protocols, { headers: { ...authorization, ...headers } }));
    await new Promise<void>((resolve, reject) => client.socket.once('open', resolve).once('error', reject));
    if (by === 'frame' && token) client.send({ type: 'auth', token });
    return client;
  }

  /** The same, until it is `ready`. */
  static async connect(url: string, sessionId: string, options: ChatClientOptions = {}): Promise<ChatClient> {
    const client = await ChatClient.dial(url, sessionId, options);
    await client.next('ready');
    return client;
  }

  send(frame: string | object): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  of(type: string): Json[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  /** The `n`th frame of this type, as soon as it is there. */
  next(type: string, n = 1): Promise<Json> {
    return eventually(() => this.of(type)[n - 1]);
  }

  /** Its close code. */
  async over(): Promise<number> {
    return (await eventually(() => this.closed)).code;
  }

  close(): void {
    this.socket.close();
  }
}
