import type { Pool, QueryResult } from 'pg';
import { beginForTenant } from './tenant-query-runner.js';

/**
 * Single reading statements of a tenant, with BEGIN and COMMIT sent in the same round trip.
 * Exactly one statement travels between them: were there more, a client-side error in one would skip it alone.
 */
export class PipelinedReads {
  constructor(private readonly pool: Pool) {}

  async query<R>(tenantId: string, sql: string, parameters: readonly unknown[]): Promise<R[]> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      const [begun, answered, committed] = await Promise.allSettled([
        client.query(beginForTenant(tenantId, ' READ ONLY')),
        client.query(sql, [...parameters]) as Promise<QueryResult & { rows: R[] }>,
        client.query('COMMIT'),
      ]);
      for (const part of [begun, answered, committed]) if (part.status === 'rejected') throw part.reason;
      return (answered as PromiseFulfilledResult<QueryResult & { rows: R[] }>).value.rows;
    } catch (error) {
      broken = (client as unknown as { getTransactionStatus(): string }).getTransactionStatus() === 'I' ? undefined : (error as Error);
      throw error;
    } finally {
      client.release(broken);
    }
  }
}
