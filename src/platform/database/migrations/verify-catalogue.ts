import type { SqlQuery } from '../../context/request-context.js';
import { OF_THE_INSTALLATION, WITHOUT_ROW_SECURITY } from './catalogue-exemptions.js';
import { LEDGER } from './ledger.js';

/** What a table lacks that would keep tenants apart. */
export interface IsolationProblem {
  /** `schema.table`. */
  readonly table: string;
  readonly problem: string;
}

interface TableFacts {
  readonly name: string;
  readonly ledger: boolean;
  readonly forced: boolean;
  readonly tenant_id: boolean;
  readonly has_policy: boolean;
  readonly open_policies: readonly string[];
  /** Unique indexes whose first column is not `tenant_id`. */
  readonly foreign_keys_first: readonly string[];
}

/** The policy of `tenantTable`, as PostgreSQL prints it: bare, for any other form lets the planner guess an average tenant. */
const BARE = `(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)`;

const TABLES = `
  SELECT n.nspname || '.' || c.relname AS name, c.relname = $2 AS ledger,
    c.relrowsecurity AND c.relforcerowsecurity AS forced,
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull) AS tenant_id,
    EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) AS has_policy,
    -- policies that open rows to the application, for reading or for writing, without comparing the tenant
    ARRAY(SELECT p.polname::text FROM pg_policy p,
        unnest(ARRAY[pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)]) AS condition
      WHERE p.polrelid = c.oid AND p.polpermissive AND condition IS NOT NULL
        AND (p.polroles = '{0}' OR EXISTS (SELECT FROM pg_roles r WHERE r.oid = ANY (p.polroles) AND r.rolname = 'lectern_app'))
        AND condition <> $3 AND NOT starts_with(condition, '(' || $3 || ' AND ')
      GROUP BY p.polname ORDER BY p.polname) AS open_policies,
    ARRAY(SELECT ic.relname::text FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = c.oid AND i.indisunique AND a.attname IS DISTINCT FROM 'tenant_id') AS foreign_keys_first
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1)
  ORDER BY 1`;

/** What in the catalogue would let one tenant reach another's rows: of the core, or of plugins. */
export const isolationProblems = async (query: SqlQuery, schemas: readonly string[]): Promise<IsolationProblem[]> => {
  const rows = await query<TableFacts>(TABLES, [schemas, LEDGER, BARE]);
  return rows.flatMap((row) => problemsOf(row).map((problem) => ({ table: row.name, problem })));
};

const problemsOf = (table: TableFacts): string[] => {
  const { name } = table;
  if (table.ledger || WITHOUT_ROW_SECURITY.has(name)) return [];
  const problems = table.forced ? [] : [`${name} has no forced row-level security`];
  if (OF_THE_INSTALLATION.has(name)) return problems;
  if (!table.has_policy) problems.push(`${name} has no policy`);
  if (!table.tenant_id) problems.push(`${name} has no tenant_id`);
  for (const policy of table.open_policies) problems.push(`policy ${policy} of ${name} does not compare the tenant`);
  for (const key of table.foreign_keys_first) problems.push(`unique key ${key} of ${name} is not led by tenant_id`);
  return problems;
};
