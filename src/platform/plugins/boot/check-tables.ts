import type { PluginManifest } from '../../../sdk/plugin.js';
import type { SqlQuery } from '../../context/request-context.js';
import { LEDGER } from '../../database/migrations/ledger.js';
import { isolationProblems } from '../../database/migrations/verify-catalogue.js';

const TABLES = `
  SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1) AND c.relname <> $2
  ORDER BY 1`;

/**
 * Every table of a plugin is in its manifest and separates tenants by itself, in the database as it is: by the rule of
 * `lectern migrate verify`, so that nothing starts which that command would refuse.
 */
export const checkTables = async (query: SqlQuery, manifests: readonly PluginManifest[]): Promise<string[]> => {
  const schemas = manifests.flatMap(({ persistence }) => (persistence ? [persistence.schema] : []));
  if (schemas.length === 0) return [];
  const tables = (await query<{ name: string }>(TABLES, [schemas, LEDGER])).map(({ name }) => name);
  const problems = await isolationProblems(query, schemas);
  return manifests.flatMap(({ id, persistence }) => {
    if (!persistence) return [];
    const { schema } = persistence;
    const declared = persistence.tenantTables.map((table) => `${schema}.${table}`);
    const isOurs = (table: string): boolean => table.startsWith(`${schema}.`);
    return [
      ...declared.filter((table) => !tables.includes(table)).map((table) => `${id}: ${table} is in the manifest but not in the database`),
      ...tables
        .filter((table) => isOurs(table) && !declared.includes(table))
        .map((table) => `${id}: ${table} is not in tenantTables of the manifest`),
      ...problems.filter(({ table }) => isOurs(table)).map(({ problem }) => `${id}: ${problem}`),
    ];
  });
};
