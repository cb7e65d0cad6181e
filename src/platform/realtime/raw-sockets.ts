import { Injectable } from '@nestjs/common';
import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import { type DomainError, InvalidInput, TooMany, Unauthenticated } from '../../sdk/errors.js';
import { PluginGate } from '../plugins/gate/plugin-gate.js';
import { logger } from '../telemetry/logger.js';
import { Connections } from './connections.js';
import { keepBeating } from './keep-beating.js';
import { LiveDoor } from './live-door.js';
import { MessageBucket } from './message-bucket.js';
import { MessageCounts } from './message-counts.js';
import { endSocket, RawConnection, type RawSocketHandler } from './raw-connection.js';
import { type OpeningRequest, SocketAuthentication } from './socket-authentication.js';
import { SocketOrigins } from './socket-origins.js';
import { toldError } from './told-error.js';

/** Whoever has shown no token by then is sent away. */
const TOKEN_WITHIN_MS = 5000;
const MOST_QUEUED = 64;

/** A connection that was asked for at a path. */
export interface RawOpening {
  readonly request: OpeningRequest;
  /** What the placeholders of the path stand for. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The plugin whose alias was used. */
  readonly aliasOf: string | undefined;
  /** The token of the request, where it has one. */
  readonly token: string | undefined;
  readonly handler: RawSocketHandler;
}

/** One plain WebSocket on its way from its opening to its end. */
interface Conversation extends RawOpening {
  readonly socket: WebSocket;
  readonly bucket: MessageBucket;
  connection: RawConnection | undefined;
  /** Whether a token was shown. */
  begun: boolean;
  queued: number;
  turn: Promise<void>;
}

const authFrame = z.object({ type: z.enum(['auth', 'authenticate']), token: z.string().min(1).max(4096) });

/** Plain WebSockets: authenticated first, then handed to whom their path belongs to, a frame at a time. */
@Injectable()
export class RawSockets {
  /** Those who have shown no good token yet. */
  private readonly strangers = new Set<Conversation>();

  constructor(
    private readonly authentication: SocketAuthentication,
    private readonly origins: SocketOrigins,
    private readonly connections: Connections,
    private readonly gate: PluginGate,
    private readonly counts: MessageCounts,
    private readonly door: LiveDoor,
  ) {}

  /** Throws like the door of Socket.IO. */
  assertOpen(address: string | undefined): Promise<void> {
    return this.door.assertOpen(address, this.strangers.size);
  }

  accept(socket: WebSocket, opening: RawOpening): void {
    const started = { begun: false, queued: 0, turn: Promise.resolve(), bucket: new MessageBucket(), connection: undefined };
    const conversation: Conversation = { ...opening, socket, ...started };
    this.strangers.add(conversation);
    keepBeating(socket);
    const late = setTimeout(() => endSocket(socket, new Unauthenticated('No token came')), TOKEN_WITHIN_MS);
    socket.on('error', (error) => logger.debug({ err: error }, 'a WebSocket failed'));
    socket.on('message', (data: RawData, isBinary: boolean) => {
      this.receive(conversation, isBinary ? undefined : textOf(data));
      if (conversation.begun) clearTimeout(late);
    });
    socket.once('close', () => {
      clearTimeout(late);
      this.strangers.delete(conversation);
      this.closed(conversation);
    });
    if (opening.token === undefined) return;
    clearTimeout(late);
    this.begin(conversation, opening.token);
  }

  private receive(conversation: Conversation, text: string | undefined): void {
    const { socket, connection, bucket } = conversation;
    const token = text === undefined ? undefined : tokenOf(text);
    if (!conversation.begun) {
      if (token === undefined) endSocket(socket, new Unauthenticated());
      else this.begin(conversation, token);
      return;
    }
    const allowance = bucket.take();
    if (allowance === 'flood') return endSocket(socket, new TooMany(1, 'Too many messages'));
    if (allowance === 'refused' || conversation.queued >= MOST_QUEUED) return this.tell(connection, new TooMany(1, 'Too many messages'));
    if (connection && token !== undefined) return this.renew(connection, token);
    this.inTurn(conversation, async () => {
      if (text === undefined) throw new InvalidInput({ _: ['Text frames, please'] });
      const { connection: opened, handler } = conversation;
      if (opened) await this.run(opened, () => handler.received(opened, text));
      this.counts.answered();
    });
  }

  private begin(conversation: Conversation, token: string): void {
    conversation.begun = true;
    const { socket } = conversation;
    conversation.turn = this.open(conversation, token).catch((error: unknown) => endSocket(socket, toldError(error)));
  }

  private async open(conversation: Conversation, token: string): Promise<void> {
    const { socket, request, parameters, aliasOf, handler } = conversation;
    const identity = await this.authentication.identify(request, token);
    this.origins.assertAllowed(request, identity);
    this.connections.assertRoom(identity.tenant.id);
    const connection = new RawConnection(socket, request, parameters, aliasOf, identity);
    await this.run(connection, () => handler.opened(connection));
    this.strangers.delete(conversation);
    conversation.connection = connection;
    if (socket.readyState === socket.OPEN) this.connections.add(connection);
    else this.closed(conversation);
  }

  private closed(conversation: Conversation): void {
    const { connection, handler } = conversation;
    if (!connection) return;
    conversation.connection = undefined;
    this.connections.remove(connection);
    void this.authentication
      .afterwards(connection.identity, async () => handler.closed?.(connection))
      .catch((error: unknown) => toldError(error));
  }

  private renew(connection: RawConnection, token: string): void {
    this.authentication.renew(connection.identity, connection.request, token).then(
      (identity) => (connection.identity = identity),
      (error: unknown) => this.tell(connection, toldError(error)),
    );
  }

  private inTurn(conversation: Conversation, work: () => Promise<void>): void {
    conversation.queued += 1;
    conversation.turn = conversation.turn
      .then(work)
      .catch((error: unknown) => this.tell(conversation.connection, toldError(error)))
      .finally(() => (conversation.queued -= 1));
  }

  private tell(connection: RawConnection | undefined, told: DomainError): void {
    this.counts.refused(told);
    connection?.tell(told);
  }

  /** As a request of theirs, past the gate of the alias they came by. */
  private run(connection: RawConnection, work: () => Promise<void>): Promise<void> {
    return this.authentication.enter(connection.identity, () => {
      if (connection.aliasOf !== undefined) this.gate.check(connection.aliasOf);
      return work();
    });
  }
}

const textOf = (data: RawData): string => (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');

/** The token of a frame that shows one. */
const tokenOf = (text: string): string | undefined => {
  if (!text.startsWith('{') || !text.includes('"token"')) return undefined;
  try {
    return authFrame.safeParse(JSON.parse(text)).data?.token;
  } catch {
    return undefined;
  }
};
