import { randomBytes } from 'node:crypto';
import { compose } from '../compose.js';
import { installedPlugins, migrationOwners } from '../installed-plugins.js';
import type { Config } from '../platform/config/config.js';
import { loadConfig } from '../platform/config/load-config.js';
import type { MigrationOwner } from '../platform/database/migrations/ledger.js';
import { logger } from '../platform/telemetry/logger.js';
import { hasDemo, seedDemo } from '../seed/seed-demo.js';
import type { LecternApp } from '../compose.js';
import { announcement } from './announcement.js';
import { awaitMigrations } from './await-migrations.js';
import { migrateInstallation, verifyCore } from './migrate-installation.js';
import { NotReady } from './not-ready.js';
import { openDatabase } from './open-database.js';
import { describeCode, openRunner } from './open-runner.js';
import type { Shutdown } from './shutdown.js';

export interface ServeOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** `api`, `worker` or `all`. */
  readonly role: string | undefined;
  readonly shutdown: Shutdown;
  /** For whoever sits at the terminal; the log is for machines. */
  readonly print: (text: string) => void;
}

/** Starts a process of the installation: configuration, database, migrations, composition, port. */
export const serve = async ({ environment, role, shutdown, print }: ServeOptions): Promise<void> => {
  const given = loadConfig(environment, { role });
  logger.level = given.logLevel;
  // beside the database, which takes longer
  const runner = openRunner(given);
  shutdown.add(() => runner.close());
  const database = await openDatabase(given, { beside: given.role === 'worker' });
  shutdown.add(() => database.close());
  const { config } = database;
  const owners = migrationOwners(await installedPlugins(config));
  await prepare(config, owners, shutdown.signal);
  if (shutdown.signal.aborted) return;
  const lectern = await compose({ config, runner: runner.connection });
  shutdown.add(() => lectern.close());
  await lectern.init();
  const password = await seedOnce(config, lectern);
  if (config.role === 'worker') return logger.info({ data_dir: config.dataDir }, 'worker started');
  // others must not reach a server whose sandbox is no boundary; where none may be, there is nothing to wait for
  const weak = config.runner.weakAllowed && (await runner.started)?.weak;
  const url = await lectern.listen(weak ? '127.0.0.1' : undefined);
  logger.info({ url, failed_plugins: lectern.failures.map(({ pluginId }) => pluginId) }, 'ready');
  if (config.environment === 'production') return;
  const code = await describeCode(config, runner);
  print(await announcement({ url, config, lectern, password, databasePort: database.port, code }));
};

/** Outside production, and for an embedded server, the start migrates; else somebody has to. */
const prepare = async (config: Config, owners: readonly MigrationOwner[], signal: AbortSignal): Promise<void> => {
  if (config.environment === 'production' && !config.embedded) return awaitMigrations(config, owners, signal);
  await migrateInstallation(config, owners, (line) => logger.info(line));
  const { problems, warnings } = await verifyCore(config, owners);
  for (const warning of warnings) logger.warn(warning);
  if (problems.length > 0) throw new NotReady(problems);
};

/** The first start of an embedded server has something to show. Answers the password that was made, if one was. */
const seedOnce = async (config: Config, { app }: LecternApp): Promise<string | undefined> => {
  if (!config.embedded || config.environment === 'production' || (await hasDemo(app))) return undefined;
  const password = config.demoPassword ?? randomBytes(9).toString('base64url');
  await seedDemo(app, password);
  return password;
};
