import { createHash } from 'node:crypto';
import type { Migration } from '../../../sdk/migration.js';
import type { SqlQuery } from '../../context/request-context.js';
import { sqlIdentifier } from '../sql-identifier.js';

/** A schema with its history: the core's or a plugin's. */
export interface MigrationOwner {
  readonly schema: string;
  readonly migrations: readonly Migration[];
}

export interface LedgerEntry {
  readonly id: string;
  readonly checksum: string;
  readonly applied_at: Date;
}

/** Present in every schema; the history of the schema, written by the owner alone. */
export const LEDGER = 'migration_ledger';

export const ledgerOf = (schema: string): string => sqlIdentifier(`${schema}.${LEDGER}`);

/** Line ends do not count: a checkout may change them. */
export const checksumOf = (migration: Migration): string =>
  createHash('sha256').update(migration.sql.replaceAll('\r\n', '\n').trim()).digest('hex');

/** What was applied, in order; nothing when the schema has no ledger yet. */
export const readLedger = async (query: SqlQuery, schema: string): Promise<LedgerEntry[]> => {
  const [found] = await query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [ledgerOf(schema)]);
  if (!found?.there) return [];
  return query<LedgerEntry>(`SELECT id, checksum, applied_at FROM ${ledgerOf(schema)} ORDER BY id`);
};

export interface MigrationState {
  readonly schema: string;
  readonly applied: readonly LedgerEntry[];
  readonly pending: readonly Migration[];
  /** Applied with another text than the one we have. */
  readonly edited: readonly string[];
  /** Applied by a newer version than this one. */
  readonly unknown: readonly string[];
}

export const stateOf = ({ schema, migrations }: MigrationOwner, applied: readonly LedgerEntry[]): MigrationState => {
  const checksums = new Map(applied.map((entry) => [entry.id, entry.checksum]));
  const known = new Set(migrations.map((migration) => migration.id));
  return {
    schema,
    applied,
    pending: migrations.filter((migration) => !checksums.has(migration.id)),
    edited: migrations.filter((m) => checksums.has(m.id) && checksums.get(m.id) !== checksumOf(m)).map((m) => m.id),
    unknown: applied.filter((entry) => !known.has(entry.id)).map((entry) => entry.id),
  };
};
