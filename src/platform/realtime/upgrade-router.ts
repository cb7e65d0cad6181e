import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Express } from 'express';
import { WebSocketServer } from 'ws';
import { type DomainError, NotFound, Unavailable } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { API_PREFIX } from '../http/api-prefix.js';
import { Drain } from '../http/drain.js';
import { errorBody } from '../http/error-body.js';
import type { AliasedRequest } from '../plugins/aliases/alias-table.js';
import type { DocumentedSocket } from './documented-socket.js';
import { BootCheckError } from '../plugins/boot/boot-check-error.js';
import { PluginRegistry } from '../plugins/plugin-registry.js';
import { LIVE_PATH, LiveGateway, MOST_FRAME_BYTES } from './live-gateway.js';
import type { RawSocketHandler } from './raw-connection.js';
import { type RawOpening, RawSockets } from './raw-sockets.js';
import type { OpeningRequest } from './socket-authentication.js';
import { SocketOrigins } from './socket-origins.js';
import { toldError } from './told-error.js';

interface Served {
  readonly path: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly handler: RawSocketHandler;
}

type Upgrade = IncomingMessage & OpeningRequest & AliasedRequest;

/** Sub-protocol that browsers carry a token in, which can set no header: `bearer, <token>`. */
const BEARER = 'bearer';

const LOOK_MS = 10;

/** Requests for another protocol than HTTP: Socket.IO's, and plain WebSockets at paths that domains serve. */
@Injectable()
export class UpgradeRouter implements OnApplicationBootstrap {
  /** Leads the paths of aliases to canonical ones. */
  rewrite: (request: AliasedRequest) => void = () => undefined;
  private readonly served: Served[] = [];
  private readonly open = new Set<Duplex>();
  private readonly sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MOST_FRAME_BYTES,
    handleProtocols: (offered) => (offered.has(BEARER) ? BEARER : false),
  });

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly gateway: LiveGateway,
    private readonly raw: RawSockets,
    private readonly origins: SocketOrigins,
    private readonly drain: Drain,
    private readonly plugins: PluginRegistry,
  ) {}

  /** Plain WebSockets at `/api/v1/chat/ws/{id}`. Call it from the constructor of a module, so that it is documented without a start. */
  serve(path: string, handler: RawSocketHandler): void {
    const names = [...path.matchAll(/\{([a-z_]+)\}/g)].map(([, name = '']) => name);
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[a-z_]+\}/g, '([^/]+)')}/?$`);
    this.served.push({ path, pattern, names, handler });
  }

  /** What is served, for the AsyncAPI document. */
  get documented(): readonly (DocumentedSocket & { readonly path: string })[] {
    return this.served.map(({ path, handler }) => ({ path, ...handler.documentation }));
  }

  onApplicationBootstrap(): void {
    this.checkAliases();
    const { httpAdapter } = this.host;
    const { request: prototype } = httpAdapter.getInstance<Express>();
    (httpAdapter.getHttpServer() as Server).on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
      // Express knows host and address past trusted proxies
      Object.setPrototypeOf(request, prototype);
      this.upgrade(request as Upgrade, socket, head).catch((error: unknown) => refuse(socket, toldError(error)));
    });
  }

  /** Waits until everybody has gone, and cuts off who has not after `ms`: the server waits for them else, and never reaps them. */
  async closed(ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (this.open.size > 0 && performance.now() < end) await wait(LOOK_MS);
    for (const socket of this.open) socket.destroy();
  }

  /** Throws `BootCheckError` naming the aliases that lead to no WebSocket of ours. */
  private checkAliases(): void {
    const astray = this.plugins.running.flatMap(({ id, aliases }) =>
      aliases
        .filter(({ method, to }) => method === 'WS' && !this.served.some(({ pattern }) => pattern.test(`/${API_PREFIX}${to}`)))
        .map(({ from, to }) => `${id}: alias WS ${from} leads to ${to}, which nobody answers`),
    );
    if (astray.length > 0) throw new BootCheckError(astray);
  }

  private async upgrade(request: Upgrade, socket: Duplex, head: Buffer): Promise<void> {
    if (this.drain.isDraining) throw new Unavailable('server', 1);
    if (request.url?.startsWith(LIVE_PATH)) {
      await this.origins.assertKnown(request);
      return this.gateway.upgrade(request, socket, head);
    }
    const opening = this.find(request);
    if (!opening) throw new NotFound();
    await this.raw.assertOpen(request.ip);
    await this.origins.assertKnown(request);
    this.sockets.handleUpgrade(request, socket, head, (opened) => this.raw.accept(opened, opening));
  }

  private find(request: Upgrade): RawOpening | undefined {
    const aliased: AliasedRequest = { method: 'WS', url: request.url ?? '' };
    this.rewrite(aliased);
    const [path = '', query = ''] = (aliased.url ?? '').split('?', 2);
    for (const { pattern, names, handler } of this.served) {
      const values = pattern.exec(path)?.slice(1);
      if (!values) continue;
      const parameters = Object.fromEntries(names.map((name, at) => [name, decoded(values[at] ?? '')]));
      return { request, parameters, aliasOf: aliased.alias?.plugin, token: tokenOf(request, query), handler };
    }
    return undefined;
  }
}

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** `Authorization`, the sub-protocols or the query. */
const tokenOf = ({ headers }: Upgrade, query: string): string | undefined => {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  const [scheme, offered] = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  return bearer ?? (scheme === BEARER && offered ? offered : undefined) ?? (new URLSearchParams(query).get('token') || undefined);
};

const refuse = (socket: Duplex, told: DomainError): void => {
  if (!socket.writable) return void socket.destroy();
  // else it stays open for as long as the other side likes
  socket.once('finish', () => socket.destroy());
  const requestId = newId();
  const body = JSON.stringify(errorBody(told, requestId));
  const retry = told.extras.retryAfter === undefined ? '' : `Retry-After: ${told.extras.retryAfter}\r\n`;
  socket.end(
    `HTTP/1.1 ${told.status} ${STATUS_CODES[told.status]}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `${retry}X-Request-Id: ${requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};
