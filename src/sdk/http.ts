import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode, SetMetadata } from '@nestjs/common';
import type { Writable } from 'node:stream';
import type { z } from 'zod';
import type { Principal } from './principal.js';

/** The requirement of routes for anybody who is signed in; what they may see of others is the use case's rule. */
export const SIGNED_IN = 'signed-in';

export const ROUTE_ACCESS = Symbol('lectern.route-access');
export const ROUTE_ANSWER = Symbol('lectern.route-answer');
export const ROUTE_LIMIT = Symbol('lectern.route-limit');
export const ROUTE_IDEMPOTENCY = Symbol('lectern.route-idempotency');
export const ROUTE_CACHE = Symbol('lectern.route-cache');
export const ROUTE_LEAVES = Symbol('lectern.route-leaves-transaction');
export const ROUTE_REBUILDS = Symbol('lectern.route-rebuilds-repeats');
export const ROUTE_CONSUMES = Symbol('lectern.route-consumes');

/** Who may call a route, as `@Requires` or `@Public` says. */
export type RouteAccess =
  | { readonly kind: 'requires'; readonly permission: string }
  | { readonly kind: 'public'; readonly reason: string; readonly token: 'optional' | 'ignored' };

/** The caller needs this permission (or just to be signed in: `SIGNED_IN`). Every route has this or `@Public`. */
export const Requires = (permission: string) => SetMetadata(ROUTE_ACCESS, { kind: 'requires', permission } satisfies RouteAccess);

/**
 * Anybody may call. A token that is sent must still be good (so nobody is silently answered as a stranger),
 * unless `token: 'ignored'`: sign-in routes do not look at it.
 */
export const Public = (reason: string, options: { token?: 'optional' | 'ignored' } = {}) =>
  SetMetadata(ROUTE_ACCESS, { kind: 'public', reason, token: options.token ?? 'optional' } satisfies RouteAccess);

/** What a route answers when it succeeds, as `@Returns` says. */
export interface RouteAnswer {
  readonly schema: z.ZodType | undefined;
  readonly status: number;
  readonly list: boolean;
  readonly description?: string | undefined;
  /** The media type of an answer that is sent while it is made. */
  readonly stream?: string | undefined;
  /** The media type of the stream that callers may have instead, by their `Accept`. */
  readonly orStream?: string | undefined;
}

interface ReturnsOptions {
  readonly status?: number;
  /** The answer is an array (or a `Page`) of what the schema describes. */
  readonly list?: boolean;
  readonly description?: string;
  /** The handler returns `Streamed`: with `application/x-ndjson` the schema is that of a line, else there is none, and it gives bytes. */
  readonly stream?: string;
  /**
   * Whoever prefers this media type (`PrefersStream`) may be given `Streamed` bytes of it, with status 200. Such a request's
   * `Idempotency-Key` is ignored.
   */
  readonly orStream?: string;
}

/**
 * The answer of a route: status, shape (an allow-list: what the schema does not name is dropped) and OpenAPI entry.
 * `Returns(undefined, { status: 204 })` for no body.
 */
export const Returns = (schema: z.ZodType | undefined, options: ReturnsOptions = {}) => {
  const { list = false, description, stream, orStream } = options;
  const status = options.status ?? (schema || stream ? 200 : 204);
  const answer: RouteAnswer = { schema, status, list, description, stream, orStream };
  return applyDecorators(HttpCode(status), SetMetadata(ROUTE_ANSWER, answer));
};

/** What a route counts against, as `@Limit` says. */
export interface RouteLimit {
  readonly policy: string;
  /** Some calls turn out to spend nothing (`LimitReservation`), and these go through even when nothing is left. */
  readonly freeRepeats: boolean;
}

/** The rate-limit policy this route counts against; routes without one count against `default`. */
export const Limit = (policy: string, options: { freeRepeats?: boolean } = {}) =>
  SetMetadata(ROUTE_LIMIT, { policy, freeRepeats: options.freeRepeats ?? false } satisfies RouteLimit);

/** What the running call takes from its hour or day limit. */
export abstract class LimitReservation {
  /**
   * This call spends nothing: it repeats what was done already. Call it inside the unit of work; the route says
   * `@Limit(policy, { freeRepeats: true })`, so that a repeat goes through when nothing is left. Without effect on
   * limits of a minute, which count every request.
   */
  abstract refund(): void;
}

/** Bodies of these media types reach the handler unread (see `Uploads`), besides JSON, which is always parsed: imports, images. */
export const Consumes = (...mediaTypes: readonly string[]) => SetMetadata(ROUTE_CONSUMES, mediaTypes);

/** `Idempotency-Key` is ignored here: the answer holds tokens, or is a stream, or nothing is made. POST routes honour it otherwise. */
export const IgnoresIdempotencyKey = () => SetMetadata(ROUTE_IDEMPOTENCY, 'ignored');

/** What a route says that works outside of its transaction. */
export interface LeavingTransaction {
  /** How long the use case can take at the very most: after that a repeat does it anew, and the first can store nothing any more. */
  readonly leaseSeconds: number;
}

/**
 * The use case calls something outside (a sandbox, a provider) and commits once, at the end: the unit of work whose value it
 * returns. The key is claimed, and hour and day limits are spent, in a short transaction before the handler; a failure gives
 * both back, and `LimitReservation.refund` has no effect. No other unit of work may be opened before that one.
 */
export const LeavesTransaction = (leaving: LeavingTransaction) => SetMetadata(ROUTE_LEAVES, leaving);

/**
 * A repeat under the same key reaches the handler too, which asks `EarlierAnswer` and tells how things stand, without doing anything
 * again. `always`: the use case goes on after its unit of work has committed (it waits for what it began, say), so the stored
 * answer is only its beginning; a repeat may wait longer, so its query may be another. `long`: the answer may exceed 64 KB, of which only the id is stored.
 */
export const RebuildsRepeats = (when: 'always' | 'long' = 'always') => SetMetadata(ROUTE_REBUILDS, when);

/** What was answered before to a request that comes again under its `Idempotency-Key`, on routes with `@RebuildsRepeats`. */
export abstract class EarlierAnswer {
  /** The id of what the first request made; undefined when this is the first. Ask before doing anything. */
  abstract readonly id: string | undefined;
}

/**
 * What the unit of work of a route with `@RebuildsRepeats('always')` returns when the answer itself comes later: only the id of
 * what was made is kept.
 */
export class Begun {
  constructor(readonly id: string) {}
}

/** Parameter: whether the caller prefers the stream of the route's `@Returns(…, { orStream })` to JSON. */
export const PrefersStream = createParamDecorator((mediaType: string, context: ExecutionContext): boolean => {
  const request = context.switchToHttp().getRequest<{ accepts(types: string[]): string | false }>();
  return request.accepts(['application/json', mediaType]) === mediaType;
});

/** Parameter: aborted when the caller hangs up before being answered. */
export const HangUp = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const response = context.switchToHttp().getResponse<Writable>();
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
});

/** `no-store` for authentication, personal data and quizzes; everything else is `private, no-cache`. */
export const NoStore = () => SetMetadata(ROUTE_CACHE, 'no-store');

/** Parameter: who is calling, or `undefined` on a public route without a token. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | undefined =>
    context.switchToHttp().getRequest<{ principal?: Principal }>().principal,
);
