import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from './measure.js';
import type { House } from './events-house.js';
import type { ServerProcess } from '../test/faults/harness/server-process.js';

const EVENTS = 300;
const EVERY_MS = 40;
const SETTLE_MS = 5000;

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export const post = async (api: ServerProcess, token: string, mark: string, key: string): Promise<void> => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${api.url}/api/v1/busy/work`, { method: 'POST', headers, body: JSON.stringify({ mark, key, n: 1 }) });
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
};

/**
 * From the row of the publisher, written just before its transaction ends, to the row of the handler: with the commit of the
 * one and the beginning of the other's transaction, by the clock of the database. 25 events a second, each of a key of its own.
 */
export const outboxToHandler = async (house: House, api: ServerProcess, token: string, name: string): Promise<Latency> => {
  const send = async (stage: string, count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) await Promise.all([post(api, token, `${name}-${stage}-${n}`, `${name}-${n}`), pause(EVERY_MS)]);
  };
  await send('warm', 50);
  await send('measured', EVENTS);
  await pause(SETTLE_MS);
  const { rows } = await house.sql.query<{ ms: number }>(
    `SELECT extract(epoch FROM e.at - w.at)::float8 * 1000 AS ms FROM busy.work w JOIN busy.effect e USING (mark) WHERE w.mark LIKE $1 || '-measured-%'`,
    [name],
  );
  if (rows.length !== 2 * EVENTS) throw new Error(`${rows.length} effects of ${2 * EVENTS}`);
  const all = rows.map(({ ms }) => ms);
  return { p50: quantile(all, 0.5), p99: quantile(all, 0.99) };
};
