import type { Request } from 'express';
import { DomainError } from '../../sdk/errors.js';
import type { RouteFacts } from './route-facts.js';

/** Bodies are JSON, unless the route says what else it reads. */
export const refuseForeignBody = (request: Request, route: RouteFacts): void => {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const { 'content-length': length, 'transfer-encoding': chunked, 'content-type': type } = request.headers;
  if (chunked === undefined && (length === undefined || length === '0')) return;
  const accepted = ['application/json', 'application/*+json', ...route.consumes];
  if (type === undefined || !request.is(accepted)) {
    throw new DomainError(415, 'UNSUPPORTED_MEDIA_TYPE', `Send the body as ${['application/json', ...route.consumes].join(' or ')}`);
  }
};
