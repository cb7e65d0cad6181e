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
import type { Turn } from './turn.js';

/** Delivers the events of one tenant to one consumer for the first time; what does not get through is parked. */
@Injectable()
export class ConsumerRunner {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: ConsumerAttempt,
    private readonly parking: Parking,
    private readonly deadLetters: DeadLetterBox,
    private readonly breakers: ConsumerBreakers,
  ) {}

  /**
   * Delivers, parks or buries every event while it has its turn; what is left then is parked, due at once. Throws only
   * when the database is away: then nothing may be forgotten.
   */
  async deliver(consumer: Consumer, tenant: TenantSnapshot, events: readonly StoredEvent[], turn: Turn): Promise<void> {
    let rest = events;
    let atOnce = rest.length;
    while (rest.length > 0) {
      const pause = this.breakers.pauseOf(consumer.id);
      if (pause > 0 || turn.isOver) return this.park(consumer, tenant, rest, pause);
      const some = rest.slice(0, atOnce);
      const { done, handled, failure } = await this.attempts.first(consumer, tenant, some, turn);
      if (!failure) {
        if (handled > 0) this.breakers.succeeded(consumer.id);
        if (!turn.isOver) turn.progressed(done.length);
        rest = without(rest, done);
        continue;
      }
      await this.attempts.rethrowIfAway(failure.error, tenant);
      if (turn.isOver) return this.park(consumer, tenant, rest, 0);
      const culprit = failure.event ?? (some.length === 1 ? some[0] : undefined);
      if (culprit) rest = without(rest, await this.failed(consumer, tenant, culprit, rest, failure.error));
      else atOnce = 1;
    }
  }

  /** Parks events untried. */
  async park(consumer: Consumer, tenant: TenantSnapshot, events: readonly StoredEvent[], retryInMs: number): Promise<void> {
    await this.attempts.inTenant(consumer, tenant, undefined, () =>
      this.uow.run(() => this.parking.park(events, { consumer: consumer.id, reason: 'failing', attempts: 0, retryInMs })),
    );
  }

  /**
   * Parks what failed with all of its key, those before it too: they were rolled back with it, and must not come after it.
   * What can never succeed is buried, and nothing waits for it. Answers what is settled by that.
   */
  private async failed(
    consumer: Consumer,
    tenant: TenantSnapshot,
    event: StoredEvent,
    rest: readonly StoredEvent[],
    error: unknown,
  ): Promise<readonly StoredEvent[]> {
    const text = failureText(error);
    const hopeless = isHopeless(error);
    if (!hopeless) this.breakers.failed(consumer.id, tenant.id, event.key);
    const line = hopeless ? [event] : rest.filter(({ key }) => key === event.key);
    const parked = { consumer: consumer.id, reason: 'failing' } as const;
    await this.attempts.inTenant(consumer, tenant, event, () =>
      this.uow.run(async () => {
        if (hopeless) return this.deadLetters.buryEvent(consumer.id, event, 1, text);
        await this.parking.park([event], { ...parked, attempts: 1, retryInMs: backOffMs(1), error: text });
        await this.parking.park(without(line, [event]), { ...parked, attempts: 0, retryInMs: 0 });
      }),
    );
    return line;
  }
}

const without = (events: readonly StoredEvent[], others: readonly StoredEvent[]): StoredEvent[] => {
  const gone = new Set(others);
  return events.filter((event) => !gone.has(event));
};
