import { Injectable } from '@nestjs/common';
import { EarlierAnswer } from '../../sdk/http.js';
import { currentContext, type RequestContext } from '../context/request-context.js';
import type { RouteFacts } from '../http/route-facts.js';

const earlier = new WeakMap<RequestContext, string>();

/** A request that was answered before, while its handler answers it again. */
@Injectable()
export class RepeatedRequest extends EarlierAnswer {
  /** Whether the handler is to answer: it finds the id of what was made before. */
  remember(context: RequestContext, when: RouteFacts['rebuilds'], answer: string | null): boolean {
    if (!when || answer === null) return false;
    const stored = JSON.parse(answer) as Readonly<Record<string, unknown>>;
    if (when === 'long' && Object.keys(stored).length > 1) return false;
    if (typeof stored.id !== 'string') throw new Error('A route that rebuilds repeats answers something with an id');
    earlier.set(context, stored.id);
    return true;
  }

  get id(): string | undefined {
    const context = currentContext();
    return context && earlier.get(context);
  }
}
