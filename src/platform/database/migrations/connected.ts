import { Client } from 'pg';
import type { SqlQuery } from '../../context/request-context.js';

/** Statements on one connection, as those of a transaction are handed about. */
export const queryOn =
  (client: Client): SqlQuery =>
  async <R>(sql: string, parameters: readonly unknown[] = []) =>
    (await client.query(sql, [...parameters])).rows as R[];

/** Runs work on a connection of its own, closed afterwards. */
export const connected = async <T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString, application_name: 'lectern:migrate', connectionTimeoutMillis: 5000 });
  // a connection lost between two statements shows as the error of the next one
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
