import type { Config } from '../platform/config/config.js';
import type { MigrationOwner } from '../platform/database/migrations/ledger.js';
import { migrate, type MigrateResult } from '../platform/database/migrations/migrate.js';
import { type Verification, verifyDatabase } from '../platform/database/migrations/verify-database.js';
import { prepareQueue } from '../platform/jobs/prepare-queue.js';

/** Brings core, job queue and plugins up to date. Works on the direct connection: the lock lives in its session. */
export const migrateInstallation = (
  config: Config,
  owners: readonly MigrationOwner[],
  log: (line: string) => void,
): Promise<MigrateResult> => {
  const { directUrl: ownerUrl, appUrl } = config.database;
  return migrate({ ownerUrl, appUrl, owners, log, afterCore: () => prepareQueue(ownerUrl) });
};

/** Whether the core may serve. Plugins are looked at one by one when they start, and taken out alone. */
export const verifyCore = (config: Config, owners: readonly MigrationOwner[]): Promise<Verification> =>
  verifyDatabase({
    ownerUrl: config.database.ownerUrl,
    appUrl: config.database.appUrl,
    owners: owners.filter(({ schema }) => schema === 'core'),
  });
