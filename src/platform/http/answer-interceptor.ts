import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, StreamableFile } from '@nestjs/common';
import type { Request } from 'express';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { DomainError } from '../../sdk/errors.js';
import { Page } from '../../sdk/page.js';
import { entityTag } from './entity-tag.js';
import { currentExchange, type Exchange } from './exchange.js';
import { type RouteFacts, routeFacts } from './route-facts.js';
import { serializeAnswer } from './serialize-answer.js';

/** The one interceptor of a request: each further one would cost as much as all guards together. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  async intercept(execution: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const exchange = execution.getType() === 'http' ? currentExchange() : undefined;
    if (!exchange) return next.handle();
    const route = routeFacts(execution.getClass(), execution.getHandler());
    exchange.route = route;
    prepare(exchange, route);
    if (route.streams) return next.handle();
    const answer = await lastValueFrom(next.handle(), { defaultValue: undefined });
    return of(present(exchange, route, answer));
  }
}

const prepare = ({ request, response }: Exchange, route: RouteFacts): void => {
  if (route.noStore) response.setHeader('Cache-Control', 'no-store');
  if (hasForeignBody(request, route)) throw new DomainError(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json');
};

const hasForeignBody = (request: Request, route: RouteFacts): boolean => {
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  const { 'content-length': length, 'transfer-encoding': chunked, 'content-type': type } = request.headers;
  if (chunked === undefined && (length === undefined || length === '0')) return false;
  return type === undefined || !request.is(['application/json', 'application/*+json', ...route.consumes]);
};

/** What Nest is given to send: finished text, so that tag and body come from the same bytes. */
const present = (exchange: Exchange, route: RouteFacts, answer: unknown): unknown => {
  if (!route.answer || answer instanceof StreamableFile) return answer;
  if (answer instanceof Page) describePage(exchange, answer);
  const body = serializeAnswer(route.answer, answer);
  if (body === undefined) return undefined;
  return asJson(exchange, JSON.stringify(body));
};

const asJson = ({ request, response }: Exchange, json: string): string => {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  if (request.method === 'GET' || request.method === 'HEAD') response.setHeader('ETag', entityTag(json));
  return json;
};

const describePage = ({ request, response }: Exchange, page: Page<unknown>): void => {
  if (page.total !== undefined) response.setHeader('X-Total-Count', String(page.total));
  if (page.nextCursor === undefined) return;
  const next = new URL(request.originalUrl, originOf(request));
  next.searchParams.set('cursor', page.nextCursor);
  response.setHeader('Link', `<${next.href}>; rel="next"`);
};

const originOf = (request: Request): string => {
  const host = request.host as string | undefined;
  const origin = `${request.protocol}://${host ?? 'localhost'}`;
  return URL.canParse(origin) ? origin : 'http://localhost';
};
