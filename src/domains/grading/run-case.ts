import { z } from 'zod';
import { parseJson } from '../../platform/http/read-json-body.js';
import type { RunCase } from '../../runner/protocol.js';
import type { TestCase } from '../exercises/test-cases.schemas.js';

/** `input` of a `function` case: which function is called with what. */
const functionCallSchema = z.strictObject({
  function: z.string().trim().min(1).max(200),
  arguments: z.array(z.json()).max(100).default([]),
});
export type FunctionCall = z.infer<typeof functionCallSchema>;

/** Under the rules of bodies: what is nested or escaped in a text can be kept no better than elsewhere. */
const parsed = (text: string): unknown => {
  const json = parseJson(Buffer.from(text));
  return json.problem === undefined ? json.value : undefined;
};

/** The call a `function` case makes, from the JSON value or its text; undefined when it is none. */
export const functionCallOf = (input: unknown): FunctionCall | undefined =>
  functionCallSchema.safeParse(typeof input === 'string' ? parsed(input) : input).data;

/** What a case says as text: a text as it is, nothing as the empty one, anything else as JSON. */
export const textOf = (value: TestCase['input']): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);

/**
 * What the runner is asked for a case. Of expected values it learns nothing.
 * Throws when a `function` case names no call: exercises take no such case.
 */
export const runCaseOf = (testCase: TestCase): RunCase => {
  switch (testCase.kind) {
    case 'io':
      return { kind: 'program', stdin: textOf(testCase.input) };
    case 'function': {
      const call = functionCallOf(testCase.input);
      if (call === undefined) throw new Error(`Test case ${testCase.id} calls no function`);
      return { kind: 'call', ...call };
    }
    case 'unittest':
      return { kind: 'tests', file: textOf(testCase.input) };
  }
};
