import { io, type Socket } from 'socket.io-client';
import type { Json } from '../../src/testing/client.js';

export interface Refusal {
  readonly message: string;
  readonly data?: { readonly error_code: string; readonly detail: string };
}

export interface LiveClientOptions {
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly transports?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A Socket.IO client that keeps what it hears. */
export class LiveClient {
  readonly heard: { readonly event: string; readonly data: Json }[] = [];

  private constructor(readonly socket: Socket) {
    socket.onAny((event: string, data: Json) => this.heard.push({ event, data }));
  }

  /** Connects; rejects with what it was refused with. */
  static async connect(url: string, token: string | undefined, options: LiveClientOptions = {}): Promise<LiveClient> {
    const live = LiveClient.dial(url, token, options);
    await new Promise<void>((resolve, reject) => live.socket.once('connect', resolve).once('connect_error', reject));
    return live;
  }

  static dial(url: string, token: string | undefined, options: LiveClientOptions = {}): LiveClient {
    return new LiveClient(
      io(url, {
        forceNew: true,
        reconnection: false,
        transports: [...(options.transports ?? ['websocket'])],
        auth: { ...(token === undefined ? {} : { token }), ...options.auth },
        extraHeaders: { ...options.headers },
      }),
    );
  }

  /** Sends an event and returns its acknowledgement. */
  ask(event: string, ...values: unknown[]): Promise<Json> {
    return this.socket.timeout(10_000).emitWithAck(event, ...values);
  }

  of(event: string): Json[] {
    return this.heard.filter((each) => each.event === event).map(({ data }) => data);
  }

  close(): void {
    this.socket.disconnect();
  }
}
