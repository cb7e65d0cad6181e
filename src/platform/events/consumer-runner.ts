import { Injectable } from '@nestjs/common';
import { DomainError } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { runForTenant, runInContext } from '../context/request-context.js';
import { isConnectionLoss } from '../database/database-errors.js';
import { withTimeLimit } from '../plugins/time-limit.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { backOffMs } from './back-off.js';
import { ConsumerBreakers } from './consumer-breakers.js';
import type { Consumer } from './consumer.js';
import { DeadLetterBox } from './dead-letter-box.js';
import { failureText } from './failure-text.js';
import { Parking } from './parking.js';
import { domainEvent, type StoredEvent } from './stored-event.js';

/** A handler may take this long for one event. */
export const HANDLER_MS = 2000;
/** After this long with one batch of a consumer, the rest of it queues, so that the shard goes on. */
const BATCH_MS = 6000;

/** The event does not fit its own schema: trying again cannot help. */
class UnreadableEvent extends Error {}

/** Runs events through one consumer of one tenant: in one transaction while all goes well, else one by one. */
@Injectable()
export class ConsumerRunner {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly parking: Parking,
    private readonly deadLetters: DeadLetterBox,
    private readonly breakers: ConsumerBreakers,
  ) {}

  /** Delivers, parks or buries every event. Throws only when the database is away: then nothing may be forgotten. */
  async deliver(consumer: Consumer, tenant: TenantSnapshot, events: readonly StoredEvent[]): Promise<void> {
    const pause = this.breakers.pauseOf(consumer.id);
    if (pause > 0) return this.parkRest(consumer, tenant, events, pause);
    try {
      await this.inTenant(consumer, tenant, undefined, () => this.transaction(consumer, tenant, events));
    } catch (error) {
      await this.rethrowIfAway(error, tenant);
      await this.oneByOne(consumer, tenant, events);
    }
  }

  /** One event in its own transaction, which `settle` shares: the removal of the parked row. */
  async deliverOne(consumer: Consumer, tenant: TenantSnapshot, event: StoredEvent, settle: () => Promise<void>): Promise<void> {
    const taken = await this.parking.takeIn(consumer.id, [event.id]);
    if (taken.has(event.id)) await this.handle(consumer, tenant, event);
    await settle();
  }

  /** Whether the failure is the event's own: trying again cannot help. */
  isHopeless(error: unknown): boolean {
    return error instanceof UnreadableEvent;
  }

  /** Opens the context an event runs in: its tenant, its request, its plugin. */
  inTenant<T>(consumer: Consumer, tenant: TenantSnapshot, event: StoredEvent | undefined, work: () => T): T {
    return runInContext(
      {
        requestId: event?.request_id ?? event?.id ?? newId(),
        traceparent: event?.traceparent ?? undefined,
        tenantId: tenant.id,
        tenant,
        plugin: consumer.pluginId,
        beforeCommit: [],
      },
      work,
    );
  }

  /** An error of the database being away is nobody's fault; a handler that only says so is found out by asking. */
  async rethrowIfAway(error: unknown, tenant: TenantSnapshot): Promise<void> {
    const away = isConnectionLoss(error) || (error instanceof DomainError && error.extras.dependency === 'database');
    if (!away) return;
    await runForTenant(tenant.id, () => this.uow.query('SELECT 1'));
  }

  private async transaction(consumer: Consumer, tenant: TenantSnapshot, events: readonly StoredEvent[]): Promise<void> {
    const handled = await this.uow.run(() => this.attempt(consumer, tenant, events));
    if (handled > 0) this.breakers.succeeded(consumer.id);
  }

  /** Answers how many events were handled; the others had been before, or wait behind one that fails. */
  private async attempt(consumer: Consumer, tenant: TenantSnapshot, events: readonly StoredEvent[]): Promise<number> {
    const blocked = await this.limitAndFindBlocked(consumer, events);
    const free = events.filter(({ key }) => !blocked.has(key));
    await this.parkBehind(
      consumer,
      events.filter(({ key }) => blocked.has(key)),
    );
    if (free.length === 0) return 0;
    const taken = await this.parking.takeIn(
      consumer.id,
      free.map(({ id }) => id),
    );
    const startedAt = performance.now();
    for (const event of free) {
      if (performance.now() - startedAt > BATCH_MS) throw new Error('The batch takes too long');
      if (taken.has(event.id)) await this.handle(consumer, tenant, event);
    }
    return taken.size;
  }

  /** What still runs after the time limit finds its connection rolled back and released: there it can change nothing. */
  private async handle(consumer: Consumer, tenant: TenantSnapshot, event: StoredEvent): Promise<void> {
    const parsed = consumer.event.schema.safeParse(event.data);
    if (!parsed.success) throw new UnreadableEvent(`The event does not fit its schema: ${parsed.error.message}`);
    const message = domainEvent(event, parsed.data);
    await this.inTenant(consumer, tenant, event, () => withTimeLimit(consumer.handle(message), HANDLER_MS, 'the handler'));
  }

  private async oneByOne(consumer: Consumer, tenant: TenantSnapshot, events: readonly StoredEvent[]): Promise<void> {
    const startedAt = performance.now();
    for (const [index, event] of events.entries()) {
      const pause = this.breakers.pauseOf(consumer.id);
      if (pause > 0 || performance.now() - startedAt > BATCH_MS) return this.parkRest(consumer, tenant, events.slice(index), pause);
      try {
        await this.inTenant(consumer, tenant, event, () => this.transaction(consumer, tenant, [event]));
      } catch (error) {
        await this.rethrowIfAway(error, tenant);
        await this.failed(consumer, tenant, event, error);
      }
    }
  }

  private async failed(consumer: Consumer, tenant: TenantSnapshot, event: StoredEvent, error: unknown): Promise<void> {
    const text = failureText(error);
    if (!this.isHopeless(error)) this.breakers.failed(consumer.id, tenant.id, event.key);
    await this.inTenant(consumer, tenant, event, () =>
      this.uow.run(async () => {
        if (this.isHopeless(error)) await this.deadLetters.buryEvent(consumer.id, event, 1, text);
        else {
          await this.parking.park([event], {
            consumer: consumer.id,
            reason: 'failing',
            attempts: 1,
            retryInMs: backOffMs(1),
            error: text,
          });
        }
      }),
    );
  }

  private async parkRest(consumer: Consumer, tenant: TenantSnapshot, events: readonly StoredEvent[], retryInMs: number): Promise<void> {
    await this.inTenant(consumer, tenant, undefined, () =>
      this.uow.run(() => this.parking.park(events, { consumer: consumer.id, reason: 'failing', attempts: 0, retryInMs })),
    );
  }

  private async parkBehind(consumer: Consumer, events: readonly StoredEvent[]): Promise<void> {
    await this.parking.park(events, { consumer: consumer.id, reason: 'failing', attempts: 0, retryInMs: 0 });
  }

  private async limitAndFindBlocked(consumer: Consumer, events: readonly StoredEvent[]): Promise<ReadonlySet<string>> {
    await this.uow.em.query(`SELECT set_config('statement_timeout', $1, true)`, [String(HANDLER_MS)]);
    return this.parking.blockedKeys(consumer.id, [...new Set(events.map(({ key }) => key))]);
  }
}
