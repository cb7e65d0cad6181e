import type { Client } from 'pg';
import type { Migration } from '../../../sdk/migration.js';
import { sqlIdentifier } from '../sql-identifier.js';
import { connected, queryOn } from './connected.js';
import { checksumOf, ledgerOf, type MigrationOwner, readLedger, stateOf } from './ledger.js';
import { prepareRoles } from './prepare-roles.js';

export interface MigrateOptions {
  /** A direct connection of the owner: the advisory lock lives in its session. */
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** The core first, then plugins, each after those it requires. */
  readonly owners: readonly MigrationOwner[];
  readonly log?: (line: string) => void;
  /** Runs under the lock once the core is up to date: the job queue makes its own schema. */
  readonly afterCore?: () => Promise<void>;
}

export interface MigrateResult {
  /** `schema/id`, in order. */
  readonly applied: string[];
  readonly failed: { readonly schema: string; readonly error: Error }[];
}

/** `lectern` in ASCII, as a number: one lock for the whole installation. */
const LOCK = '30508516913279598';
const CORE = 'core';

/** A migration did not apply; nothing of it remains. */
export class MigrationFailed extends Error {
  constructor(schema: string, id: string, cause: unknown) {
    super(`Migration ${schema}/${id} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'MigrationFailed';
  }
}

/**
 * Brings every schema up to date, each migration in a transaction of its own. Of several processes one works and the
 * others wait, then find nothing to do. A failure in the core throws; one in a plugin is reported and leaves the others be.
 */
export const migrate = async (options: MigrateOptions): Promise<MigrateResult> => {
  const log = options.log ?? (() => undefined);
  await prepareRoles(options.ownerUrl, options.appUrl);
  return connected(options.ownerUrl, async (client) => {
    await client.query('SET statement_timeout = 0; SET lock_timeout = 0; SET client_min_messages = warning');
    await lock(client, log);
    const result: MigrateResult = { applied: [], failed: [] };
    for (const owner of options.owners) {
      try {
        await bringUp(client, owner, (id) => {
          result.applied.push(id);
          log(`applied ${id}`);
        });
      } catch (error) {
        if (owner.schema === CORE) throw error;
        result.failed.push({ schema: owner.schema, error: error as Error });
        log((error as Error).message);
      }
      if (owner.schema === CORE) await options.afterCore?.();
    }
    return result;
  });
};

/** Held until the connection closes. */
const lock = async (client: Client, log: (line: string) => void): Promise<void> => {
  const { rows } = await client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS got`);
  if (rows[0]?.got) return;
  log('another process is migrating: waiting for it');
  await client.query(`SELECT pg_advisory_lock(${LOCK})`);
};

const bringUp = async (client: Client, owner: MigrationOwner, applied: (id: string) => void): Promise<void> => {
  await openSchema(client, owner.schema);
  const state = stateOf(owner, await readLedger(queryOn(client), owner.schema));
  if (state.edited.length > 0) throw new Error(`${owner.schema}: the text of ${state.edited.join(', ')} changed after it was applied`);
  for (const migration of state.pending) {
    await apply(client, owner.schema, migration);
    applied(`${owner.schema}/${migration.id}`);
  }
};

/** One message of several statements is one transaction. */
const openSchema = async (client: Client, schema: string): Promise<void> => {
  const name = sqlIdentifier(schema);
  const ledger = ledgerOf(schema);
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS ${name};
    GRANT USAGE ON SCHEMA ${name} TO lectern_app, lectern_system;
    CREATE TABLE IF NOT EXISTS ${ledger} (
      id text PRIMARY KEY,
      checksum text NOT NULL,
      applied_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
    );
    GRANT SELECT ON ${ledger} TO lectern_app, lectern_system`);
};

const apply = async (client: Client, schema: string, migration: Migration): Promise<void> => {
  const ledger = ledgerOf(schema);
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query(`INSERT INTO ${ledger} (id, checksum) VALUES ($1, $2)`, [migration.id, checksumOf(migration)]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new MigrationFailed(schema, migration.id, error);
  }
};
