import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PARTS = [
  'tests_harness.py',
  'harness/assertions.py',
  'harness/guards.py',
  'harness/results.py',
  'harness/run.py',
  'harness/world.py',
];

/** What runs a file of tests inside the sandbox, by its path there. Read as this file is loaded, as the bootstrap is. */
export const harnessFiles: ReadonlyMap<string, string> = new Map(
  PARTS.map((part) => [`/run/${part}`, readFileSync(join(import.meta.dirname, part), 'utf8')]),
);
