import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { DomainError, NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { errorBody } from './error-body.js';
import { LiteralRoutes } from './literal-routes.js';
import { OutgoingStream } from './streams/outgoing-stream.js';

interface RouteLayer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** What Node's parser refuses before there is a request, by its error code. */
const PARSER_REFUSALS: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'HEADERS_TOO_LARGE', 'The request headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'REQUEST_TIMEOUT', 'The request took too long to arrive'],
};

/** The type of text that is JSON already. */
export const JSON_TEXT = 'application/json; charset=utf-8';

/** Express, with the error body of the API also where Nest and Express leave the answer to their defaults. */
export class LecternAdapter extends ExpressAdapter {
  /** Other paths of the routes: which methods lead where from this one. */
  otherPaths: (path: string) => readonly { readonly method: string; readonly path: string }[] = () => [];
  private closing = false;
  private literals = new LiteralRoutes([]);

  constructor() {
    const instance = express();
    instance.enable('case sensitive routing');
    instance.disable('x-powered-by');
    instance.disable('etag');
    super(instance);
  }

  /** Whether the application has begun to close. */
  get isClosing(): boolean {
    return this.closing;
  }

  override beforeClose(): void {
    this.closing = true;
    super.beforeClose();
  }

  override initHttpServer(options: Parameters<ExpressAdapter['initHttpServer']>[0]): void {
    super.initHttpServer(options);
    const server = this.getHttpServer();
    server.requestTimeout = 300_000;
    server.headersTimeout = 20_000;
    server.keepAliveTimeout = 65_000;
    server.on('clientError', answerClientError);
  }

  /** Bodies are read by `readJsonBody`, which knows the API's rules. */
  override registerParserMiddleware(): void {}

  /** Finished JSON goes out as it is: Express would look at its type, encoding, tag and freshness once more. */
  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    if (body instanceof OutgoingStream) return void body.sendTo(response);
    if (typeof body !== 'string' || response.getHeader('Content-Type') !== JSON_TEXT)
      return super.reply(response, body, statusCode) as unknown;
    if (statusCode !== undefined) response.statusCode = statusCode;
    if (response.statusCode === 204 || response.statusCode === 304) {
      response.removeHeader('Content-Type');
      return response.end();
    }
    response.setHeader('Content-Length', Buffer.byteLength(body));
    return response.req.method === 'HEAD' ? response.end() : response.end(body);
  }

  /** Before the routes: a path that names a route is not taken for a parameter of a more general one. */
  readonly refuseForeignMethod = (request: Request, response: Response, next: NextFunction): void => {
    const methods = this.literals.methodsAt(request.path);
    if (!methods || methods.has(request.method) || (request.method === 'HEAD' && methods.has('GET'))) return next();
    this.refuseMethod(request, response, next);
  };

  /** One handler for every path, inside the global prefix or not: 204 to OPTIONS, 405 to a known path, else 404. */
  override setNotFoundHandler(): this {
    this.literals = new LiteralRoutes(
      this.layers.flatMap(({ route }) =>
        Object.keys(route?.methods ?? {}).map((method) => ({ path: route?.path ?? '', method: method.toUpperCase() })),
      ),
    );
    this.use(this.refuseMethod);
    return this;
  }

  private readonly refuseMethod = (request: Request, response: Response, next: NextFunction): void => {
    const allowed = this.methodsOf(request.path);
    if (allowed.length === 0) return next(new NotFound());
    const allow = allowed.join(', ');
    if (request.method === 'OPTIONS') return void response.setHeader('Allow', allow).status(204).end();
    next(new DomainError(405, 'METHOD_NOT_ALLOWED', `${request.method} is not possible here`, { headers: { Allow: allow } }));
  };

  private get layers(): readonly RouteLayer[] {
    return this.getInstance<{ router: { stack: readonly RouteLayer[] } }>().router.stack.filter(
      ({ route }) => route && !route.methods._all,
    );
  }

  /** The methods a path answers to, from Express's own route table. Paid on a miss only. */
  private methodsOf(path: string): string[] {
    const methods = this.routedMethods(path);
    for (const other of this.otherPaths(path)) if (this.routedMethods(other.path).has(other.method)) methods.add(other.method);
    if (methods.has('GET')) methods.add('HEAD');
    if (methods.size > 0) methods.add('OPTIONS');
    return [...methods].sort();
  }

  private routedMethods(path: string): Set<string> {
    const literal = this.literals.methodsAt(path);
    if (literal) return new Set(literal);
    const matching = this.layers.filter((layer) => matches(layer, path));
    return new Set(matching.flatMap(({ route }) => Object.keys(route?.methods ?? {})).map((method) => method.toUpperCase()));
  }
}

const matches = (layer: RouteLayer, path: string): boolean => {
  try {
    return layer.match(path);
  } catch {
    return false;
  }
};

const answerClientError = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, code, detail] = PARSER_REFUSALS[error.code ?? ''] ?? [400, 'BAD_REQUEST', 'The request is malformed'];
  const requestId = newId();
  const body = JSON.stringify(errorBody(new DomainError(status, code, detail), requestId));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: ${JSON_TEXT}\r\n` +
      `X-Request-Id: ${requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};
