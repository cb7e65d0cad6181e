import type { Request, Response } from 'express';
import type { RouteAnswer } from '../../sdk/http.js';
import { currentContext, type RequestContext } from '../context/request-context.js';
import type { RouteFacts } from './route-facts.js';

/** The HTTP side of a request context: what paging, preconditions, limits and idempotency read and write. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  /** Known once the request has reached its route. */
  route?: RouteFacts;
}

const exchanges = new WeakMap<RequestContext, Exchange>();

export const bindExchange = (context: RequestContext, exchange: Exchange): void => {
  exchanges.set(context, exchange);
};

/** The running HTTP exchange; undefined in jobs, event handlers and socket messages. */
export const currentExchange = (): Exchange | undefined => {
  const context = currentContext();
  return context && exchanges.get(context);
};

/** The canonical name of the route that was matched, the same for its aliases: `GET /api/v1/courses/:id`. */
export const routeName = ({ request }: Exchange): string => {
  const { path } = (request.route ?? {}) as { path?: unknown };
  return `${request.method === 'HEAD' ? 'GET' : request.method} ${typeof path === 'string' ? path : request.path}`;
};

/** Whether the caller would rather have the stream that the route offers beside its JSON. */
export const prefersStream = ({ request }: Exchange, { orStream }: RouteAnswer): boolean =>
  orStream !== undefined && request.accepts(['application/json', orStream]) === orStream;
