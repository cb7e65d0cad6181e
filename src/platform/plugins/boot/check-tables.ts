import type { PluginManifest } from '../../../sdk/plugin.js';
import type { SqlQuery } from '../../context/request-context.js';
import { LEDGER } from '../../database/migrations/ledger.js';

interface TableRow {
  readonly schema: string;
  readonly table: string;
  readonly has_tenant: boolean;
  readonly is_forced: boolean;
  readonly has_policy: boolean;
}

const TABLES = `
  SELECT n.nspname AS schema, c.relname AS table, c.relrowsecurity AND c.relforcerowsecurity AS is_forced,
    EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull AND NOT a.attisdropped) AS has_tenant,
    EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) AS has_policy
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1)`;

/** Every table of a plugin separates tenants by itself, in the database as it is. */
export const checkTables = async (query: SqlQuery, manifests: readonly PluginManifest[]): Promise<string[]> => {
  const schemas = manifests.flatMap(({ persistence }) => (persistence ? [persistence.schema] : []));
  if (schemas.length === 0) return [];
  const rows = await query<TableRow>(TABLES, [schemas]);
  return manifests.flatMap(({ id, persistence }) => {
    if (!persistence) return [];
    const found = rows.filter((row) => row.schema === persistence.schema && row.table !== LEDGER);
    const missing = persistence.tenantTables.filter((table) => !found.some((row) => row.table === table));
    return [
      ...missing.map((table) => `${id}: table ${table} is in the manifest but not in schema ${persistence.schema}`),
      ...found.flatMap((row) => wrongWith(row, persistence.tenantTables).map((wrong) => `${id}: table ${row.table} ${wrong}`)),
    ];
  });
};

const wrongWith = (row: TableRow, declared: readonly string[]): string[] => [
  ...(declared.includes(row.table) ? [] : ['is not in tenantTables of the manifest']),
  ...(row.has_tenant ? [] : ['has no tenant_id']),
  ...(row.is_forced ? [] : ['does not force row-level security']),
  ...(row.has_policy ? [] : ['has no tenant policy']),
];
