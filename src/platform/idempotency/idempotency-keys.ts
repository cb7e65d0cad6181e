import { createHmac, hash, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InvalidInput } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Config } from '../config/config.js';
import type { RequestContext } from '../context/request-context.js';
import { type Exchange, prefersStream, routeName } from '../http/exchange.js';
import type { RouteFacts } from '../http/route-facts.js';
import { AnswerRecorder } from './answer-recorder.js';
import { mismatch } from './fenced-claim.js';
import { FIND_ANSWER, type StoredAnswer } from './stored-answer.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The same request twice is answered once: `Idempotency-Key` on POST, per tenant, caller and route, for seven days. */
@Injectable()
export class IdempotencyKeys {
  /** Bodies hold passwords, which must not be found out from what is stored. The first key digests; all of them recognise. */
  private readonly digestKeys: readonly Buffer[];

  constructor(
    private readonly uow: UnitOfWork,
    { secretKeys: { current, older } }: Config,
  ) {
    this.digestKeys = [current, ...older].map(({ key }) => Buffer.from(hkdfSync('sha256', key, '', 'lectern idempotency digest', 32)));
  }

  /**
   * The stored answer, or a recorder that keeps the answer in the handler's transaction; undefined when the request
   * carries no key, or the route does not honour it. `body` stands for what was sent: of an upload it is the digest.
   */
  async recall(
    context: RequestContext,
    exchange: Exchange,
    route: RouteFacts,
    body: unknown = exchange.request.body,
  ): Promise<StoredAnswer | AnswerRecorder | undefined> {
    const key = exchange.request.get('idempotency-key');
    if (key === undefined || !route.idempotent || !route.answer || !context.tenantId) return undefined;
    if (prefersStream(exchange, route.answer)) return undefined;
    if (!KEY.test(key)) throw new InvalidInput({ 'Idempotency-Key': ['Use 1 to 255 printable ASCII characters'] });
    const { request } = exchange;
    const scope = hash('sha256', JSON.stringify([context.principal?.userId ?? null, routeName(exchange), key]), 'base64url');
    // Where a repeat is answered as things stand, the query says how to wait and what to show, not what to do.
    const query = route.rebuilds === 'always' ? {} : request.query;
    const requestHashes = this.digestsOf(JSON.stringify([request.path.replace(/\/$/, ''), query, body ?? null]));
    const [stored] = await this.uow.query<StoredAnswer>(FIND_ANSWER, [scope]);
    if (stored) return this.checked(stored, requestHashes);
    const recorder = new AnswerRecorder({
      scope,
      requestHashes,
      tenantId: context.tenantId,
      principalId: context.principal?.userId,
      declared: route.answer,
      status: () => exchange.response.statusCode,
    });
    context.beforeCommit.unshift(recorder);
    return recorder;
  }

  /** Refuses an answer that was given to another request. */
  checked(stored: StoredAnswer, requestHashes: readonly string[]): StoredAnswer {
    if (!requestHashes.includes(stored.request_hash)) throw mismatch();
    return stored;
  }

  private digestsOf(request: string): readonly string[] {
    return this.digestKeys.map((key) => createHmac('sha256', key).update(request).digest('base64url'));
  }
}
