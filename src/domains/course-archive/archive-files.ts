import type { ArchiveProblems } from './archive-problems.js';

/** The files of an archive by name, `chapters/01-start.md`. They exist in memory only: a name of theirs is never a path of ours. */
export type ArchiveFiles = ReadonlyMap<string, Buffer>;

export const COURSE_FILE = 'course.json';
export const QUESTIONS_FILE = 'questions.ndjson';
export const CHAPTERS_FOLDER = 'chapters';
export const QUIZZES_FOLDER = 'quizzes';

const MEGABYTE = 1_048_576;

export const ARCHIVE_LIMITS = {
  /** As it comes, compressed. */
  packedBytes: 32 * MEGABYTE,
  /** What it unpacks to, with everything around the files. */
  totalBytes: 64 * MEGABYTE,
  entries: 2500,
  questions: 10_000,
} as const;

/** A numbered file of a folder: `01-start.md` is number 1, called `01-start`. */
const CHAPTER = /^chapters\/(\d{1,4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md$/;
const QUIZ = /^quizzes\/(\d{1,4})-[a-z0-9]+(?:-[a-z0-9]+)*\.json$/;

/** How large a file of this name may be; undefined for a name that an archive does not have. */
export const mostBytesOf = (name: string): number | undefined => {
  if (name === QUESTIONS_FILE) return 32 * MEGABYTE;
  return name === COURSE_FILE || CHAPTER.test(name) || QUIZ.test(name) ? MEGABYTE : undefined;
};

/** The numbered files of a folder in the order of their numbers. */
export const inOrder = (files: ArchiveFiles, folder: typeof CHAPTERS_FOLDER | typeof QUIZZES_FOLDER): [string, Buffer][] => {
  const pattern = folder === CHAPTERS_FOLDER ? CHAPTER : QUIZ;
  const numbered = [...files].flatMap(([name, bytes]) => {
    const [, number] = pattern.exec(name) ?? [];
    return number === undefined ? [] : [{ name, bytes, number: Number(number) }];
  });
  return numbered.sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1)).map(({ name, bytes }) => [name, bytes]);
};

/** `chapters/01-start.md` is called `01-start`. */
export const stemOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1, name.lastIndexOf('.'));

/** Something that stands in an archive under a name. */
export interface ArchiveEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** Undefined for a file that was too large to be kept. */
  readonly bytes?: Buffer | undefined;
}

/** Without `./` before it and the `/` of folders after it. */
export const plainName = (name: string): string => name.replace(/^(\.\/)+/, '').replace(/\/+$/, '');

/** The folder that everything lies in, when somebody packed the folder itself instead of what is in it. */
const outerFolder = (names: readonly string[]): string => {
  if (names.includes(COURSE_FILE)) return '';
  const [course] = names.filter((name) => name.endsWith(`/${COURSE_FILE}`) && name.split('/').length === 2);
  return course === undefined ? '' : course.slice(0, -COURSE_FILE.length);
};

/**
 * The files of an archive. Names that an archive does not have are problems, whatever they try to reach, and so are links,
 * devices, doubles and files that are too large.
 */
export const archiveFiles = (entries: readonly ArchiveEntry[], problems: ArchiveProblems): ArchiveFiles => {
  const named = entries.map((entry) => ({ ...entry, name: plainName(entry.name) }));
  const outer = outerFolder(named.map(({ name }) => name));
  const files = new Map<string, Buffer>();
  for (const entry of named) {
    if (entry.kind === 'folder' && [outer.slice(0, -1), '', '.'].includes(entry.name)) continue;
    const name = entry.name.startsWith(outer) ? entry.name.slice(outer.length) : entry.name;
    const problem = problemOf({ ...entry, name }, files);
    if (problem !== undefined) problems.add(name || '_', problem);
    else if (entry.bytes) files.set(name, entry.bytes);
  }
  if (!files.has(COURSE_FILE)) problems.add(COURSE_FILE, 'There is no such file');
  return files;
};

const problemOf = ({ name, kind, bytes }: ArchiveEntry, files: ArchiveFiles): string | undefined => {
  if (kind === 'other') return 'Only files and folders belong in an archive';
  if (kind === 'folder') return name === CHAPTERS_FOLDER || name === QUIZZES_FOLDER ? undefined : 'A course archive has no such folder';
  const most = mostBytesOf(name);
  if (most === undefined) return 'A course archive has no such file';
  if (files.has(name)) return 'This name appears twice';
  return bytes && bytes.length <= most ? undefined : `Larger than ${most / MEGABYTE} MB`;
};
