import type { PrintedFile } from '../../course-archive/print-archive.js';
import { contentOf, type ExerciseContent } from '../exercise-content.js';
import type { ExerciseRow } from '../exercise-sql.js';
import type { TestCase } from '../test-cases.schemas.js';
import { TEST_FILES } from './case-files.js';
import { CASES_FILE, EXERCISE_FILE, HINTS_FILE, OUTPUT_FILE } from './collection-files.js';
import { printExerciseFile } from './exercise-file.js';
import { endingOf } from './language-endings.js';

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

const testFileOf = ({ id, name, kind, hidden, weight, comparison }: TestCase) =>
  kind === 'unittest' && weight === 1 && comparison === 'trimmed'
    ? TEST_FILES.find((file) => file.id === id && file.name === name && file.hidden === hidden)
    : undefined;

/** Test files at the end, in the order an import gives them, are files of their own; all other cases are listed. */
const printedCases = (cases: readonly TestCase[], ending: string): PrintedFile[] => {
  const files = TEST_FILES.flatMap((file) => {
    const one = cases.find((candidate) => testFileOf(candidate) === file);
    return one ? [{ one, name: `${file.stem}.${ending}` }] : [];
  });
  const last = cases.slice(cases.length - files.length);
  const isInOrder = files.every(({ one }, index) => one === last[index]);
  const listed = isInOrder ? cases.slice(0, cases.length - files.length) : cases;
  return [
    ...(listed.length > 0 ? [{ name: CASES_FILE, bytes: json(listed) }] : []),
    ...(isInOrder ? files.map(({ one, name }) => ({ name, bytes: Buffer.from(typeof one.input === 'string' ? one.input : '') })) : []),
  ];
};

const factsOf = (content: ExerciseContent, status: ExerciseRow['status']): [string, string][] => [
  ['title', content.title],
  ['difficulty', content.difficultyLevel],
  ...(content.topic === null ? [] : [['topic', content.topic] satisfies [string, string]]),
  ['language', content.language],
  ...(status === 'draft' ? [['status', status] satisfies [string, string]] : []),
];

/** The files of an exercise's folder, each time the same for the same exercise: ids of rows and times are left out. */
const printExercise = (row: ExerciseRow): PrintedFile[] => {
  const content = contentOf(row);
  const { description, hints, starterCode, solutionCode, expectedOutput, cases } = content;
  const { markdown, isWhole } = printExerciseFile({ facts: new Map(factsOf(content, row.status)), description, hints });
  const ending = endingOf(content.language);
  return [
    { name: EXERCISE_FILE, bytes: Buffer.from(markdown) },
    ...(isWhole ? [] : [{ name: HINTS_FILE, bytes: json(hints) }]),
    ...(starterCode === '' ? [] : [{ name: `starter.${ending}`, bytes: Buffer.from(starterCode) }]),
    ...(solutionCode === null ? [] : [{ name: `solution.${ending}`, bytes: Buffer.from(solutionCode) }]),
    ...(expectedOutput === null ? [] : [{ name: OUTPUT_FILE, bytes: Buffer.from(expectedOutput) }]),
    ...printedCases(cases, ending),
  ];
};

/** The files of a collection. */
export const printCollection = (rows: readonly ExerciseRow[]): PrintedFile[] =>
  rows.flatMap((row) => printExercise(row).map(({ name, bytes }) => ({ name: `${row.slug}/${name}`, bytes })));
