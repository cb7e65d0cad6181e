import { Injectable } from '@nestjs/common';
import type { LeavingTransaction } from '../../sdk/http.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { type RequestContext, withoutRiders } from '../context/request-context.js';
import { loggableError } from '../telemetry/loggable-error.js';
import { logger } from '../telemetry/logger.js';
import { RateLimits } from '../throttling/rate-limits.js';
import type { AnswerRecorder } from './answer-recorder.js';

/** What was taken before the work, and is given back when it fails. */
export interface BegunWork {
  abandon(): Promise<void>;
}

/**
 * Requests whose use case leaves the transaction: what would ride in it is taken in a short one before, so that two at once do
 * not both do the work, and nobody pays a provider for a call over the limit.
 */
@Injectable()
export class OutsideWork {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly limits: RateLimits,
  ) {}

  /** Claims the key and spends from hour and day limits. After that only the answer waits for a transaction. */
  async begin(context: RequestContext, { leaseSeconds }: LeavingTransaction, recorder: AnswerRecorder | undefined): Promise<BegunWork> {
    const reservations = context.beforeCommit.splice(0).filter((rider) => rider !== recorder);
    const claim = recorder?.claim(leaseSeconds);
    context.beforeCommit.push(...(claim ? [claim] : []), ...reservations);
    if (context.beforeCommit.length > 0) await this.uow.run(() => Promise.resolve());
    if (recorder) context.beforeCommit.push(recorder);
    const giveBack = () =>
      this.uow.run(async (em) => {
        await claim?.end((sql, parameters = []) => em.query(sql, [...parameters]));
        await this.limits.giveBack(context);
      });
    return {
      abandon: async () => {
        if (!claim && reservations.length === 0) return;
        try {
          await withoutRiders(giveBack);
        } catch (error) {
          logger.warn({ failure: loggableError(error) }, 'what a failed request had taken could not be given back');
        }
      },
    };
  }
}
