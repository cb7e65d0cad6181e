import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { EventDefinition } from '../../sdk/events.js';
import { newId } from '../../sdk/ids.js';
import type { OutgoingEvent } from '../../sdk/unit-of-work.js';
import { currentContext, type SqlQuery } from '../context/request-context.js';
import { traceparentOf } from '../context/trace-context.js';

/** Events of one key always land in the same shard, and a shard is sent in order. */
export const OUTBOX_SHARDS = 32;
const MAX_PAYLOAD_BYTES = 256_000;
const MAX_KEY_LENGTH = 500;

export interface PendingEvent {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly key: string;
  readonly subjectId: string | null;
  readonly data: string;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

/**
 * An event as it will be written. Throws where it is published, before anything is written, when it does not fit its own
 * schema or is larger than 256 kB: a defect of the publisher, never of whoever sent the request.
 */
export const pendingEvent = <S extends z.ZodType>(event: EventDefinition<S>, message: OutgoingEvent<z.input<S>>): PendingEvent => {
  const parsed = event.schema.safeParse(message.data);
  if (!parsed.success) throw new Error(`The event ${event.name} does not fit its schema: ${parsed.error.message}`, { cause: parsed.error });
  const data = JSON.stringify(parsed.data);
  const bytes = Buffer.byteLength(data);
  if (bytes > MAX_PAYLOAD_BYTES)
    throw new Error(
      `The event ${event.name} carries ${bytes} bytes; it may be ${MAX_PAYLOAD_BYTES}: let it name what can be read elsewhere`,
    );
  if (message.key === '' || message.key.length > MAX_KEY_LENGTH)
    throw new Error(`The key of the event ${event.name} has ${message.key.length} characters; it needs 1 to ${MAX_KEY_LENGTH}`);
  const context = currentContext();
  return {
    id: newId(),
    name: event.name,
    topic: event.topic,
    key: message.key,
    subjectId: message.subjectId ?? null,
    data,
    requestId: context?.requestId ?? null,
    traceparent: context ? traceparentOf(context) : null,
  };
};

export const shardOf = (key: string): number => createHash('sha256').update(key).digest().readUInt32BE(0) % OUTBOX_SHARDS;

/** All events of a transaction in one statement; rows get their positions in the order they are given. */
export const WRITE_EVENTS = `
  INSERT INTO core.outbox (id, shard, name, topic, key, subject_id, request_id, traceparent, data)
  SELECT id, shard, name, topic, key, subject_id, request_id, traceparent, data
  FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::jsonb[])
    WITH ORDINALITY AS given (id, shard, name, topic, key, subject_id, request_id, traceparent, data, place) ORDER BY place`;

/** What `WRITE_EVENTS` takes: a list for each column. */
export const eventColumns = (events: readonly PendingEvent[]): unknown[] => [
  events.map(({ id }) => id),
  events.map(({ key }) => shardOf(key)),
  events.map(({ name }) => name),
  events.map(({ topic }) => topic),
  events.map(({ key }) => key),
  events.map(({ subjectId }) => subjectId),
  events.map(({ requestId }) => requestId),
  events.map(({ traceparent }) => traceparent),
  events.map(({ data }) => data),
];

/** Writes the events of a transaction, in their order. The last thing before the stored answer and COMMIT. */
export const writeOutbox = async (query: SqlQuery, events: readonly PendingEvent[]): Promise<void> => {
  if (events.length > 0) await query(WRITE_EVENTS, eventColumns(events));
};
