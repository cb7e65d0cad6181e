import type { DataSource, QueryRunner } from 'typeorm';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The statements that open a tenant's transaction, in one round trip. The id goes into SQL text, hence the check. */
export const beginForTenant = (tenantId: string, mode: '' | ' READ ONLY' = ''): string => {
  if (!UUID.test(tenantId)) throw new Error('The tenant id is not a lower-case uuid');
  return `START TRANSACTION${mode}; SET LOCAL app.tenant_id = '${tenantId}'`;
};

/**
 * A query runner whose transactions belong to one tenant. The tenant is set together with BEGIN, never on the session.
 * An SQL error swallowed by a caller would make PostgreSQL answer COMMIT with a silent ROLLBACK: here it is an error.
 * Should TypeORM ever word its BEGIN differently, the tenant stays unset and row-level security answers with nothing.
 */
export const openTenantRunner = (source: DataSource, tenantId: string): QueryRunner => {
  const begin = beginForTenant(tenantId);
  const runner = source.createQueryRunner();
  const query = runner.query.bind(runner) as (sql: string, parameters?: unknown[], structured?: boolean) => Promise<unknown>;
  let aborted = false;
  const guarded = async (sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> => {
    if (sql === 'COMMIT' && aborted) throw new Error('An SQL error was swallowed: the transaction cannot commit');
    if (sql.startsWith('ROLLBACK TO SAVEPOINT')) aborted = false;
    try {
      return await query(sql === 'START TRANSACTION' ? begin : sql, parameters, structured);
    } catch (error) {
      aborted = true;
      throw error;
    }
  };
  runner.query = guarded as typeof runner.query;
  return runner;
};
