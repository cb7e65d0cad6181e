import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import type { Principal } from './principal.js';

/** The requirement of routes for anybody who is signed in; what they may see of others is the use case's rule. */
export const SIGNED_IN = 'signed-in';

export const ROUTE_ACCESS = Symbol('lectern.route-access');
export const ROUTE_ANSWER = Symbol('lectern.route-answer');
export const ROUTE_LIMIT = Symbol('lectern.route-limit');
export const ROUTE_IDEMPOTENCY = Symbol('lectern.route-idempotency');
export const ROUTE_CACHE = Symbol('lectern.route-cache');
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
}

interface ReturnsOptions {
  readonly status?: number;
  /** The answer is an array (or a `Page`) of what the schema describes. */
  readonly list?: boolean;
  readonly description?: string;
  /** The handler returns `Streamed`: with `application/x-ndjson` the schema is that of a line, else there is none, and it gives bytes. */
  readonly stream?: string;
}

/**
 * The answer of a route: status, shape (an allow-list: what the schema does not name is dropped) and OpenAPI entry.
 * `Returns(undefined, { status: 204 })` for no body.
 */
export const Returns = (schema: z.ZodType | undefined, options: ReturnsOptions = {}) => {
  const { list = false, description, stream } = options;
  const status = options.status ?? (schema || stream ? 200 : 204);
  return applyDecorators(HttpCode(status), SetMetadata(ROUTE_ANSWER, { schema, status, list, description, stream } satisfies RouteAnswer));
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

/** `Idempotency-Key` is ignored here: the answer holds tokens, or is a stream. POST routes honour it otherwise. */
export const IgnoresIdempotencyKey = () => SetMetadata(ROUTE_IDEMPOTENCY, 'ignored');

/** `no-store` for authentication, personal data and quizzes; everything else is `private, no-cache`. */
export const NoStore = () => SetMetadata(ROUTE_CACHE, 'no-store');

/** Parameter: who is calling, or `undefined` on a public route without a token. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | undefined =>
    context.switchToHttp().getRequest<{ principal?: Principal }>().principal,
);
