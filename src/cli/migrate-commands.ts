import type { Command } from 'commander';
import { migrationStatus, verifyDatabase } from '../platform/database/migrations/verify-database.js';
import { NotReady } from '../start/not-ready.js';
import { migrateInstallation } from '../start/migrate-installation.js';
import { print, withDatabase } from './command-line.js';

const up = (): Promise<void> =>
  withDatabase(async ({ config, owners }) => {
    const { applied, failed } = await migrateInstallation(config, owners, print);
    if (failed.length > 0) throw new NotReady(failed.map(({ error }) => error.message));
    if (applied.length === 0) print('nothing to apply');
  });

const status = (): Promise<void> =>
  withDatabase(async ({ config, owners }) => {
    for (const { schema, applied, pending, edited, unknown } of await migrationStatus({ ownerUrl: config.database.directUrl, owners })) {
      for (const entry of applied) {
        const remark = edited.includes(entry.id) ? '  EDITED since' : unknown.includes(entry.id) ? '  unknown to this version' : '';
        print(`applied  ${schema}/${entry.id}  ${entry.applied_at.toISOString()}${remark}`);
      }
      for (const { id } of pending) print(`pending  ${schema}/${id}`);
    }
  });

const verify = (): Promise<void> =>
  withDatabase(async ({ config, owners }) => {
    const { directUrl: ownerUrl, appUrl } = config.database;
    const { problems, warnings } = await verifyDatabase({ ownerUrl, appUrl, owners });
    for (const warning of warnings) print(`warning: ${warning}`);
    if (problems.length > 0) throw new NotReady(problems);
    print('the database is as this version needs it');
  });

export const migrateCommands = (program: Command): void => {
  const migrate = program.command('migrate').description('bring the database up to date, or look at it');
  migrate.command('up').description('prepare roles and apply pending migrations').action(up);
  migrate.command('status').description('list what is applied and pending').action(status);
  migrate.command('verify').description('fail unless migrations, isolation and roles are as this version needs them').action(verify);
};
