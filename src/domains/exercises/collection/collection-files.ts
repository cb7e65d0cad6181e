import { slug as slugSchema } from '../../../sdk/schemas.js';
import { type ArchiveEntry, plainName } from '../../course-archive/archive-files.js';
import type { ArchiveProblems } from '../../course-archive/archive-problems.js';
import type { UnpackingLimits } from '../../course-archive/unpack-archive.js';

const MEGABYTE = 1_048_576;

export const COLLECTION_LIMITS: UnpackingLimits = {
  packedBytes: 32 * MEGABYTE,
  totalBytes: 64 * MEGABYTE,
  entries: 20_000,
  fileBytes: MEGABYTE,
};
export const MOST_EXERCISES = 500;

export const EXERCISE_FILE = 'exercise.md';
export const HINTS_FILE = 'hints.json';
export const CASES_FILE = 'cases.json';
export const OUTPUT_FILE = 'expected_output.txt';
const CASES_FOLDER = 'cases';

const CODE = /^(?:starter|solution|tests|tests\.hidden)\.[a-z0-9]{1,8}$/;
const CASE = /^cases\/\d{1,4}(?:-[a-z0-9]+)*(?:\.hidden)?\.(?:in|out)$/;
const PLAIN: ReadonlySet<string> = new Set([EXERCISE_FILE, HINTS_FILE, CASES_FILE, OUTPUT_FILE]);

/** The files of one exercise, by their names in its folder. */
export interface ExerciseFolder {
  readonly slug: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Beside the folders of exercises, or anywhere when they are hidden: what collections hold for people and tools. */
export const isPassedOver = (name: string): boolean =>
  name.split('/').some((segment) => segment.startsWith('.') && segment !== '.' && segment !== '..') ||
  /^(?:README|LICENSE)(?:\.(?:md|txt))?$/i.test(name);

/** The folder that everything lies in, when somebody packed the folder itself instead of what is in it. */
const outerFolder = (names: readonly string[]): string => {
  const exercises = names.filter((name) => name.endsWith(`/${EXERCISE_FILE}`)).map((name) => name.split('/'));
  const [first] = exercises;
  const [outer] = first ?? [];
  return outer !== undefined && exercises.every((path) => path.length === 3 && path[0] === outer) ? `${outer}/` : '';
};

const problemOf = ({ kind, bytes }: ArchiveEntry, name: string, known: ReadonlyMap<string, Buffer>): string | undefined => {
  if (kind === 'other') return 'Only files and folders belong in a collection';
  if (kind === 'folder') return name === CASES_FOLDER || name === '' ? undefined : 'An exercise has no such folder';
  if (!PLAIN.has(name) && !CODE.test(name) && !CASE.test(name)) return 'An exercise has no such file';
  if (known.has(name)) return 'This name appears twice';
  return bytes && bytes.length <= COLLECTION_LIMITS.fileBytes ? undefined : `Larger than ${COLLECTION_LIMITS.fileBytes / MEGABYTE} MB`;
};

/** The exercises of a collection, by slug. What is no part of one is a problem, whatever its name tries to reach. */
export const exerciseFolders = (entries: readonly ArchiveEntry[], problems: ArchiveProblems): ExerciseFolder[] => {
  const named = entries.map((entry) => ({ ...entry, name: plainName(entry.name) }));
  const outer = outerFolder(named.map(({ name }) => name));
  const folders = new Map<string, Map<string, Buffer>>();
  for (const entry of named) {
    const place = entry.name.startsWith(outer) ? entry.name.slice(outer.length) : entry.name;
    if (isPassedOver(place) || (entry.kind === 'folder' && ['', '.', outer.slice(0, -1)].includes(entry.name))) continue;
    const [slug = '', ...rest] = place.split('/');
    const files = folders.get(slug) ?? new Map<string, Buffer>();
    const isInFolder = rest.length > 0 || entry.kind === 'folder';
    const problem = isInFolder ? problemOf(entry, rest.join('/'), files) : 'Each exercise has a folder of its own';
    if (problem !== undefined) problems.add(place || '_', problem);
    else if (entry.bytes) files.set(rest.join('/'), entry.bytes);
    if (isInFolder) folders.set(slug, files);
  }
  return [...folders].flatMap(([slug, files]) => {
    if (!slugSchema.safeParse(slug).success)
      problems.add(slug, 'The name of an exercise is made of a-z, 0-9 and inner hyphens, at most 63');
    else if (!files.has(EXERCISE_FILE)) problems.add(`${slug}/${EXERCISE_FILE}`, 'There is no such file');
    else return [{ slug, files }];
    return [];
  });
};
