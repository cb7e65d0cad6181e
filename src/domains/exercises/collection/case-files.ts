import type { ArchiveProblems } from '../../course-archive/archive-problems.js';
import { readText } from '../../course-archive/archive-text.js';
import type { ExerciseFolder } from './collection-files.js';

const CASE = /^cases\/(\d{1,4})((?:-[a-z0-9]+)*)(\.hidden)?\.(in|out)$/;

/** How the outputs of all case files of an exercise are compared. */
export interface FileComparison {
  readonly comparison?: string | undefined;
  readonly tolerance?: number | undefined;
}

/** A test case as a file says it, with the place to name when something is wrong with it. */
export interface PlacedCase {
  readonly place: string;
  readonly value: unknown;
}

interface CaseFiles {
  readonly stem: string;
  readonly number: number;
  readonly words: string;
  hidden: boolean;
  input?: string;
  output?: string;
}

/** `-two-words` is called `Two words`. */
const nameOf = ({ words, number }: CaseFiles): string => {
  const text = words.slice(1).replaceAll('-', ' ');
  return text === '' ? `Test ${number}` : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
};

/** The pairs of `cases/01-small.in` and `.out`, in the order of their numbers. */
export const readCaseFiles = ({ slug, files }: ExerciseFolder, compared: FileComparison, problems: ArchiveProblems): PlacedCase[] => {
  const found = new Map<string, CaseFiles>();
  for (const [name, bytes] of files) {
    const [, digits, words = '', hidden, ending] = CASE.exec(name) ?? [];
    if (digits === undefined) continue;
    const text = readText(`${slug}/${name}`, bytes, problems);
    const stem = `${digits}${words}`;
    const one = found.get(stem) ?? { stem, number: Number(digits), words, hidden: hidden !== undefined };
    found.set(stem, one);
    if (one.hidden !== (hidden !== undefined)) problems.add(`${slug}/${name}`, 'Both files of a test have .hidden in their names, or none');
    if (text === undefined) continue;
    if (ending === 'in') one.input = text;
    else one.output = text;
  }
  const ordered = [...found.values()].sort((a, b) => a.number - b.number || (a.stem < b.stem ? -1 : 1));
  return ordered.flatMap((one) => {
    const { stem, hidden, input = '', output } = one;
    const place = `${slug}/cases/${stem}${hidden ? '.hidden' : ''}.out`;
    if (output === undefined) {
      problems.add(place, 'There is no such file');
      return [];
    }
    return [{ place, value: { id: stem, name: nameOf(one), kind: 'io', input, expected_output: output, hidden, ...compared } }];
  });
};

/** `tests.py` and `tests.hidden.py`. */
export const TEST_FILES = [
  { stem: 'tests', id: 'tests', name: 'Tests', hidden: false },
  { stem: 'tests.hidden', id: 'hidden-tests', name: 'Hidden tests', hidden: true },
] as const;
