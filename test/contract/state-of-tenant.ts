import type { TestServer } from '../../src/testing/test-server.js';
import { eventually } from '../../src/testing/eventually.js';

/** What moves by itself, or by being called at all: counters, sessions' last use, work in flight. */
const VOLATILE = new Set([
  'core.limit_window',
  'core.login_failure',
  'core.outbox',
  'core.inbox',
  'core.parked_event',
  'core.job',
  'core.idempotency_record',
  'core.session',
]);

interface Table {
  readonly name: string;
}

const tenantTables = (server: TestServer): Promise<Table[]> =>
  server.sql<Table>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pgboss') ORDER BY 1`,
  );

/** A digest of every row of a tenant, by table. Waits until nothing is in flight, so that two of them can be compared. */
export const stateOfTenant = async (server: TestServer, tenantId: string): Promise<Record<string, string>> => {
  await eventually(async () => {
    const [row] = await server.sql<{ busy: string }>(
      `SELECT (SELECT count(*) FROM core.outbox WHERE tenant_id = $1) + (SELECT count(*) FROM core.job WHERE tenant_id = $1 AND status IN ('queued', 'running')) AS busy`,
      [tenantId],
    );
    return Number(row?.busy) === 0;
  });
  const state: Record<string, string> = {};
  for (const { name } of await tenantTables(server)) {
    if (VOLATILE.has(name)) continue;
    const [row] = await server.sql<{ digest: string }>(
      `SELECT count(*) || ':' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS digest FROM ${name} t WHERE tenant_id = $1`,
      [tenantId],
    );
    state[name] = row?.digest ?? '';
  }
  const [tenant] = await server.sql<{ digest: string }>('SELECT md5(t::text) AS digest FROM core.tenants t WHERE id = $1', [tenantId]);
  return { ...state, 'core.tenants': tenant?.digest ?? '' };
};

/** Every id of a tenant's rows: none of them may ever appear in an answer to somebody else. */
export const idsOfTenant = async (server: TestServer, tenantId: string): Promise<ReadonlySet<string>> => {
  const ids = new Set<string>([tenantId]);
  for (const { name } of await tenantTables(server)) {
    const [column] = await server.sql<{ present: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = $1::regclass AND attname = 'id' AND NOT attisdropped) AS present`,
      [name],
    );
    if (!column?.present) continue;
    for (const { id } of await server.sql<{ id: string }>(`SELECT id::text AS id FROM ${name} WHERE tenant_id = $1`, [tenantId]))
      ids.add(id);
  }
  return ids;
};
