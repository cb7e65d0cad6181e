import type { DataSource } from 'typeorm';
import type { DirectListener } from './direct-listener.js';

/** What fits into a notification, with some room: PostgreSQL refuses payloads of 8,000 bytes. */
export const PAYLOAD_BYTES = 7500;

/** Notifies over the direct connection, and over one of the pool while that is away: only hearing needs the direct one. Throws when neither leads out. */
export const announce = async (direct: DirectListener, source: DataSource, channel: string, payload: string): Promise<void> => {
  if (!(await direct.notify(channel, payload))) await source.query('SELECT pg_notify($1, $2)', [channel, payload]);
};
