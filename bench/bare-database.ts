import { Pool, type PoolClient } from 'pg';
import { beginForTenant } from '../src/platform/database/tenant-query-runner.js';

const { DATABASE_APP_URL, POOL_SIZE, TENANT_ID = '' } = process.env;

const pool = (pipeline: boolean): Pool => new Pool({ connectionString: DATABASE_APP_URL, max: Number(POOL_SIZE), pipeline });
const reads = pool(true);
const writes = pool(false);

/** One statement of the tenant in a transaction of its own, in one round trip. */
export const read = async <R extends object>(text: string, values: unknown[]): Promise<R[]> => {
  const client = await reads.connect();
  try {
    const [, answer] = await Promise.all([
      client.query(beginForTenant(TENANT_ID, ' READ ONLY')),
      client.query<R>(text, values),
      client.query('COMMIT'),
    ]);
    return answer.rows;
  } finally {
    client.release();
  }
};

/** Statements of the tenant in one transaction, one by one. */
export const write = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await writes.connect();
  try {
    await client.query(beginForTenant(TENANT_ID));
    const answer = await work(client);
    await client.query('COMMIT');
    return answer;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
};
