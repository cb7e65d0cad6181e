import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { EventDefinition } from './events.js';

/** An act of staff, security or configuration, written in the transaction that does it. Never secrets, never bodies. */
export interface AuditEntry {
  /** `<area>.<act>`: `users.role-changed`. */
  readonly action: string;
  readonly category: 'staff' | 'security' | 'configuration' | 'system';
  readonly target?: { readonly type: string; readonly id: string };
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** An event as its publisher gives it. */
export interface OutgoingEvent<D> {
  /** The id of the aggregate whose row this transaction has locked or inserted: events of one key stay in order. */
  readonly key: string;
  /** The person the event is about: for all events of one key the same, or none, since through a broker both decide what comes in order. */
  readonly subjectId?: string;
  readonly data: D;
}

/**
 * One transaction of the current tenant: rows, outgoing events, audit and the stored answer commit together or not at
 * all. Throws when there is no tenant context. The database itself hides every other tenant's rows in it.
 */
export abstract class UnitOfWork {
  /** Runs `work` in a transaction, or joins the open one. Deadlocks and serialization failures rerun it twice, so it must not touch anything but the database. */
  abstract run<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
  /** One reading statement: in the open transaction, else in one of its own sent in a single round trip. */
  abstract query<R>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
  /** The open transaction. Throws when none is open. */
  abstract readonly em: EntityManager;
  /** The tenant of the context. Throws when there is none. */
  abstract readonly tenantId: string;
  /** Adds an event to the open transaction; written last, just before the commit. Throws when it does not fit its schema or is larger than 256 kB. */
  abstract publish<S extends z.ZodType>(event: EventDefinition<S>, message: OutgoingEvent<z.input<S>>): void;
  /** Adds an audit row to the open transaction. */
  abstract audit(entry: AuditEntry): void;
  /** Runs after a successful commit: cache invalidation, live push. Its errors are logged, never thrown. */
  abstract afterCommit(act: () => void | Promise<void>): void;
}
