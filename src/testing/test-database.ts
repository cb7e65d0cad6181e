import { createHash, randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { migrationOwners, PLUGIN_START_LIMIT_MS } from '../installed-plugins.js';
import { connected } from '../platform/database/migrations/connected.js';
import type { MigrationOwner } from '../platform/database/migrations/ledger.js';
import { migrate, type MigrateResult } from '../platform/database/migrations/migrate.js';
import { sqlIdentifier } from '../platform/database/sql-identifier.js';
import { prepareQueue } from '../platform/jobs/prepare-queue.js';
import { type ImportedPlugins, importPlugins } from '../platform/plugins/import/import-plugins.js';
import { builtInPlugins } from '../plugins.js';
import { eventually } from './eventually.js';
import { borrowCluster, returnCluster, type TestCluster } from './test-cluster.js';

/** A database of its own, migrated, without any tenant. */
export interface TestDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly superuserUrl: string;
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 6_204_817;

const addressed = (cluster: TestCluster, database: string): TestCluster => {
  const change = (address: string): string => {
    const url = new URL(address);
    url.pathname = `/${database}`;
    return url.href;
  };
  return { superuserUrl: change(cluster.superuserUrl), ownerUrl: change(cluster.ownerUrl), appUrl: change(cluster.appUrl) };
};

const bringUp = ({ ownerUrl, appUrl }: TestCluster, owners: readonly MigrationOwner[]): Promise<MigrateResult> =>
  migrate({ ownerUrl, appUrl, owners, afterCore: () => prepareQueue(ownerUrl) });

/** Applies what plugins bring that the template does not have. One that fails is left behind, as in an installation. */
export const migratePlugins = async (database: TestDatabase, plugins: Pick<ImportedPlugins, 'manifests'>): Promise<void> => {
  await bringUp(database, migrationOwners(plugins));
};

const fingerprint = (owners: readonly MigrationOwner[]): string =>
  createHash('sha256')
    .update(JSON.stringify(owners.map(({ schema, migrations }) => [schema, migrations])))
    .digest('hex')
    .slice(0, 16);

/** The first who asks builds the migrated template; the others wait for the lock. */
const template = async (superuser: Client, cluster: TestCluster): Promise<string> => {
  const owners = migrationOwners(await importPlugins(builtInPlugins, PLUGIN_START_LIMIT_MS));
  const name = `lectern_template_${fingerprint(owners)}`;
  await superuser.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await superuser.query('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [name]);
    if (rowCount) return name;
    await superuser.query(`DROP DATABASE IF EXISTS ${sqlIdentifier(name)}`);
    await superuser.query(`CREATE DATABASE ${sqlIdentifier(name)} OWNER lectern_owner`);
    const { failed } = await bringUp(addressed(cluster, name), owners);
    if (failed[0]) throw failed[0].error;
    await superuser.query(`ALTER DATABASE ${sqlIdentifier(name)} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
    return name;
  } finally {
    await superuser.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
};

const LEAVING_MS = 1000;

/**
 * A pool says that it has ended before its connections are closed. Dropped by force at that moment, they would throw at
 * nobody. What is still connected after a second was left behind on purpose.
 */
const untilLeft = async (superuser: Client, name: string): Promise<void> => {
  const isEmpty = async () => (await superuser.query('SELECT FROM pg_stat_activity WHERE datname = $1 LIMIT 1', [name])).rowCount === 0;
  await eventually(isEmpty, LEAVING_MS).catch(() => undefined);
};

/** A clone of the migrated template: some 50 ms. Drop it when done. */
export const testDatabase = async (): Promise<TestDatabase> => {
  const cluster = await borrowCluster();
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await connected(cluster.superuserUrl, async (superuser) => {
    const source = await template(superuser, cluster);
    await superuser.query(`CREATE DATABASE ${sqlIdentifier(name)} TEMPLATE ${sqlIdentifier(source)} OWNER lectern_owner`);
  });
  return {
    ...addressed(cluster, name),
    drop: async () => {
      await connected(cluster.superuserUrl, async (superuser) => {
        await untilLeft(superuser, name);
        await superuser.query(`DROP DATABASE IF EXISTS ${sqlIdentifier(name)} WITH (FORCE)`);
      });
      await returnCluster();
    },
  };
};
