import type { LecternApp } from '../compose.js';
import { compose } from '../compose.js';
import { migrationOwners } from '../installed-plugins.js';
import { installedPlugins } from '../installed-plugins.js';
import type { Config } from '../platform/config/config.js';
import { loadConfig } from '../platform/config/load-config.js';
import type { MigrationOwner } from '../platform/database/migrations/ledger.js';
import { logger } from '../platform/telemetry/logger.js';
import { migrateInstallation, verifyCore } from '../start/migrate-installation.js';
import { NotReady } from '../start/not-ready.js';
import { openDatabase } from '../start/open-database.js';
import { openRunner } from '../start/open-runner.js';

/** A database as a command finds it, with everybody's migrations. */
export interface CommandDatabase {
  readonly config: Config;
  readonly owners: readonly MigrationOwner[];
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

const quietConfig = (): Config => {
  // commands speak for themselves, and leave the installation's background work to its workers
  const config = loadConfig({ ...process.env, LOG_LEVEL: process.env.LOG_LEVEL ?? 'error' }, { role: 'api' });
  logger.level = config.logLevel;
  return config;
};

/** Runs a command on the database, which may be the embedded one of a server that runs beside. */
export const withDatabase = async <T>(work: (database: CommandDatabase) => Promise<T>): Promise<T> => {
  const database = await openDatabase(quietConfig(), { beside: true });
  try {
    const { config } = database;
    return await work({ config, owners: migrationOwners(await installedPlugins(config)) });
  } finally {
    await database.close();
  }
};

/**
 * Runs a command in the composed application, without a port; with `code`, one that runs learners' code, or teachers'. Throws
 * `NotReady` while migrations are pending.
 */
export const withApp = async <T>(work: (lectern: LecternApp, config: Config) => Promise<T>, { code = false } = {}): Promise<T> =>
  withDatabase(async ({ config, owners }) => {
    if (config.embedded) await migrateInstallation(config, owners, (line) => logger.info(line));
    const { problems } = await verifyCore(config, owners);
    if (problems.length > 0) throw new NotReady(problems);
    const runner = code ? openRunner(config) : undefined;
    const lectern = await compose({ config, ...(runner && { runner: runner.connection }) });
    try {
      await lectern.init();
      await runner?.started;
      return await work(lectern, config);
    } finally {
      await lectern.close();
      await runner?.close();
    }
  });
