import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { EventDefinition } from '../../sdk/events.js';
import { newId } from '../../sdk/ids.js';
import type { OutgoingEvent } from '../../sdk/unit-of-work.js';
import { currentContext, type SqlQuery } from '../context/request-context.js';

/** Events of one key always land in the same shard, and a shard is sent in order. */
const OUTBOX_SHARDS = 32;
const MAX_PAYLOAD_BYTES = 256_000;

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

/** Validates an event against its schema. Throws on a wrong shape or more than 256 kB: a defect of the publisher. */
export const pendingEvent = <S extends z.ZodType>(event: EventDefinition<S>, message: OutgoingEvent<z.input<S>>): PendingEvent => {
  const data = JSON.stringify(event.schema.parse(message.data));
  if (Buffer.byteLength(data) > MAX_PAYLOAD_BYTES) throw new Error(`Event ${event.name} is larger than ${MAX_PAYLOAD_BYTES} bytes`);
  const context = currentContext();
  return {
    id: newId(),
    name: event.name,
    topic: event.topic,
    key: message.key,
    subjectId: message.subjectId ?? null,
    data,
    requestId: context?.requestId ?? null,
    traceparent: context?.traceparent ?? null,
  };
};

export const shardOf = (key: string): number => createHash('sha256').update(key).digest().readUInt32BE(0) % OUTBOX_SHARDS;

export const WRITE_EVENT = `
  INSERT INTO core.outbox (id, shard, name, topic, key, subject_id, request_id, traceparent, data)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** Writes the events of a transaction, in their order. The last thing before the stored answer and COMMIT. */
export const writeOutbox = async (query: SqlQuery, events: readonly PendingEvent[]): Promise<void> => {
  for (const event of events) {
    await query(WRITE_EVENT, [
      event.id,
      shardOf(event.key),
      event.name,
      event.topic,
      event.key,
      event.subjectId,
      event.requestId,
      event.traceparent,
      event.data,
    ]);
  }
};
