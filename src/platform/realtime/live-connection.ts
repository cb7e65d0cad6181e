import type { Socket } from 'socket.io';
import type { DomainError } from '../../sdk/errors.js';
import type { ChannelNews } from '../../sdk/live.js';
import type { z } from 'zod';
import type { Connection } from './connection.js';
import type { OpeningRequest, SocketIdentity } from './socket-authentication.js';
import { liveError } from './live-news.js';
import { MessageBucket } from './message-bucket.js';
import type { RegisteredChannel } from './live-channels.js';

/** A room a connection is in, or at the door of. */
export interface JoinedRoom {
  readonly registered: RegisteredChannel;
  readonly roomId: string;
  /** Whether the handler has let it in. */
  inside: boolean;
}

interface TransportWithSocket {
  readonly socket?: { readonly bufferedAmount?: number; terminate?(): void };
}

/** A Socket.IO connection. */
export class LiveConnection implements Connection {
  readonly bucket = new MessageBucket();
  /** By the room's name. */
  readonly rooms = new Map<string, JoinedRoom>();
  private waiting = 0;
  private queue: Promise<void> = Promise.resolve();
  private unsent = 0;

  constructor(
    private readonly socket: Socket,
    public identity: SocketIdentity,
  ) {
    const { conn } = socket;
    conn.on('packetCreate', ({ data }: { data?: unknown }) => (this.unsent += typeof data === 'string' ? data.length : 0));
    conn.on('drain', () => (this.unsent = 0));
  }

  get id(): string {
    return this.socket.id;
  }

  get isOpen(): boolean {
    return this.socket.connected;
  }

  /** Calls back when it is gone. */
  onGone(act: () => void): void {
    this.socket.on('disconnect', act);
  }

  /** What the client sent beside its token when it connected. */
  get auth(): Readonly<Record<string, unknown>> {
    return this.socket.handshake.auth;
  }

  /** The request that opened it. */
  get request(): OpeningRequest {
    return this.socket.request as unknown as OpeningRequest;
  }

  get backlog(): number {
    return this.unsent + ((this.socket.conn.transport as unknown as TransportWithSocket).socket?.bufferedAmount ?? 0);
  }

  /** Once what was sent has left this process, or the connection is gone. */
  async drained(): Promise<void> {
    const { conn } = this.socket;
    if (this.unsent === 0 || !this.socket.connected) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        conn.off('drain', done).off('close', done);
        resolve();
      };
      conn.on('drain', done).on('close', done);
    });
  }

  /** Messages that wait for an earlier one. */
  get queued(): number {
    return this.waiting;
  }

  /** One after the other, in the order they came. */
  inTurn(work: () => Promise<void>): void {
    this.waiting += 1;
    this.queue = this.queue.then(work).finally(() => (this.waiting -= 1));
  }

  /** Hears what the room is told from now on. */
  async enterRoom(name: string): Promise<void> {
    await this.socket.join(name);
  }

  leaveRoom(name: string): void {
    void this.socket.leave(name);
  }

  /** To this connection alone. */
  send<S extends z.ZodType>({ event, data: schema }: ChannelNews<S>, data: z.input<S>): void {
    this.socket.emit(event, schema.parse(data));
  }

  /** Tells of something that went wrong, and stays. */
  tell({ message, code }: DomainError): void {
    this.send(liveError, { message, error_code: code });
  }

  end(error: DomainError): void {
    this.tell(error);
    this.socket.disconnect(true);
  }

  /** Hangs up after what was said last. Clients connect again by themselves then, which they do not when they are told to go. */
  hangUp(): void {
    this.socket.conn.close();
  }

  cut(): void {
    const { conn } = this.socket;
    (conn.transport as unknown as TransportWithSocket).socket?.terminate?.();
    conn.close(true);
  }
}
