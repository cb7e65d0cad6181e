import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the demo institution is filled with: each folder is in the format of the public import that reads it. */
export const SEED_FILES = {
  course: join(import.meta.dirname, 'demo-course'),
  questions: join(import.meta.dirname, 'question-bank'),
} as const;

/** The NDJSON files of a folder, in the order of their names. */
export const ndjsonFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ndjson'))
    .sort()
    .map((file) => join(folder, file));
