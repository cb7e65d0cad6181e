import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { PreconditionFailed } from '../../sdk/errors.js';
import { Preconditions } from '../../sdk/page.js';
import { entityTag, namesTag } from './entity-tag.js';
import { currentExchange } from './exchange.js';
import { serializeAnswer } from './serialize-answer.js';

/** Reads `If-Match` of the running exchange. Outside of one there is nothing to honour. */
@Injectable()
export class HttpPreconditions extends Preconditions {
  check(current: unknown, shape?: z.ZodType): void {
    const exchange = currentExchange();
    const expected = exchange?.request.get('if-match');
    if (expected === undefined) return;
    const answer = shape ? { schema: shape, status: 200, list: Array.isArray(current) } : exchange?.route?.answer;
    if (!answer?.schema) throw new Error('A route without an answer says what shape its resource has');
    if (current === undefined || !namesTag(expected, entityTag(JSON.stringify(serializeAnswer(answer, current))))) {
      throw new PreconditionFailed();
    }
  }
}
