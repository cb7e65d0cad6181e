import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { backOffMs } from './back-off.js';
import { ConsumerAttempt, isHopeless } from './consumer-attempt.js';
import { ConsumerBreakers } from './consumer-breakers.js';
import type { Consumer } from './consumer.js';
import { DeadLetterBox } from './dead-letter-box.js';
import { failureText } from './failure-text.js';
import type { ParkedKey } from './parked-queues.js';
import { Parking } from './parking.js';
import type { StoredEvent } from './stored-event.js';

/** Failures after which an event is a dead letter and its key goes on without it: about ten minutes. */
const MAX_ATTEMPTS = 10;
/** A handler may take this long for one event. */
const HANDLER_MS = 2000;
/** What an event may take where those that were not tried yet have their turn. */
const UNTRIED_MS = 500;
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

  /** Answers whether there may be more that is due. What was `tried` before has the whole time a handler may take. */
  async drain(consumer: Consumer, tenant: TenantSnapshot, { key, tried }: ParkedKey, stopping: () => boolean): Promise<boolean> {
    const endsAt = performance.now() + TURN_MS;
    const limitMs = tried ? HANDLER_MS : UNTRIED_MS;
    let most = LINE;
    while (performance.now() < endsAt) {
      if (stopping() || this.breakers.pauseOf(consumer.id) > 0) return false;
      const startedAt = performance.now();
      const { handled, more, failure } = await this.attempts.again(consumer, tenant, key, most, limitMs);
      if (handled > 0) this.breakers.succeeded(consumer.id);
      if (!failure && !more) return false;
      if (!failure) continue;
      await this.attempts.rethrowIfAway(failure.error, tenant);
      const { event } = failure;
      // Nobody's in particular: then of the first, should it fail alone. Of none, if it does not even come to that.
      if (!event && most === 1) return false;
      if (!event) most = 1;
      else if (tried || performance.now() - startedAt < limitMs) await this.failed(consumer, tenant, event, failure.error);
      else await this.setAside(consumer, tenant, event);
    }
    return true;
  }

  /** No failure yet: it only has to wait for others of its kind now, and not they for it. */
  private async setAside(consumer: Consumer, tenant: TenantSnapshot, event: StoredEvent): Promise<void> {
    await this.attempts.inTenant(consumer, tenant, event, () => this.uow.run(() => this.parking.setAside(consumer.id, event.id)));
  }

  /** Counts the failure; after the last one the event is a dead letter, and its key goes on. */
  private async failed(consumer: Consumer, tenant: TenantSnapshot, event: StoredEvent, error: unknown): Promise<void> {
    const hopeless = isHopeless(error);
    if (!hopeless) this.breakers.failed(consumer.id, tenant.id, event.key);
    await this.attempts.inTenant(consumer, tenant, event, () =>
      this.uow.run(async () => {
        const attempts = await this.parking.failedAgain(consumer.id, event.id, failureText(error));
        if (attempts === 0) return;
        if (hopeless || attempts >= MAX_ATTEMPTS) {
          await this.deadLetters.buryEvent(consumer.id, event, attempts, failureText(error));
          await this.parking.remove(consumer.id, [event.id]);
        } else {
          await this.parking.postpone(consumer.id, event.id, Math.max(backOffMs(attempts), this.breakers.pauseOf(consumer.id)));
        }
      }),
    );
  }
}
