import type { Client } from 'pg';
import { OF_THE_INSTALLATION, WITHOUT_ROW_SECURITY } from './catalogue-exemptions.js';
import { LEDGER } from './ledger.js';

interface TableFacts {
  readonly name: string;
  readonly ledger: boolean;
  readonly forced: boolean;
  readonly tenant_id: boolean;
  readonly open_policies: readonly string[];
  /** Unique indexes whose first column is not `tenant_id`. */
  readonly foreign_keys_first: readonly string[];
}

const TABLES = `
  SELECT n.nspname || '.' || c.relname AS name, c.relname = $2 AS ledger,
    c.relrowsecurity AND c.relforcerowsecurity AS forced,
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull) AS tenant_id,
    -- a policy of the application that does not compare the tenant
    ARRAY(SELECT p.polname::text FROM pg_policy p
      WHERE p.polrelid = c.oid AND (p.polroles = '{0}' OR EXISTS (SELECT FROM pg_roles r WHERE r.oid = ANY (p.polroles) AND r.rolname = 'lectern_app'))
        AND coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), '') NOT LIKE '%tenant_id = %app.tenant_id%') AS open_policies,
    ARRAY(SELECT ic.relname::text FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = c.oid AND i.indisunique AND a.attname IS DISTINCT FROM 'tenant_id') AS foreign_keys_first
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1)
  ORDER BY 1`;

/** What in the catalogue would let one tenant reach another's rows. */
export const isolationProblems = async (client: Client, schemas: readonly string[]): Promise<string[]> => {
  const { rows } = await client.query<TableFacts>(TABLES, [schemas, LEDGER]);
  return rows.flatMap(problemsOf);
};

const problemsOf = (table: TableFacts): string[] => {
  const { name } = table;
  if (table.ledger || WITHOUT_ROW_SECURITY.has(name)) return [];
  const problems = table.forced ? [] : [`${name} has no forced row-level security`];
  if (OF_THE_INSTALLATION.has(name)) return problems;
  if (!table.tenant_id) problems.push(`${name} has no tenant_id`);
  for (const policy of table.open_policies) problems.push(`policy ${policy} of ${name} does not compare the tenant`);
  for (const key of table.foreign_keys_first) problems.push(`unique key ${key} of ${name} is not led by tenant_id`);
  return problems;
};
