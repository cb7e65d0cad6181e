import type { NextFunction, Request, Response } from 'express';
import { TooMany } from '../../sdk/errors.js';
import { currentContext } from '../context/request-context.js';

const EXPOSED = 'Link, X-Total-Count, ETag, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotent-Replayed';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const HEADERS = 'Authorization, Content-Type, X-Tenant, X-Request-Id, Idempotency-Key, If-Match, If-None-Match, traceparent';
const PREFLIGHT_SECONDS = '600';

/** Whether any tenant names this origin as its own. */
export type KnownOrigin = (origin: string) => Promise<boolean>;

const allow = (response: Response, origin: string): void => {
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Access-Control-Expose-Headers', EXPOSED);
};

/** Allows the installation's own origins, whatever becomes of the request. */
export const allowOrigins =
  (installation: readonly string[]) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const { origin } = request.headers;
    if (origin !== undefined && installation.includes(origin)) allow(response, origin);
    next();
  };

/**
 * Origins of a tenant are allowed when the tenant is known (`allowTenantOrigin`); a preflight comes without token and
 * tenant, so any tenant's origin will do for it: it only tells the browser that it may ask.
 */
export const answerPreflights =
  (known: KnownOrigin) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const { origin } = request.headers;
    const asks = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    if (!asks || origin === undefined) return next();
    const answer = (allowed: boolean): void => {
      if (!allowed) return next();
      allow(response, origin);
      response.setHeader('Access-Control-Allow-Methods', METHODS);
      response.setHeader('Access-Control-Allow-Headers', HEADERS);
      response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
      response.status(204).end();
    };
    if (response.hasHeader('Access-Control-Allow-Origin')) return answer(true);
    known(origin).then(answer, next);
  };

/** Allows an origin of the tenant that the request turned out to belong to. */
export const allowTenantOrigin = (request: Request, response: Response): void => {
  const { origin } = request.headers;
  if (origin === undefined || response.hasHeader('Access-Control-Allow-Origin')) return;
  if (currentContext()?.tenant?.policies.allowed_origins.includes(origin)) allow(response, origin);
};

/**
 * What is refused before the tenant is known says nothing of any, so the pages of each may read it. A caller who asks
 * too often costs no look-up.
 */
export const allowKnownOrigin = async (known: KnownOrigin, error: unknown, request: Request, response: Response): Promise<void> => {
  const { origin } = request.headers;
  if (origin === undefined || response.hasHeader('Access-Control-Allow-Origin') || error instanceof TooMany) return;
  if (await known(origin)) allow(response, origin);
};
