import { Injectable } from '@nestjs/common';
import { EarlierAnswer } from '../../sdk/http.js';
import { currentContext, type RequestContext } from '../context/request-context.js';

const earlier = new WeakMap<RequestContext, string>();

/** A request that was answered before, while its handler answers it again. */
@Injectable()
export class RepeatedRequest extends EarlierAnswer {
  remember(context: RequestContext, answer: string): void {
    const { id } = (JSON.parse(answer) ?? {}) as { id?: unknown };
    if (typeof id !== 'string') throw new Error('A route that rebuilds repeats answers something with an id');
    earlier.set(context, id);
  }

  get id(): string | undefined {
    const context = currentContext();
    return context && earlier.get(context);
  }
}
