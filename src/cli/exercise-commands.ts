import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { ArchiveEntry } from '../domains/course-archive/archive-files.js';
import { packArchive } from '../domains/course-archive/pack-archive.js';
import { readArchiveFolder } from '../domains/course-archive/read-archive-folder.js';
import { unpackArchive } from '../domains/course-archive/unpack-archive.js';
import { COLLECTION_LIMITS, isPassedOver } from '../domains/exercises/collection/collection-files.js';
import { ExportExercises } from '../domains/exercises/collection/export-exercises.js';
import { ImportExercises } from '../domains/exercises/collection/import-exercises.js';
import { exerciseFilters } from '../domains/exercises/exercises.schemas.js';
import { slug } from '../sdk/schemas.js';
import { print, withApp } from './command-line.js';
import { parsedInput } from './parsed-input.js';
import { withinTenant } from './within-tenant.js';

const importSchema = z.strictObject({
  tenant: slug,
  path: z.string().min(1),
  check: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});
const exportSchema = z.strictObject({ tenant: slug, out: z.string().min(1), ...exerciseFilters.shape });

const entriesAt = async (path: string): Promise<ArchiveEntry[]> => {
  const found = await stat(path);
  if (found.isDirectory()) return readArchiveFolder(path, (name) => !isPassedOver(name));
  return unpackArchive({ bytes: found.size, stream: () => createReadStream(path) }, COLLECTION_LIMITS);
};

const importExercises = async (path: string, options: object): Promise<void> => {
  const { tenant, check, dryRun } = parsedInput(importSchema, { ...options, path });
  const entries = await entriesAt(path);
  await withApp(
    async (lectern) => {
      const importing = lectern.app.get(ImportExercises, { strict: false });
      const report = await withinTenant(lectern, tenant, () => importing.run(entries, { check, dryRun }));
      print(JSON.stringify(report, null, 2));
    },
    { code: check },
  );
};

const exportExercises = async (options: object): Promise<void> => {
  const { tenant, out, ...filters } = parsedInput(exportSchema, options);
  await withApp(async (lectern) => {
    const files = await withinTenant(lectern, tenant, () => lectern.app.get(ExportExercises, { strict: false }).run(filters));
    // Never over a file that is there.
    await pipeline(packArchive(files), createWriteStream(out, { flags: 'wx' }));
    print(out);
  });
};

export const exerciseCommands = (program: Command): void => {
  const exercise = program.command('exercise').description('exercises as folders of files');
  exercise
    .command('import <path>')
    .description('make exercises of a folder or .tar.gz, or change those of the same names: all of them, or none')
    .requiredOption('--tenant <slug>', 'the institution')
    .option('--check', 'run each solution that is new or changed; if one fails, nothing is imported')
    .option('--dry-run', 'tell what would happen, and change nothing')
    .action(importExercises);
  exercise
    .command('export')
    .description('write exercises with their tests and solutions into a .tar.gz')
    .requiredOption('--tenant <slug>', 'the institution')
    .requiredOption('--out <file>', 'where')
    .option('--topic <topic>')
    .option('--difficulty <level>')
    .option('--language <id>')
    .option('--status <status>')
    .action(exportExercises);
};
