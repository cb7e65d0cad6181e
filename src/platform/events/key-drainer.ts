import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { backOffMs } from './back-off.js';
import { ConsumerAttempt, isHopeless } from './consumer-attempt.js';
import { ConsumerBreakers } from './consumer-breakers.js';
import type { Consumer } from './consumer.js';
import { DeadLetterBox } from './dead-letter-box.js';
import { failureText } from './failure-text.js';
import { Parking } from './parking.js';
import type { StoredEvent } from './stored-event.js';

/** Failures after which an event is a dead letter and its key goes on without it: about ten minutes. */
const MAX_ATTEMPTS = 10;
/** Events of a key in one transaction, and how long one key may take before others have their turn. */
const LINE = 50;
const TURN_MS = 500;

/** Works off the queue of one consumer and key, head first. */
@Injectable()
export class KeyDrainer {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: ConsumerAttempt,
    private readonly breakers: ConsumerBreakers,
    private readonly parking: Parking,
    private readonly deadLetters: DeadLetterBox,
  ) {}

  /** Answers whether there may be more that is due. */
  async drain(consumer: Consumer, tenant: TenantSnapshot, key: string, stopping: () => boolean): Promise<boolean> {
    const endsAt = performance.now() + TURN_MS;
    let limit = LINE;
    while (performance.now() < endsAt) {
      if (stopping() || this.breakers.pauseOf(consumer.id) > 0) return false;
      const { done, handled, failure } = await this.attempts.again(consumer, tenant, key, limit);
      if (failure) {
        await this.attempts.rethrowIfAway(failure.error, tenant);
        if (!failure.event) return false;
        // Whose fault it was is sure only of one that is alone.
        if (limit > 1) limit = 1;
        else if (!(await this.failed(consumer, tenant, failure.event, failure.error))) return false;
        continue;
      }
      if (handled > 0) this.breakers.succeeded(consumer.id);
      if (done.length === 0) return false;
    }
    return true;
  }

  /** Counts the failure; after the last one the event is a dead letter. Whether the key goes on. */
  private async failed(consumer: Consumer, tenant: TenantSnapshot, event: StoredEvent, error: unknown): Promise<boolean> {
    const hopeless = isHopeless(error);
    if (!hopeless) this.breakers.failed(consumer.id, tenant.id, event.key);
    return this.attempts.inTenant(consumer, tenant, event, () =>
      this.uow.run(async () => {
        const attempts = await this.parking.failedAgain(consumer.id, event.id, failureText(error));
        if (attempts === 0) return false;
        if (hopeless || attempts >= MAX_ATTEMPTS) {
          await this.deadLetters.buryEvent(consumer.id, event, attempts, failureText(error));
          await this.parking.remove(consumer.id, [event.id]);
          return true;
        }
        await this.parking.postpone(consumer.id, event.id, Math.max(backOffMs(attempts), this.breakers.pauseOf(consumer.id)));
        return false;
      }),
    );
  }
}
