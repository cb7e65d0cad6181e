import type { DomainEvent } from '../../sdk/events.js';

/** An event as the outbox, the queue of parked events and the dead letters hold it. Columns, in the database's spelling. */
export interface StoredEvent {
  readonly id: string;
  readonly tenant_id: string;
  /** bigint as text; compared with `BigInt` only. */
  readonly position: string;
  readonly name: string;
  readonly topic: string;
  readonly key: string;
  readonly subject_id: string | null;
  readonly request_id: string | null;
  readonly traceparent: string | null;
  readonly data: unknown;
  readonly occurred_at: Date;
}

/** As a handler sees it; `data` has passed the definition's schema. */
export const domainEvent = (event: StoredEvent, data: unknown): DomainEvent => ({
  id: event.id,
  name: event.name,
  tenantId: event.tenant_id,
  key: event.key,
  subjectId: event.subject_id ?? undefined,
  occurredAt: event.occurred_at,
  requestId: event.request_id ?? undefined,
  data,
});
