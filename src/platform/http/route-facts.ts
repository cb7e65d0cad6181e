import { type ExecutionContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, SSE_METADATA } from '@nestjs/common/constants.js';
import {
  ROUTE_ANSWER,
  ROUTE_CACHE,
  ROUTE_CONSUMES,
  ROUTE_IDEMPOTENCY,
  ROUTE_LEAVES,
  ROUTE_LIMIT,
  ROUTE_REBUILDS,
  type LeavingTransaction,
  type RouteAnswer,
  type RouteLimit,
} from '../../sdk/http.js';

/** What the decorators of a route say, read once for each handler. */
export interface RouteFacts {
  readonly name: string;
  readonly answer: RouteAnswer | undefined;
  readonly limit: RouteLimit;
  readonly idempotent: boolean;
  /** Set when its use case leaves the transaction. */
  readonly leaves: LeavingTransaction | undefined;
  /** When repeats reach the handler. */
  readonly rebuilds: 'always' | 'long' | undefined;
  readonly noStore: boolean;
  /** Media types of bodies it reads itself, besides JSON. */
  readonly consumes: readonly string[];
  /** Answers as a stream of events: passed through as it is. */
  readonly streams: boolean;
}

type Handler = ReturnType<ExecutionContext['getHandler']>;
type Controller = ReturnType<ExecutionContext['getClass']>;

const known = new WeakMap<object, Map<unknown, RouteFacts>>();

/** The route of an execution context. */
export const routeFacts = (controller: Controller, handler: Handler): RouteFacts => {
  let routes = known.get(controller);
  if (!routes) known.set(controller, (routes = new Map<unknown, RouteFacts>()));
  let facts = routes.get(handler);
  if (!facts) routes.set(handler, (facts = readFacts(controller, handler)));
  return facts;
};

const readFacts = (controller: Controller, handler: Handler): RouteFacts => {
  const of = <T>(key: symbol | string): T | undefined =>
    (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller)) as T | undefined;
  return Object.freeze({
    name: `${controller.name}.${handler.name}`,
    answer: of<RouteAnswer>(ROUTE_ANSWER),
    limit: of<RouteLimit>(ROUTE_LIMIT) ?? { policy: 'default', freeRepeats: false },
    idempotent: of<RequestMethod>(METHOD_METADATA) === RequestMethod.POST && of(ROUTE_IDEMPOTENCY) !== 'ignored',
    leaves: of<LeavingTransaction>(ROUTE_LEAVES),
    rebuilds: of<'always' | 'long'>(ROUTE_REBUILDS),
    noStore: of(ROUTE_CACHE) === 'no-store',
    consumes: of<readonly string[]>(ROUTE_CONSUMES) ?? [],
    streams: of<boolean>(SSE_METADATA) === true,
  });
};
