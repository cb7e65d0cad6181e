import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, StreamableFile } from '@nestjs/common';
import { lastValueFrom, type Observable, of } from 'rxjs';
import type { LeavingTransaction, RouteAnswer } from '../../sdk/http.js';
import { Page } from '../../sdk/page.js';
import { Streamed } from '../../sdk/streams.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Config } from '../config/config.js';
import { requireContext } from '../context/request-context.js';
import { AnswerRecorder } from '../idempotency/answer-recorder.js';
import { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { OutsideWork } from '../idempotency/outside-work.js';
import { RepeatedRequest } from '../idempotency/repeated-request.js';
import { AlreadyAnswered, type StoredAnswer } from '../idempotency/stored-answer.js';
import { RateLimits } from '../throttling/rate-limits.js';
import { refuseForeignBody } from './body-type.js';
import { allowTenantOrigin } from './cors.js';
import { entityTag, namesTag } from './entity-tag.js';
import { currentExchange, type Exchange } from './exchange.js';
import { JSON_TEXT } from './lectern-adapter.js';
import { describePage } from './page-headers.js';
import { type RouteFacts, routeFacts } from './route-facts.js';
import { serializeAnswer } from './serialize-answer.js';
import { OutgoingStream } from './streams/outgoing-stream.js';

/**
 * The one interceptor of a request (each further one would cost as much as all guards together): replays what was
 * answered already, counts against the limits, and writes the answer through the route's schema.
 */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(
    private readonly idempotency: IdempotencyKeys,
    private readonly limits: RateLimits,
    private readonly uow: UnitOfWork,
    private readonly config: Config,
    private readonly outside: OutsideWork,
    private readonly repeats: RepeatedRequest,
  ) {}

  async intercept(execution: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const exchange = execution.getType() === 'http' ? currentExchange() : undefined;
    if (!exchange) return next.handle();
    const context = requireContext();
    const route = routeFacts(execution.getClass(), execution.getHandler());
    exchange.route = route;
    allowTenantOrigin(exchange.request, exchange.response);
    if (route.noStore) exchange.response.setHeader('Cache-Control', 'no-store');
    if (route.answer?.orStream) exchange.response.vary('Accept');
    refuseForeignBody(exchange.request, route);
    // Of a body that the handler receives itself, what was sent is known only then.
    const recalled = isUpload(exchange, route) ? undefined : await this.idempotency.recall(context, exchange, route);
    if (recalled && !(recalled instanceof AnswerRecorder)) return of(await this.repeat(exchange, route, next, recalled));
    await this.limits.spend(context, exchange, route);
    if (route.streams) return next.handle();
    try {
      return of(
        route.leaves ? await this.leave(route.leaves, exchange, route, next, recalled) : await this.answer(exchange, route, next, recalled),
      );
    } catch (error) {
      if (!(error instanceof AlreadyAnswered)) throw error;
      context.beforeCommit.length = 0;
      return of(await this.repeat(exchange, route, next, this.idempotency.checked(error.stored, error.requestHashes)));
    }
  }

  private async answer(exchange: Exchange, route: RouteFacts, next: CallHandler<unknown>, recorder?: AnswerRecorder): Promise<unknown> {
    const answer = await lastValueFrom(next.handle(), { defaultValue: undefined });
    // The handler opened no transaction of this tenant: what was to ride in it gets one of its own.
    const { beforeCommit } = requireContext();
    if (beforeCommit.length > 0) {
      if (recorder && !route.leaves && this.config.environment === 'test')
        throw new Error(`${route.name} has no unit of work to ride in: say @LeavesTransaction`);
      await this.uow.run(() => Promise.resolve(answer));
    }
    if (isStreamed(route.answer)) return streamOf(route.answer, answer);
    if (answer instanceof Streamed && route.answer?.orStream) return insteadOf(route.answer, route.answer.orStream, exchange, answer);
    return this.present(exchange, route, answer, recorder);
  }

  private async leave(
    leaving: LeavingTransaction,
    exchange: Exchange,
    route: RouteFacts,
    next: CallHandler<unknown>,
    recorder?: AnswerRecorder,
  ): Promise<unknown> {
    const begun = await this.outside.begin(requireContext(), leaving, recorder);
    try {
      return await this.answer(exchange, route, next, recorder);
    } catch (error) {
      await begun.abandon();
      throw error;
    }
  }

  /** What was answered before, as it was stored or, where the route says so, as the handler finds it now. */
  private async repeat(exchange: Exchange, route: RouteFacts, next: CallHandler<unknown>, stored: StoredAnswer): Promise<unknown> {
    if (!this.repeats.remember(requireContext(), route.rebuilds, stored.answer)) return replay(exchange, stored);
    exchange.response.status(stored.status).setHeader('Idempotent-Replayed', 'true');
    return this.answer(exchange, route, next);
  }

  /** What Nest is given to send: finished text, so that the tag is of the very bytes. */
  private present(exchange: Exchange, route: RouteFacts, answer: unknown, recorder: AnswerRecorder | undefined): unknown {
    if (!route.answer || answer instanceof StreamableFile) return answer;
    if (answer instanceof Page) describePage(exchange, answer);
    const stored = recorder?.textOf(answer);
    if (stored) return stored.json === undefined ? undefined : asJson(exchange, stored.json);
    if (recorder?.isRecorded && route.rebuilds !== 'always' && this.config.environment === 'test') {
      throw new Error(`${route.name} answers something else than its unit of work returned: a replay would differ`);
    }
    const body = serializeAnswer(route.answer, answer);
    return body === undefined ? undefined : asJson(exchange, JSON.stringify(body));
  }
}

type StreamedAnswer = RouteAnswer & { readonly stream: string };

const isStreamed = (answer: RouteAnswer | undefined): answer is StreamedAnswer => answer?.stream !== undefined;

const streamOf = (declared: StreamedAnswer, answer: unknown): Promise<OutgoingStream> => {
  if (!(answer instanceof Streamed)) throw new Error('A route that streams returns Streamed');
  return OutgoingStream.open(declared, answer);
};

/** Bytes instead of the JSON that is declared. */
const insteadOf = async (declared: RouteAnswer, stream: string, { response }: Exchange, answer: Streamed): Promise<OutgoingStream> => {
  const opened = await OutgoingStream.open({ ...declared, schema: undefined, stream }, answer);
  response.status(200);
  return opened;
};

const isUpload = ({ request }: Exchange, route: RouteFacts): boolean =>
  route.consumes.length > 0 && request.body === undefined && typeof request.is([...route.consumes]) === 'string';

/** PUT and PATCH answer with the resource as GET would, so whoever goes on changing it need not read it again. */
const TAGGED = new Set(['GET', 'HEAD', 'PUT', 'PATCH']);

const asJson = ({ request, response }: Exchange, json: string): string => {
  response.setHeader('Content-Type', JSON_TEXT);
  if (!TAGGED.has(request.method)) return json;
  const tag = entityTag(json);
  response.setHeader('ETag', tag);
  if (request.method !== 'GET' && request.method !== 'HEAD') return json;
  // Express alone would overlook the tag beside `Cache-Control: no-cache`, which fetch adds to every conditional request.
  const known = request.get('if-none-match');
  if (known !== undefined && namesTag(known, tag)) response.status(304);
  return json;
};

const replay = (exchange: Exchange, stored: StoredAnswer): unknown => {
  exchange.response.status(stored.status).setHeader('Idempotent-Replayed', 'true');
  return stored.answer === null ? undefined : asJson(exchange, stored.answer);
};
