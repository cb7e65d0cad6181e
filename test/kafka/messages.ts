import type { Message } from 'kafkajs';
import { newId } from '../../src/sdk/ids.js';

export interface ProbeMessage {
  readonly tenantId: string;
  readonly key: string;
  readonly n: number;
  readonly position: number;
  /** Headers to change; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** An event of the tests as Lectern would send it, or not quite. */
export const probeMessage = ({ tenantId, key, n, position, headers = {} }: ProbeMessage): Message => {
  const all = {
    event_id: newId(),
    event_type: 'probe.thing-done.v1',
    tenant_id: tenantId,
    schema_version: '1',
    occurred_at: new Date().toISOString(),
    key,
    position: String(position),
    ...headers,
  };
  return {
    key: `${tenantId}:${key}`,
    value: JSON.stringify({ n }),
    headers: Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)),
  };
};
