import { installedPlugins, migrationOwners } from '../src/installed-plugins.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded/start-embedded-postgres.js';
import { migrate } from '../src/platform/database/migrations/migrate.js';
import type { Config } from '../src/platform/config/config.js';
import { prepareQueue } from '../src/platform/jobs/prepare-queue.js';

/** A temporary PostgreSQL with full durability: what a commit costs is part of what is measured. */
export const startDatabase = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ database: 'lectern', fast: false });

/** Core, job queue and the built-in plugins, as `lectern migrate up` applies them. */
export const migrateAll = async (config: Config): Promise<void> => {
  const { ownerUrl, appUrl } = config.database;
  const owners = migrationOwners(await installedPlugins(config));
  const { failed } = await migrate({ ownerUrl, appUrl, owners, afterCore: () => prepareQueue(ownerUrl) });
  if (failed[0]) throw failed[0].error;
};
