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
  'core.schedule',
  'core.idempotency_record',
  'core.session',
]);

interface Table {
  readonly name: string;
  readonly has_id: boolean;
}

const known = new WeakMap<TestServer, Promise<Table[]>>();

/** Looked up once for each server: its tables do not change. */
const tenantTables = (server: TestServer): Promise<Table[]> => {
  const tables =
    known.get(server) ??
    server.sql<Table>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name,
         EXISTS (SELECT FROM pg_attribute i WHERE i.attrelid = c.oid AND i.attname = 'id' AND NOT i.attisdropped) AS has_id
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pgboss') ORDER BY 1`,
    );
  known.set(server, tables);
  return tables;
};

/**
 * A digest of every row of a tenant, by table. Waits until nothing is in flight, so that two of them can be compared; what
 * waits for something that is not there, like a sandbox or the consumer that the fixtures have made up, stays where it is.
 */
export const stateOfTenant = async (server: TestServer, tenantId: string): Promise<Record<string, string>> => {
  await eventually(async () => {
    const [row] = await server.sql<{ busy: string }>(
      `SELECT (SELECT count(*) FROM core.outbox WHERE tenant_id = $1)
         + (SELECT count(*) FROM core.parked_event WHERE tenant_id = $1 AND reason = 'failing' AND consumer <> 'core:Nobody.listens')
         + (SELECT count(*) FROM core.job WHERE tenant_id = $1 AND (status = 'running' OR status = 'queued' AND waiting_for IS NULL)) AS busy`,
      [tenantId],
    );
    return Number(row?.busy) === 0;
  });
  const digests = (await tenantTables(server))
    .filter(({ name }) => !VOLATILE.has(name))
    .map(
      ({ name }) =>
        `SELECT '${name}' AS name, count(*) || ':' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS digest
         FROM ${name} t WHERE tenant_id = $1`,
    );
  const ofTenant = `SELECT 'core.tenants', md5(t::text) FROM core.tenants t WHERE id = $1`;
  const rows = await server.sql<{ name: string; digest: string }>([...digests, ofTenant].join(' UNION ALL '), [tenantId]);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
};

/** Every id of a tenant's rows: none of them may ever appear in an answer to somebody else. */
export const idsOfTenant = async (server: TestServer, tenantId: string): Promise<ReadonlySet<string>> => {
  const tables = (await tenantTables(server)).filter(({ has_id: hasId }) => hasId);
  const each = tables.map(({ name }) => `SELECT id::text AS id FROM ${name} WHERE tenant_id = $1`);
  const rows = await server.sql<{ id: string }>(each.join(' UNION ALL '), [tenantId]);
  return new Set([tenantId, ...rows.map(({ id }) => id)]);
};
