import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import { Config } from '../config/config.js';
import type { SqlQuery } from '../context/request-context.js';
import { toDomainError } from '../database/database-errors.js';
import { DatabaseWatch } from '../database/database-watch.js';
import { isUnitOpen } from '../database/tenant-unit-of-work.js';
import { logger } from '../telemetry/logger.js';

// Everything holds for the transaction alone, in one round trip: a pooler in transaction mode may stand in between.
const BEGIN = `START TRANSACTION; SET LOCAL ROLE lectern_system; SET LOCAL statement_timeout = '5s';
  SET LOCAL lock_timeout = '2s'; SET LOCAL idle_in_transaction_session_timeout = '10s'`;

/**
 * The one door across tenants: role `lectern_system`, which sees only the tables whose policies name it.
 * For the relay, schedules and operator routes; never for domains or plugins.
 */
@Injectable()
export class SystemAccess implements OnApplicationShutdown {
  private readonly pool: Pool;

  constructor(
    config: Config,
    private readonly watch: DatabaseWatch,
  ) {
    this.pool = new Pool({
      connectionString: config.database.ownerUrl,
      application_name: 'lectern:system',
      max: 4,
      connectionTimeoutMillis: 1500,
      idleTimeoutMillis: 30_000,
    });
    this.pool.on('error', (error) => logger.warn({ err: error }, 'an idle system connection was lost'));
    watch.guard(this.pool);
  }

  /** One transaction across tenants. Taking it while a unit of work is open is an error: it would hold two connections. */
  async run<T>(work: (query: SqlQuery) => Promise<T>): Promise<T> {
    if (isUnitOpen()) throw new Error('A unit of work is open: no second connection may be taken');
    this.watch.assertUp();
    let client;
    try {
      client = await this.pool.connect();
    } catch (error) {
      throw toDomainError(error);
    }
    let broken: Error | undefined;
    try {
      await client.query(BEGIN);
      const run = client.query.bind(client) as (sql: string, parameters?: unknown[]) => Promise<{ rows: never[] }>;
      const result = await work(async (sql, parameters = []) => (await run(sql, [...parameters])).rows);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failed: Error) => (broken = failed));
      throw toDomainError(error);
    } finally {
      client.release(broken);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
