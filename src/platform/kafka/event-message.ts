import { isUtf8 } from 'node:buffer';
import type { IHeaders, Message } from 'kafkajs';
import { z } from 'zod';
import type { Topic } from '../../sdk/events.js';
import type { StoredEvent } from '../events/stored-event.js';

/** Twice what an event may be when it is written: JSON can be spelled at greater length. */
const MAX_BYTES = 512_000;
const MAX_DEPTH = 1000;
/** Of a key, which stands in an index: well above what is written. */
const MOST_KEY_BYTES = 2000;

/**
 * Messages of one key are in one partition, and so in order. Events of one aggregate all name the same person, or none: then
 * the same key of an event is the same key here.
 */
const keyOf = ({ tenant_id, subject_id, key }: Pick<StoredEvent, 'tenant_id' | 'subject_id' | 'key'>): string =>
  `${tenant_id}:${subject_id ?? key}`;

const versionOf = (name: string): string => name.slice(name.lastIndexOf('.v') + 2);

/** An event as it travels: who, what and when in headers, the rest as JSON. */
export const messageOf = (event: StoredEvent): Message => ({
  key: keyOf(event),
  value: JSON.stringify(event.data),
  headers: {
    event_id: event.id,
    event_type: event.name,
    tenant_id: event.tenant_id,
    schema_version: versionOf(event.name),
    occurred_at: event.occurred_at.toISOString(),
    key: event.key,
    position: event.position,
    ...(event.subject_id !== null && { subject_id: event.subject_id }),
    ...(event.request_id !== null && { request_id: event.request_id }),
    ...(event.traceparent !== null && { traceparent: event.traceparent }),
  },
});

/** Why a message is passed over: nothing in it says for whom it is, or nothing of it could be kept. */
export type Unreadable = 'headers' | 'key' | 'size' | 'json' | 'tenant';

export interface IncomingMessage {
  /** Of its partition, as text. */
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders | undefined;
}

const LARGEST_POSITION = 2n ** 63n - 1n;
const text = z
  .string()
  .min(1)
  .max(2000)
  .refine((value) => value.isWellFormed() && !value.includes('\0'));

const keyText = text.refine((value) => Buffer.byteLength(value) <= MOST_KEY_BYTES);

const headersSchema = z.object({
  event_id: z.guid(),
  event_type: z.string().regex(/^[a-z][\w.-]{0,199}$/i),
  tenant_id: z.guid(),
  // Whatever it says: what is no version of ours is one that nobody here knows.
  schema_version: z.string().regex(/^[\w.+-]{1,50}$/),
  // there is no year 0 in PostgreSQL
  occurred_at: z.iso.datetime({ offset: true }).refine((moment) => !moment.startsWith('0000')),
  // The rest is not in the contract: what is left out is read off the message.
  key: keyText.optional(),
  position: z
    .string()
    .refine((value) => /^\d{1,19}$/.test(value) && BigInt(value) <= LARGEST_POSITION)
    .optional(),
  subject_id: z.guid().optional(),
  // Only for following what happened: no reason to lose an event.
  request_id: text.optional().catch(undefined),
  traceparent: text.optional().catch(undefined),
});

/**
 * The event of a message, or why there is none. Whatever comes back can be kept in the database: no shape that it would refuse
 * gets as far as that, because a batch that can never be kept would hold up its partition for ever.
 */
export const readMessage = (topic: Topic, message: IncomingMessage): StoredEvent | Unreadable => {
  const headers = headersSchema.safeParse(headerTexts(message.headers));
  if (!headers.success) return 'headers';
  const { event_id, event_type, tenant_id, schema_version, occurred_at, ...rest } = headers.data;
  const whose = message.key === null ? 'key' : whoseOf(message.key.toString(), headers.data);
  if (typeof whose === 'string') return whose;
  const envelope = {
    id: event_id,
    tenant_id,
    ...whose,
    // In order of their arrival, which is that of their key.
    position: rest.position ?? message.offset,
    // The version is the header's: of a version that is unknown here the event is kept for those who know it.
    name: event_type.endsWith(`.v${schema_version}`) ? event_type : `${event_type.replace(/\.v\d+$/, '')}.v${schema_version}`,
    topic,
    request_id: rest.request_id ?? null,
    traceparent: rest.traceparent ?? null,
    occurred_at: new Date(occurred_at),
  };
  if (message.value === null || message.value.length > MAX_BYTES) return 'size';
  const data = parsedJson(message.value);
  return data === undefined ? 'json' : { ...envelope, data };
};

/** Whose it is and in which order it belongs: by its headers, which its key must not contradict; without them by its key. */
const whoseOf = (
  messageKey: string,
  headers: z.infer<typeof headersSchema>,
): Pick<StoredEvent, 'key' | 'subject_id'> | 'headers' | 'key' => {
  const { tenant_id, key } = headers;
  const subject_id = headers.subject_id ?? null;
  if (key !== undefined) return messageKey === keyOf({ tenant_id, subject_id, key }) ? { key, subject_id } : 'key';
  const own = messageKey.startsWith(`${tenant_id}:`) ? messageKey.slice(tenant_id.length + 1) : '';
  if (own === '' || (subject_id !== null && subject_id !== own)) return 'key';
  if (!keyText.safeParse(own).success) return 'headers';
  return { key: own, subject_id: z.guid().safeParse(own).success ? own : null };
};

/** A header that is there twice, or is no text, is as good as not there. */
const headerTexts = (headers: IHeaders | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) => (Buffer.isBuffer(value) && isUtf8(value) ? [[name, value.toString()]] : [])),
  );

const parsedJson = (value: Buffer): unknown => {
  if (!isUtf8(value)) return undefined;
  try {
    const data: unknown = JSON.parse(value.toString());
    return isKeepable(data, MAX_DEPTH) ? data : undefined;
  } catch {
    return undefined;
  }
};

/** What a jsonb column takes: no NUL, no half of a surrogate pair, no bottomless nesting. */
const isKeepable = (value: unknown, depth: number): boolean => {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Array.isArray(value)
    ? value.every((each) => isKeepable(each, depth - 1))
    : Object.entries(value).every(([name, each]) => isKeepable(name, 0) && isKeepable(each, depth - 1));
};
