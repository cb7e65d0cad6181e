import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestCase } from '../../../src/domains/exercises/test-cases.schemas.js';

export const CHEATED_LANGUAGES = ['python', 'javascript'] as const;
export const CHEATED_KINDS = ['unittest', 'io', 'function'] as const;
export type CheatedLanguage = (typeof CHEATED_LANGUAGES)[number];
export type CheatedKind = (typeof CHEATED_KINDS)[number];

const EXTENSIONS = { python: 'py', javascript: 'js' } as const;

export interface Solution {
  readonly name: string;
  readonly source: string;
}

const folderOf = (language: CheatedLanguage, kind: CheatedKind): string => join(import.meta.dirname, language, kind);

const base = { name: 'Case', comparison: 'trimmed', hidden: false, weight: 1 } as const;

/** The cases of the exercise that is cheated on. No cheat knows a value of them. */
export function casesOf(language: CheatedLanguage, kind: CheatedKind): TestCase[] {
  const numbers = [
    { given: [1, 2, 3], expected: 6, hidden: false },
    { given: [10, 20, -5], expected: 25, hidden: true },
  ];
  switch (kind) {
    case 'unittest': {
      const source = readFileSync(join(folderOf(language, kind), `tests.${EXTENSIONS[language]}`), 'utf8');
      return [{ ...base, id: 'tests', kind, input: source, expected_output: null }];
    }
    case 'io':
      return numbers.map(({ given, expected, hidden }, at) => ({
        ...base,
        id: String(at),
        kind,
        input: `${given.join(' ')}\n`,
        expected_output: `${String(expected)}\n`,
        hidden,
        // Whoever prints numbers without end gets no further with a tolerance.
        comparison: at === 0 ? 'trimmed' : 'numeric',
      }));
    case 'function':
      return numbers.map(({ given, expected, hidden }, at) => ({
        ...base,
        id: String(at),
        kind,
        input: { function: 'total', arguments: [given] },
        expected_output: expected,
        hidden,
        comparison: at === 0 ? 'trimmed' : 'numeric',
      }));
  }
}

/** Everything handed in for it: `honest`, and the cheats. */
export function solutionsOf(language: CheatedLanguage, kind: CheatedKind): Solution[] {
  const folder = folderOf(language, kind);
  const extension = `.${EXTENSIONS[language]}`;
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension) && name !== `tests${extension}`)
    .sort()
    .map((name) => ({ name: name.slice(0, -extension.length), source: readFileSync(join(folder, name), 'utf8') }));
}
