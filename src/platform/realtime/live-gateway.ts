import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Server, type Socket } from 'socket.io';
import { InvalidInput, Unauthenticated, Unavailable } from '../../sdk/errors.js';
import { Connections } from './connections.js';
import { LiveConnection } from './live-connection.js';
import { LiveDoor } from './live-door.js';
import { LiveMessages } from './live-messages.js';
import { LiveRooms } from './live-rooms.js';
import { tenantRoom, userRoom } from './room-names.js';
import { type OpeningRequest, SocketAuthentication, type SocketIdentity } from './socket-authentication.js';
import { SocketOrigins } from './socket-origins.js';
import { errorFields, toldError } from './told-error.js';

/** Where Socket.IO speaks. */
export const LIVE_PATH = '/socket.io/';
/** Of one frame, and of one body of its HTTP polling. */
export const MOST_FRAME_BYTES = 64 * 1024;
/** Within this time a connection shows a token. */
const CONNECT_WITHIN_MS = 10_000;

const UNREADABLE = new InvalidInput({}, 'This cannot be read');

const ANYWHERE = 'http://localhost';

interface Engine {
  readonly clients: Readonly<Record<string, unknown>>;
  readonly clientsCount: number;
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

type Greeting = (connection: LiveConnection) => void | Promise<void>;
/** `auth` is what the connection will have as `auth`. */
type Preparation = (identity: SocketIdentity, auth: Readonly<Record<string, unknown>>) => Promise<void>;

/** The one Socket.IO server. It listens to nothing by itself: requests come through the HTTP chain, upgrades through `UpgradeRouter`. */
@Injectable()
export class LiveGateway {
  readonly io: Server;
  private readonly preparations: Preparation[] = [];
  private readonly greetings: Greeting[] = [];
  private closing = false;

  constructor(
    private readonly authentication: SocketAuthentication,
    private readonly origins: SocketOrigins,
    private readonly connections: Connections,
    private readonly messages: LiveMessages,
    private readonly rooms: LiveRooms,
    private readonly door: LiveDoor,
  ) {
    this.io = new Server({
      path: LIVE_PATH,
      serveClient: false,
      transports: ['websocket', 'polling'],
      maxHttpBufferSize: MOST_FRAME_BYTES,
      connectTimeout: CONNECT_WITHIN_MS,
      perMessageDeflate: false,
    });
    this.io.attach(createServer());
    this.io.use((socket, next) => {
      this.enter(socket).then(
        () => next(),
        (error: unknown) => {
          const told = toldError(error);
          next(Object.assign(new Error(told.message), { data: errorFields(told) }));
          this.door.refused(socket.conn, told);
        },
      );
    });
    this.io.engine.on('connection', (transport: Socket['conn']) => this.door.watch(transport));
    this.io.on('connection', (socket) => this.connected(socket));
  }

  /** For requests below `LIVE_PATH`. Throws `TooMany` and `Unavailable` when there is no room for another connection. */
  async request(request: IncomingMessage & OpeningRequest, response: ServerResponse): Promise<void> {
    await this.assertOpen(request);
    this.engine.handleRequest(request, response);
  }

  /** Throws like `request`. */
  async upgrade(request: IncomingMessage & OpeningRequest, socket: Duplex, head: Buffer): Promise<void> {
    await this.assertOpen(request);
    this.engine.handleUpgrade(request, socket, head);
  }

  /** Calls back before somebody is told that they are connected. What it throws is what they are refused with. */
  onConnecting(prepare: Preparation): void {
    this.preparations.push(prepare);
  }

  /** From now on nobody is let in. */
  close(): void {
    this.closing = true;
  }

  /** Calls back for everybody who connects here, before they hear of anything else. */
  onConnected(greeting: Greeting): void {
    this.greetings.push(greeting);
  }

  /** The Socket.IO connections of a person to this process. */
  ofUser(tenantId: string, userId: string): readonly LiveConnection[] {
    return this.connections.ofUser(tenantId, userId).filter((connection) => connection instanceof LiveConnection);
  }

  /** The connections of this process that are in a room, or at its door. */
  inRoom(tenantId: string, name: string): readonly LiveConnection[] {
    return this.connections
      .ofTenant(tenantId)
      .filter((connection): connection is LiveConnection => connection instanceof LiveConnection && connection.rooms.has(name));
  }

  /** Transports that are open, whoever they turn out to belong to. */
  get transports(): number {
    return this.io.engine.clientsCount;
  }

  private get engine(): Engine {
    return this.io.engine as unknown as Engine;
  }

  /** Requests of transports that are open pass; that a request names one does not make it so. */
  private async assertOpen({ url = '', ip }: IncomingMessage & OpeningRequest): Promise<void> {
    const id = URL.canParse(url, ANYWHERE) ? new URL(url, ANYWHERE).searchParams.getAll('sid').at(-1) : undefined;
    const { clients, clientsCount } = this.engine;
    if (id === undefined || !Object.hasOwn(clients, id)) await this.door.assertOpen(ip, clientsCount - this.io.sockets.sockets.size);
  }

  private async enter(socket: Socket): Promise<void> {
    if (this.closing) throw new Unavailable('server', 1);
    const { token } = socket.handshake.auth as { token?: unknown };
    if (typeof token !== 'string' || token === '') throw new Unauthenticated();
    const request = socket.request as unknown as OpeningRequest;
    const identity = await this.authentication.identify(request, token);
    this.origins.assertAllowed(request, identity);
    this.connections.assertRoom(identity.tenant.id);
    for (const prepare of this.preparations) await prepare(identity, socket.handshake.auth);
    (socket.data as { identity?: SocketIdentity }).identity = identity;
  }

  private connected(socket: Socket): void {
    const { identity } = socket.data as { identity?: SocketIdentity };
    if (!identity) return void socket.disconnect(true);
    const connection = new LiveConnection(socket, identity);
    const { tenantId, userId } = identity.principal;
    this.connections.add(connection);
    void socket.join([tenantRoom(tenantId), userRoom(tenantId, userId)]);
    socket.onAny((event: string, ...values: unknown[]) => this.messages.receive(connection, event, values));
    connection.onGone(() => {
      this.connections.remove(connection);
      this.rooms.gone(connection);
      // its transport would carry one session after another, each with limits of its own
      connection.hangUp();
    });
    // what cannot be read comes with an error of the parser's, and the connection closes; others may send an event of that name
    socket.on('error', (error: unknown) => error instanceof Error && connection.tell(UNREADABLE));
    for (const greet of this.greetings) void this.greet(connection, greet);
  }

  private async greet(connection: LiveConnection, greet: Greeting): Promise<void> {
    try {
      await greet(connection);
    } catch (error) {
      connection.tell(toldError(error));
    }
  }
}
