import { Injectable } from '@nestjs/common';
import { PreconditionFailed } from '../../sdk/errors.js';
import { Preconditions } from '../../sdk/page.js';
import { entityTag, namesTag } from './entity-tag.js';
import { currentExchange } from './exchange.js';
import { serializeAnswer } from './serialize-answer.js';

/** Reads `If-Match` of the running exchange. Outside of one there is nothing to honour. */
@Injectable()
export class HttpPreconditions extends Preconditions {
  check(current: unknown): void {
    const exchange = currentExchange();
    const expected = exchange?.request.get('if-match');
    if (expected === undefined || !exchange?.route?.answer?.schema) return;
    const json = JSON.stringify(serializeAnswer(exchange.route.answer, current));
    if (!namesTag(expected, entityTag(json))) throw new PreconditionFailed();
  }
}
