import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { type RequestContext, runInContext } from '../context/request-context.js';
import { traceparentOf } from '../context/trace-context.js';
import { logger } from '../telemetry/logger.js';
import type { AnsweredRequest } from '../telemetry/metrics.js';
import { clientAddress } from '../throttling/addresses.js';
import { type Exchange, bindExchange, routeName } from './exchange.js';

const SANE_REQUEST_ID = /^[\w.:-]{1,128}$/;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const PROBES = /^\/(?:(?:api\/)?(?:health|metrics)(?:\/|$)|socket\.io\/)/;
const VARY = 'Authorization, X-Tenant, Origin';

/** Called once for each answer, when it is on its way or its caller is gone. */
export type FinishedRequest = (facts: AnsweredRequest) => void;

const contextOf = (request: Request): RequestContext => {
  const sent = request.get('x-request-id');
  const traceparent = request.get('traceparent');
  return {
    requestId: sent !== undefined && SANE_REQUEST_ID.test(sent) ? sent : randomUUID(),
    ...(traceparent !== undefined && TRACEPARENT.test(traceparent) ? { traceparent } : {}),
    address: clientAddress(request.ip ?? '').text,
    beforeCommit: [],
  };
};

/** Opens the request's context and writes one line when it is answered: who and how long, never bodies or tokens. */
export const openRequestScope =
  (finished: FinishedRequest) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const context = contextOf(request);
    const exchange: Exchange = { request, response };
    const startedAt = performance.now();
    response.setHeader('X-Request-Id', context.requestId);
    response.setHeader('Vary', VARY);
    response.setHeader('Cache-Control', 'private, no-cache');
    bindExchange(context, exchange);
    response.once('close', () => runInContext(context, () => logFinished(exchange, context, performance.now() - startedAt, finished)));
    runInContext(context, next);
  };

const logFinished = (exchange: Exchange, context: RequestContext, milliseconds: number, finished: FinishedRequest): void => {
  const { request, response } = exchange;
  const route = request.route ? routeName(exchange).slice(request.method.length + 1) : '(none)';
  const status = response.writableFinished ? response.statusCode : 499;
  finished({ method: request.method, route, status, milliseconds, plugin: context.plugin });
  // What asks every few seconds whether all is well, or whether there is news, is told so; the log is for the rest.
  const level = status < 400 && PROBES.test(request.path) ? 'debug' : 'info';
  logger[level](
    {
      method: request.method,
      route,
      status,
      ms: Math.round(milliseconds * 10) / 10,
      user_id: context.principal?.userId,
      trace_id: traceparentOf(context).slice(3, 35),
    },
    'request',
  );
};
