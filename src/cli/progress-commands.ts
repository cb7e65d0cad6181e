import type { Command } from 'commander';
import type { DifferingRow } from '../domains/progress/rebuild/rebuilders.js';
import { RebuildProgress } from '../domains/progress/rebuild/rebuild-progress.js';
import { idSchema } from '../sdk/ids.js';
import { print, withApp } from './command-line.js';
import { parsedInput } from './parsed-input.js';
import { z } from 'zod';

const optionsSchema = z
  .object({ tenant: z.string().optional(), dryRun: z.boolean().default(false), after: idSchema.optional() })
  .refine(({ tenant, after }) => after === undefined || tenant !== undefined, {
    path: ['after'],
    message: 'Say which institution with --tenant',
  });

const line = (tenant: string, { table, key, stored, computed }: DifferingRow): string =>
  `${tenant}: ${table} ${key}: ${JSON.stringify(stored) ?? 'no row'} should be ${JSON.stringify(computed) ?? 'no row'}`;

const rebuild = (given: unknown): Promise<void> => {
  const { tenant, dryRun, after } = parsedInput(optionsSchema, given);
  return withApp(async ({ app }) => {
    const report = await app.get(RebuildProgress, { strict: false }).run({
      tenant,
      dryRun,
      after,
      differs: (slug, row) => print(line(slug, row)),
      progress: print,
    });
    const { tenants, people, differing } = report;
    print(`${people} people of ${tenants} institutions: ${differing} rows differed${dryRun ? '' : ' and were set right'}`);
    if (dryRun && differing > 0) process.exitCode = 1;
  });
};

export const progressCommands = (program: Command): void => {
  const progress = program.command('progress').description('what learners did, and what follows from it');
  progress
    .command('rebuild')
    .option('--tenant <slug>', 'only this institution')
    .option('--dry-run', 'tell what differs and change nothing; exit code 1 when anything does')
    .option('--after <user>', 'go on after this person, with --tenant')
    .description('compute courses, topics, exercises, streaks and statistics from the log anew; may run while the installation serves')
    .action(rebuild);
};
