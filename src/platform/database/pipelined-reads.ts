import type { Duplex } from 'node:stream';
import type { Pool, QueryResult } from 'pg';
import { beginForTenant } from './tenant-query-runner.js';

/** What the driver has and does not declare. */
interface Insides {
  getTransactionStatus(): string;
  readonly connection: { readonly stream: Duplex };
}

/**
 * Single reading statements of a tenant, with BEGIN and COMMIT sent in the same round trip, and in one write.
 * Exactly one statement travels between them: were there more, a client-side error in one would skip it alone.
 */
export class PipelinedReads {
  constructor(private readonly pool: Pool) {}

  async query<R>(tenantId: string, sql: string, parameters: readonly unknown[]): Promise<R[]> {
    const client = await this.pool.connect();
    const insides = client as unknown as Insides;
    let broken: Error | undefined;
    try {
      insides.connection.stream.cork();
      const parts = Promise.allSettled([
        client.query(beginForTenant(tenantId, ' READ ONLY')),
        client.query(sql, [...parameters]) as Promise<QueryResult & { rows: R[] }>,
        client.query('COMMIT'),
      ]);
      insides.connection.stream.uncork();
      const [begun, answered, committed] = await parts;
      for (const part of [begun, answered, committed]) if (part.status === 'rejected') throw part.reason;
      return (answered as PromiseFulfilledResult<QueryResult & { rows: R[] }>).value.rows;
    } catch (error) {
      broken = insides.getTransactionStatus() === 'I' ? undefined : (error as Error);
      throw error;
    } finally {
      client.release(broken);
    }
  }
}
