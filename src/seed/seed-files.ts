import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { archiveFiles } from '../domains/course-archive/archive-files.js';
import { ArchiveProblems } from '../domains/course-archive/archive-problems.js';
import { type CourseArchive, readCourseArchive } from '../domains/course-archive/course-archive.js';
import { readArchiveFolder } from '../domains/course-archive/read-archive-folder.js';

/** What the demo institution is filled with, each in the format of the public import that reads it. */
export const SEED_FILES = {
  /** A course archive, unpacked. */
  course: join(import.meta.dirname, 'demo-course'),
  /** NDJSON, a file for each subject. */
  questions: join(import.meta.dirname, 'question-bank'),
  /** A collection of exercises, whose solutions the tests run. */
  exercises: join(import.meta.dirname, 'demo-exercises'),
  /** NDJSON as well: short lessons. */
  content: join(import.meta.dirname, 'content'),
} as const;

/** The NDJSON files of a folder, in the order of their names. */
export const ndjsonFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ndjson'))
    .sort()
    .map((file) => join(folder, file));

/** The demo course as its import reads it. Throws `InvalidInput` with everything that is wrong. */
export const demoCourse = async (): Promise<CourseArchive> => {
  const problems = new ArchiveProblems();
  const archive = readCourseArchive(archiveFiles(await readArchiveFolder(SEED_FILES.course), problems), problems);
  problems.throwIfAny();
  if (!archive) throw new Error('The demo course has no course.json');
  return archive;
};
