import { z } from 'zod';
import { text } from '../../sdk/schemas.js';
import { functionCallOf } from '../grading/run-case.js';
import { CASE_KINDS } from '../code-execution/run-kinds.js';
import { COMPARISONS, type TestCase } from './test-cases.schemas.js';

const MOST_CASES = 100;
/** UTF-16 units, of each input and of each expected output as JSON. */
const LONGEST_VALUE = 100_000;
/** Of all of them together: they are sent to the runner in one request. */
const MOST_TOGETHER = 500_000;

/** A test case as an author writes it. */
export const testCaseInput = z
  .strictObject({
    id: z
      .string()
      .regex(/^[\w.-]{1,100}$/, 'Use letters, digits, points, hyphens and underscores, at most 100')
      .optional()
      .describe('`test-1`, `test-2` … when left out'),
    name: text(200).optional().describe('`Test 1`, `Test 2` … when left out'),
    kind: z.enum(CASE_KINDS).default('io'),
    input: z
      .json()
      .optional()
      .describe('io: standard input; function: `{"function": "add", "arguments": [1, 2]}` or its JSON text; unittest: the test file'),
    expected_output: z.json().optional().describe('io: a text; function: any JSON value; unittest: left out'),
    comparison: z.enum(COMPARISONS).default('trimmed'),
    tolerance: z.number().min(0).max(1e15).nullable().optional().describe('Of `numeric`, absolute or relative; 1e-6 when left out'),
    hidden: z.boolean().default(false),
    weight: z.number().min(0).max(1000).default(1),
  })
  .meta({ id: 'TestCaseInput' });
export type TestCaseInput = z.infer<typeof testCaseInput>;

const LOST_DIGITS = `Whole numbers beyond ${Number.MAX_SAFE_INTEGER} lose digits: use smaller ones, texts, or the comparison \`numeric\``;

type Problem = readonly [field: 'input' | 'expected_output' | 'tolerance', message: string];

/** Whether a whole number in it is too large for JSON as it is commonly read: it has lost digits on its way already. */
const hasLostDigits = (value: TestCaseInput['input']): boolean => {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasLostDigits);
};

const kindProblems = ({ kind, input, expected_output: expected }: TestCaseInput): Problem[] => {
  switch (kind) {
    case 'io':
      return [
        ...(input == null || typeof input === 'string' ? [] : [['input', 'The standard input of a program is a text'] as const]),
        ...(typeof expected === 'string' ? [] : [['expected_output', 'What a program is to print is a text'] as const]),
      ];
    case 'function':
      return [
        ...(functionCallOf(input)
          ? []
          : [['input', 'Name the function and its arguments: {"function": "add", "arguments": [1, 2]}'] as const]),
        ...(expected === undefined ? [['expected_output', 'Say what the function is to return'] as const] : []),
      ];
    case 'unittest':
      return [
        ...(typeof input === 'string' && input.trim() !== '' ? [] : [['input', 'Give the source of the test file'] as const]),
        ...(expected == null ? [] : [['expected_output', 'A test file says itself what it expects'] as const]),
      ];
  }
};

const sizeOf = (value: TestCaseInput['input']): number =>
  value === undefined ? 0 : typeof value === 'string' ? value.length : JSON.stringify(value).length;

const digitProblems = ({ input, expected_output: expected }: TestCaseInput): Problem[] =>
  Object.entries({ input: functionCallOf(input)?.arguments, expected_output: expected }).flatMap(([field, value]): Problem[] =>
    hasLostDigits(value) ? [[field as Problem[0], LOST_DIGITS]] : [],
  );

const problemsOf = (input: TestCaseInput): Problem[] => [
  ...kindProblems(input),
  ...(['input', 'expected_output'] as const).flatMap((field): Problem[] =>
    sizeOf(input[field]) > LONGEST_VALUE ? [[field, `At most ${LONGEST_VALUE} characters`]] : [],
  ),
  ...(input.kind === 'function' && input.comparison !== 'numeric' ? digitProblems(input) : []),
  ...(input.tolerance != null && input.comparison !== 'numeric'
    ? [['tolerance', 'Only the comparison `numeric` has a tolerance'] as const]
    : []),
];

/** Refinement: each case fits its kind, ids are unique, and somebody can score. */
const refineCases = (cases: readonly TestCaseInput[], context: z.RefinementCtx): void => {
  const refuse = (path: readonly (string | number)[], message: string) => context.addIssue({ code: 'custom', path: [...path], message });
  const ids = new Set<string>();
  for (const [index, one] of cases.entries()) {
    for (const [field, message] of problemsOf(one)) refuse([index, field], message);
    if (one.id === undefined) continue;
    if (ids.has(one.id)) refuse([index, 'id'], 'Another case has this id');
    ids.add(one.id);
  }
  if (cases.length > 0 && cases.every(({ weight }) => weight === 0)) refuse([], 'At least one case has a weight above 0');
  const together = cases.reduce((sum, { input, expected_output }) => sum + sizeOf(input) + sizeOf(expected_output), 0);
  if (together > MOST_TOGETHER) refuse([], `All cases together have at most ${MOST_TOGETHER} characters`);
};

export const testCasesInput = z.array(testCaseInput).max(MOST_CASES).superRefine(refineCases);

/** The first of `test-1`, `test-2` … from `number` on that is not taken: the same for the same list, so that sending it again changes nothing. */
const freeId = (number: number, taken: Set<string>): string => {
  let id = `test-${number}`;
  for (let next = number + 1; taken.has(id); next += 1) id = `test-${next}`;
  taken.add(id);
  return id;
};

const inputOf = ({ kind, input }: TestCaseInput): TestCase['input'] =>
  kind === 'function' ? (functionCallOf(input) ?? null) : (input ?? '');

/** The cases as they are kept: nothing left out, calls as JSON. They passed `testCasesInput`. */
export const testCasesOf = (inputs: readonly TestCaseInput[]): TestCase[] => {
  const taken = new Set(inputs.flatMap(({ id }) => id ?? []));
  return inputs.map((one, index) => ({
    id: one.id ?? freeId(index + 1, taken),
    name: one.name ?? `Test ${index + 1}`,
    kind: one.kind,
    input: inputOf(one),
    expected_output: one.expected_output ?? null,
    comparison: one.comparison,
    ...(one.tolerance == null ? {} : { tolerance: one.tolerance }),
    hidden: one.hidden,
    weight: one.weight,
  }));
};
