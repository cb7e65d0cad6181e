import { escapeIdentifier } from 'pg';
import { newId } from '../../sdk/ids.js';
import type { PluginManifest } from '../../sdk/plugin.js';
import type { TestServer } from '../test-server.js';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly automatic: boolean;
  /** The first value a `CHECK (column IN …)` allows. */
  readonly allowed: string | null;
  readonly references: { readonly table: string; readonly column: string } | null;
}

const COLUMNS = `
  SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
    a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '' AS automatic,
    (SELECT substring(pg_get_constraintdef(c.oid) FROM 'ANY \\(\\(?ARRAY\\[''([^'']*)''') FROM pg_constraint c
     WHERE c.conrelid = a.attrelid AND c.contype = 'c' AND c.conkey = ARRAY[a.attnum] LIMIT 1) AS allowed,
    (SELECT json_build_object('table', f.confrelid::regclass::text, 'column', r.attname)
     FROM pg_constraint f, unnest(f.conkey, f.confkey) AS k(own, other), pg_attribute r
     WHERE f.conrelid = a.attrelid AND f.contype = 'f' AND k.own = a.attnum AND r.attrelid = f.confrelid AND r.attnum = k.other
       AND a.attname <> 'tenant_id' LIMIT 1) AS references
  FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

const valueOf = ({ type, allowed }: Column): unknown => {
  if (allowed !== null) return allowed;
  if (type === 'uuid') return newId();
  if (/^(small|big)?int|^numeric|^double|^real/.test(type)) return 1;
  if (type === 'boolean') return true;
  if (type.startsWith('timestamp') || type === 'date') return new Date();
  if (type.startsWith('json')) return '{}';
  if (type.endsWith('[]')) return [];
  return `made-up-${newId().slice(-8)}`;
};

/**
 * Puts a row about a person into every table of a plugin that has none of theirs yet, so that isolation, erasure and
 * purge have something to show. Throws, naming the table, where its rules refuse what was made up.
 */
export const makeUpRows = async (
  server: TestServer,
  { persistence, personalData }: PluginManifest,
  tenantId: string,
  personId: string,
): Promise<void> => {
  if (!persistence) return;
  let waiting = [...persistence.tenantTables];
  while (waiting.length > 0) {
    const later: string[] = [];
    for (const table of waiting) {
      const subjects = personalData.filter((entry) => entry.table === table).map(({ subject }) => subject);
      const name = `${escapeIdentifier(persistence.schema)}.${escapeIdentifier(table)}`;
      if (!(await insert(server, name, subjects, tenantId, personId))) later.push(table);
    }
    if (later.length === waiting.length) throw new Error(`No row could be made up for ${later.join(', ')}: give \`seed\` to conformance()`);
    waiting = later;
  }
};

/** False when a table it points at has no rows yet. */
const insert = async (
  server: TestServer,
  table: string,
  subjects: readonly string[],
  tenantId: string,
  personId: string,
): Promise<boolean> => {
  const about = subjects.map((subject) => `AND ${escapeIdentifier(subject)}::text = $2`).join(' ');
  const known = await server.sql(
    `SELECT 1 FROM ${table} WHERE tenant_id = $1 ${about} LIMIT 1`,
    subjects.length > 0 ? [tenantId, personId] : [tenantId],
  );
  if (known.length > 0) return true;
  const values = new Map<string, unknown>([['tenant_id', tenantId]]);
  for (const column of await server.sql<Column>(COLUMNS, [table])) {
    if (values.has(column.name)) continue;
    const isSubject = subjects.includes(column.name);
    if (column.references && (isSubject || column.required)) {
      const target = await referenced(server, column.references, tenantId, isSubject ? personId : undefined);
      if (target === undefined) return false;
      values.set(column.name, target);
    } else if (isSubject) {
      values.set(column.name, personId);
    } else if (column.required && !column.automatic) values.set(column.name, valueOf(column));
  }
  const columns = [...values.keys()].map((column) => escapeIdentifier(column)).join(', ');
  const places = [...values.keys()].map((_, at) => `$${at + 1}`).join(', ');
  try {
    await server.sql(`INSERT INTO ${table} (${columns}) VALUES (${places})`, [...values.values()]);
    return true;
  } catch (error) {
    throw new Error(`No row could be made up for ${table} (${(error as Error).message}): give \`seed\` to conformance()`, { cause: error });
  }
};

/** A key of the table pointed at: the person's, or any of the tenant. */
const referenced = async (
  server: TestServer,
  { table, column }: NonNullable<Column['references']>,
  tenantId: string,
  personId: string | undefined,
): Promise<unknown> => {
  const key = escapeIdentifier(column);
  const condition = personId === undefined ? '' : `AND ${key}::text = $2`;
  const parameters = personId === undefined ? [tenantId] : [tenantId, personId];
  const [row] = await server.sql<{ value: unknown }>(
    `SELECT ${key} AS value FROM ${table} WHERE tenant_id = $1 ${condition} LIMIT 1`,
    parameters,
  );
  return row?.value;
};
