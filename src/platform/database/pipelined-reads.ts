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
    const begin = beginForTenant(tenantId, ' READ ONLY');
    const client = await this.pool.connect();
    const insides = client as unknown as Insides;
    let broken: Error | undefined;
    try {
      const [begun, answered, committed] = await inOneWrite(insides.connection.stream, () =>
        Promise.allSettled([
          client.query(begin),
          client.query(sql, [...parameters]) as Promise<QueryResult & { rows: R[] }>,
          client.query('COMMIT'),
        ]),
      );
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

/** Whatever happens while it is held back, the stream flows again: a connection that stays corked answers nobody any more. */
const inOneWrite = <T>(stream: Duplex, send: () => T): T => {
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
};
