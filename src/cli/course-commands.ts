import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { ArchiveEntry } from '../domains/course-archive/archive-files.js';
import { CourseExport } from '../domains/course-archive/course-export.js';
import { CourseImport } from '../domains/course-archive/course-import.js';
import { packArchive } from '../domains/course-archive/pack-archive.js';
import { archiveName } from '../domains/course-archive/print-archive.js';
import { readArchiveFolder } from '../domains/course-archive/read-archive-folder.js';
import { unpackArchive } from '../domains/course-archive/unpack-archive.js';
import { idSchema } from '../sdk/ids.js';
import { slug } from '../sdk/schemas.js';
import { print, withApp } from './command-line.js';
import { parsedInput } from './parsed-input.js';
import { withinTenant } from './within-tenant.js';

const importSchema = z.strictObject({ tenant: slug, path: z.string().min(1) });
const exportSchema = z.strictObject({ tenant: slug, id: idSchema, out: z.string().min(1).optional() });

const entriesAt = async (path: string): Promise<ArchiveEntry[]> => {
  const found = await stat(path);
  return found.isDirectory() ? readArchiveFolder(path) : unpackArchive({ bytes: found.size, stream: () => createReadStream(path) });
};

const importCourse = async (path: string, options: object): Promise<void> => {
  const { tenant } = parsedInput(importSchema, { ...options, path });
  const entries = await entriesAt(path);
  await withApp(async (lectern) => {
    const { id, title } = await withinTenant(lectern, tenant, () => lectern.app.get(CourseImport, { strict: false }).run(entries));
    print(JSON.stringify({ id, tenant, title }, null, 2));
  });
};

const exportCourse = async (id: string, options: object): Promise<void> => {
  const { tenant, out, ...address } = parsedInput(exportSchema, { ...options, id });
  await withApp(async (lectern) => {
    const exporting = lectern.app.get(CourseExport, { strict: false });
    const { course, files } = await withinTenant(lectern, tenant, () => exporting.run(address.id));
    const path = out ?? archiveName(course.title);
    // Never over a file that is there.
    await pipeline(packArchive(files), createWriteStream(path, { flags: 'wx' }));
    print(path);
  });
};

export const courseCommands = (program: Command): void => {
  const course = program.command('course').description('courses as archives');
  course
    .command('import <path>')
    .description('make a course of a folder or .tar.gz: all of it, or nothing')
    .requiredOption('--tenant <slug>', 'the institution')
    .action(importCourse);
  course
    .command('export <id>')
    .description('write a course with chapters, questions and quizzes into a .tar.gz')
    .requiredOption('--tenant <slug>', 'the institution')
    .option('--out <file>', 'where; a file named after the course when left out')
    .action(exportCourse);
};
