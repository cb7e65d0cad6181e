import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { DomainError } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { runForTenant, runInContext } from '../context/request-context.js';
import { isConnectionLoss } from '../database/database-errors.js';
import { withTimeLimit } from '../background/time-limit.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import type { Consumer } from './consumer.js';
import { Parking } from './parking.js';
import { domainEvent, type StoredEvent } from './stored-event.js';
import type { Turn } from './turn.js';

/** After this long a transaction takes no further event: what is done is committed before more is risked. */
const TRANSACTION_MS = 100;

/** The event does not fit its own schema: trying again cannot help. */
class UnreadableEvent extends Error {}

/** Whether the failure is the event's own: trying again cannot help. */
export const isHopeless = (error: unknown): boolean => error instanceof UnreadableEvent;

const inOneLine = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ');

export interface Attempt {
  /** Events that are no longer this one's affair: in effect, or parked behind one of their key. */
  readonly done: readonly StoredEvent[];
  /** How many of them a handler took in now. */
  readonly handled: number;
  /** Whether others wait behind them. */
  readonly more?: boolean;
  /** Nothing of it has happened, and the event it happened at, if it was one's. */
  readonly failure?: { readonly error: unknown; readonly event: StoredEvent | undefined };
}

/** Runs events through one consumer of one tenant, in one transaction with the record that it had them. */
@Injectable()
export class ConsumerAttempt {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly parking: Parking,
  ) {}

  /** For the first time: what waits behind an event of its key is parked, the rest is handled, all within the turn. */
  first(consumer: Consumer, tenant: TenantSnapshot, events: readonly StoredEvent[], turn: Turn): Promise<Attempt> {
    return this.attempt(consumer, tenant, turn.leftMs, async (at) => {
      const blocked = await this.parking.blockedKeys(consumer.id, [...new Set(events.map(({ key }) => key))]);
      const behind = events.filter(({ key }) => blocked.has(key));
      await this.parking.park(behind, { consumer: consumer.id, reason: 'failing', attempts: 0, retryInMs: 0 });
      const free = events.filter(({ key }) => !blocked.has(key));
      const { done, handled } = await this.handle(consumer, tenant, free, at, () => turn.leftMs);
      return { done: [...behind, ...done], handled };
    });
  }

  /** Again: up to `most` of the events that wait in the queue of a key, from its head, if that is due; each for up to `limitMs`. */
  again(consumer: Consumer, tenant: TenantSnapshot, key: string, most: number, limitMs: number): Promise<Attempt> {
    return this.attempt(consumer, tenant, limitMs, async (at) => {
      const line = await this.parking.lockLine(consumer.id, key, most);
      const attempt = await this.handle(consumer, tenant, line, at, () => limitMs);
      const more = line.length === most || attempt.done.length < line.length;
      if (line.length === 1) at(line[0]);
      await this.parking.remove(
        consumer.id,
        attempt.done.map(({ id }) => id),
      );
      return { ...attempt, more };
    });
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

  private async attempt(
    consumer: Consumer,
    tenant: TenantSnapshot,
    statementMs: number,
    work: (at: (event: StoredEvent | undefined) => void) => Promise<Attempt>,
  ): Promise<Attempt> {
    let reached: StoredEvent | undefined;
    try {
      return await this.inTenant(consumer, tenant, undefined, () =>
        this.uow.run(async (em) => {
          reached = undefined;
          await em.query(`SELECT set_config('statement_timeout', $1, true)`, [String(Math.max(1, Math.round(statementMs)))]);
          return work((event) => (reached = event));
        }),
      );
    } catch (error) {
      return { done: [], handled: 0, failure: { error, event: reached } };
    }
  }

  /** Answers the events that are in effect now; what the transaction had no time for is given back. */
  private async handle(
    consumer: Consumer,
    tenant: TenantSnapshot,
    events: readonly StoredEvent[],
    at: (event: StoredEvent | undefined) => void,
    limitMs: () => number,
  ): Promise<Attempt> {
    if (events.length === 0) return { done: events, handled: 0 };
    const ids = events.map(({ id }) => id);
    const taken = await this.parking.takeIn(consumer.id, ids);
    const startedAt = performance.now();
    let handled = 0;
    for (const [index, event] of events.entries()) {
      if (index > 0 && performance.now() - startedAt > TRANSACTION_MS) {
        await this.parking.giveBack(
          consumer.id,
          ids.slice(index).filter((id) => taken.has(id)),
        );
        return { done: events.slice(0, index), handled };
      }
      at(event);
      if (taken.has(event.id)) {
        await this.handleOne(consumer, tenant, event, limitMs());
        handled += 1;
      }
      at(undefined);
    }
    return { done: events, handled };
  }

  /** What still runs after the time limit finds its connection rolled back and released: there it can change nothing. */
  private async handleOne(consumer: Consumer, tenant: TenantSnapshot, event: StoredEvent, limitMs: number): Promise<void> {
    const parsed = consumer.event.schema.safeParse(event.data);
    if (!parsed.success) throw new UnreadableEvent(`The event does not fit its schema: ${inOneLine(parsed.error)}`);
    const message = domainEvent(event, parsed.data);
    await this.inTenant(consumer, tenant, event, () => withTimeLimit(consumer.handle(message), limitMs, 'the handler'));
  }
}
