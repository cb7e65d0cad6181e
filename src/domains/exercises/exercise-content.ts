import { isDeepStrictEqual } from 'node:util';
import type { DifficultyLevel, Hint } from './exercise-kinds.js';
import type { ExerciseRow } from './exercise-sql.js';
import type { CreateExercise, HintInput, UpdateExercise } from './exercises.schemas.js';
import { testCaseInput, testCasesOf } from './test-case-input.js';
import type { TestCase } from './test-cases.schemas.js';

/** An exercise without gaps, as its author wants it. */
export interface ExerciseContent {
  readonly title: string;
  readonly description: string;
  readonly difficultyLevel: DifficultyLevel;
  readonly topic: string | null;
  readonly language: string;
  readonly starterCode: string;
  readonly expectedOutput: string | null;
  readonly hints: readonly Hint[];
  readonly cases: readonly TestCase[];
  readonly solutionCode: string | null;
}

const DEFAULT_LANGUAGE = 'python';

const hintOf = (hint: HintInput): Hint => (typeof hint === 'string' ? { text: hint, cost: 0 } : hint);

/** Forms send fields that were left empty: that is no text, rather than an empty one. */
const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

/** The one case of an exercise that says only what is to be printed. Nothing is to be printed only where a case says so. */
const casesPrinting = (expected: string | null): TestCase[] =>
  expected === null || isBlank(expected) ? [] : testCasesOf([testCaseInput.parse({ expected_output: expected })]);

/** Cases that say no more than `expected_output` does follow it. */
const followOutput = (cases: readonly TestCase[]): boolean => {
  const [first, second] = cases;
  return !first || (!second && first.kind === 'io' && first.input === '' && !first.hidden);
};

const casesAfter = (current: readonly TestCase[], input: UpdateExercise, expected: string | null): readonly TestCase[] => {
  if (input.test_cases && input.test_cases.length > 0) return testCasesOf(input.test_cases);
  if (input.test_cases !== undefined) return casesPrinting(expected);
  if (input.expected_output === undefined || !followOutput(current)) return current;
  const [first] = current;
  return first && expected !== null && !isBlank(expected) ? [{ ...first, expected_output: expected }] : casesPrinting(expected);
};

const EMPTY: Omit<ExerciseContent, 'title'> = {
  description: '',
  difficultyLevel: 'beginner',
  topic: null,
  language: DEFAULT_LANGUAGE,
  starterCode: '',
  expectedOutput: null,
  hints: [],
  cases: [],
  solutionCode: null,
};

/** An exercise with the changes made. */
export const changedContent = (current: ExerciseContent, input: UpdateExercise): ExerciseContent => {
  const expectedOutput = input.expected_output === undefined ? current.expectedOutput : input.expected_output;
  const solutionCode = input.solution_code === undefined ? current.solutionCode : input.solution_code;
  return {
    title: input.title ?? current.title,
    description: input.description ?? current.description,
    difficultyLevel: input.difficulty_level ?? current.difficultyLevel,
    topic: input.topic === undefined ? current.topic : input.topic,
    language: input.language ?? current.language,
    starterCode: input.starter_code === undefined ? current.starterCode : (input.starter_code ?? ''),
    expectedOutput,
    hints: input.hints === undefined ? current.hints : (input.hints ?? []).map(hintOf),
    cases: casesAfter(current.cases, input, expectedOutput),
    solutionCode: isBlank(solutionCode) ? null : solutionCode,
  };
};

export const newContent = (input: CreateExercise): ExerciseContent => changedContent({ ...EMPTY, title: input.title }, input);

export const contentOf = (row: ExerciseRow): ExerciseContent => ({
  title: row.title,
  description: row.description,
  difficultyLevel: row.difficulty_level,
  topic: row.topic,
  language: row.language,
  starterCode: row.starter_code,
  expectedOutput: row.expected_output,
  hints: row.hints,
  cases: row.cases,
  solutionCode: row.solution_code,
});

/** Whether the two are graded alike: then they are of one version. */
export const isGradedAlike = (one: ExerciseContent, other: ExerciseContent): boolean =>
  one.language === other.language && one.solutionCode === other.solutionCode && isDeepStrictEqual(one.cases, other.cases);
