import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PARTS = ['tests-harness.cjs', 'harness/definitions.cjs', 'harness/guards.cjs', 'harness/seal.cjs'];

/** What runs a file of tests inside the sandbox, by its path there. Read as this file is loaded, as the bootstrap is. */
export const harnessFiles: ReadonlyMap<string, string> = new Map(
  PARTS.map((part) => [`/run/${part}`, readFileSync(join(import.meta.dirname, part), 'utf8')]),
);
