import { WebSocket } from 'ws';
import type { Json } from './client.js';
import { eventually } from './eventually.js';

/** How a plain WebSocket was ended. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
}

/** What the server says first: which connection it is, or why there is none. */
interface Greeting {
  readonly message?: string;
  readonly data?: { readonly error_code: string; readonly detail: string };
}

const addressOf = (server: { readonly url: string }, path: string): string => `${server.url.replace(/^http/, 'ws')}${path}`;

/** Opens a plain WebSocket at a path of the server (`/api/chat/ws/…`) and waits until it is ended; rejects when it cannot be opened. */
export const socketEnd = (server: { readonly url: string }, path: string, token: string | undefined): Promise<SocketEnd> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(addressOf(server, path), { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
    socket.on('error', reject);
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
  });

/**
 * A live connection as a test needs one: it connects, asks and listens. It speaks what Socket.IO clients speak (Engine.IO 4 over
 * a WebSocket); for anything more use a real client.
 */
export class LiveConnectionClient {
  readonly heard: { readonly event: string; readonly data: Json }[] = [];
  private readonly answers = new Map<number, (answer: Json) => void>();
  private asked = 0;
  private greeting: Greeting | undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.on('error', () => undefined);
    socket.on('message', (data) => this.take((data as Buffer).toString('utf8')));
  }

  /** Rejects with `{message, data: {error_code, detail}}` when it is not let in. */
  static async connect(server: { readonly url: string }, token: string | undefined): Promise<LiveConnectionClient> {
    const live = new LiveConnectionClient(new WebSocket(addressOf(server, '/socket.io/?EIO=4&transport=websocket')));
    await eventually(() => live.socket.readyState === WebSocket.OPEN);
    live.socket.send(`40${JSON.stringify({ token })}`);
    const greeting = await eventually(() => live.greeting);
    if (greeting.message === undefined) return live;
    live.close();
    throw Object.assign(new Error(greeting.message), { data: greeting.data });
  }

  /** Sends an event and answers its acknowledgement. */
  ask(event: string, data?: unknown): Promise<Json> {
    const id = (this.asked += 1);
    const answer = new Promise<Json>((resolve) => this.answers.set(id, resolve));
    this.socket.send(`42${id}${JSON.stringify([event, data])}`);
    return answer;
  }

  of(event: string): Json[] {
    return this.heard.filter((each) => each.event === event).map(({ data }) => data);
  }

  close(): void {
    this.socket.terminate();
  }

  private take(frame: string): void {
    const [, kind = '', id = '', body = ''] = /^(2|4[0-4])(\d*)(.*)$/s.exec(frame) ?? [];
    if (kind === '2') this.socket.send('3');
    else if (kind === '40' || kind === '44') this.greeting = JSON.parse(body) as Greeting;
    else if (kind === '43') this.answers.get(Number(id))?.((JSON.parse(body) as Json[])[0]);
    else if (kind === '42') {
      const [event, data] = JSON.parse(body) as [string, Json];
      this.heard.push({ event, data });
    }
  }
}
