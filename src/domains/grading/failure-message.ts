import type { CaseResult } from '../../runner/protocol.js';
import type { TestCase } from '../exercises/test-cases.schemas.js';
import type { TextDifference } from './compare-text.js';
import { errorSummary, ownFrames } from './error-text.js';
import { functionCallOf } from './run-case.js';
import { shortened } from './shortened.js';

const SHOWN = 200;
const TRACE = 1500;

const quoted = (text: string | null): string => (text === null ? 'nothing' : shortened(JSON.stringify(text), SHOWN));

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);

const crashed = (result: CaseResult): string => {
  const summary = errorSummary(result.stderr);
  if (summary !== undefined) {
    const place = summary.line === null ? '' : ` (line ${String(summary.line)})`;
    const trace = ownFrames(result.stderr).slice(-TRACE);
    const more = trace.trim() === '' || trace.trim() === summary.text ? '' : `\n${trace}`;
    return `${shortened(summary.text, SHOWN)}${place}${more}`;
  }
  if (result.exit_code === null) return 'The program was ended by a signal, as after reading or writing memory that is not its own.';
  return `The program ended with exit code ${String(result.exit_code)}.`;
};

/** Why a program did not come to its end, in plain words; undefined when it did. The first line stands alone. */
export const statusMessage = (result: CaseResult): string | undefined => {
  switch (result.status) {
    case 'ok':
      return undefined;
    case 'timeout':
      return `The time limit was exceeded: the program was stopped after ${seconds(result.duration_ms)} seconds.`;
    case 'memory_exceeded':
      return 'The memory limit was exceeded.';
    case 'output_exceeded':
      return 'The program printed too much and was stopped.';
    case 'compile_error':
      return `The program does not compile.\n${shortened(ownFrames(result.stderr), TRACE)}`.trimEnd();
    case 'runtime_error':
      return crashed(result);
  }
};

/** What is wrong with output: where it differs first. */
export const differenceMessage = ({ unit, position, expected, actual }: TextDifference): string => {
  const place = `${unit === 'line' ? 'Line' : 'Value'} ${String(position)}`;
  if (actual === null) return `${place} is missing: expected ${quoted(expected)}.`;
  if (expected === null) return `${place} is too much: got ${quoted(actual)} where nothing more was expected.`;
  return `${place} differs: expected ${quoted(expected)}, got ${quoted(actual)}.`;
};

/** The call of a `function` case as one would write it: `add(1, 2)`. */
const callText = (testCase: TestCase): string => {
  const call = functionCallOf(testCase.input);
  if (call === undefined) return 'The function';
  return shortened(`${call.function}(${call.arguments.map((argument) => JSON.stringify(argument)).join(', ')})`, SHOWN);
};

/** What is wrong with a value that was returned. */
export const valueMessage = (testCase: TestCase, value: string): string =>
  `${callText(testCase)} returned ${shortened(value, SHOWN)}, expected ${shortened(JSON.stringify(testCase.expected_output), SHOWN)}.`;

/** Why there is no value although the program came to its end. */
export const noValueMessage = (testCase: TestCase, result: CaseResult): string => {
  const reason = errorSummary(result.stderr);
  const said = reason === undefined ? 'the program ended before the function returned' : shortened(reason.text, SHOWN);
  return `${callText(testCase)} gave no value: ${said}.`.replace(/\.\.$/, '.');
};

/** Why there is no report of a file of tests although the program came to its end. */
export const noReportMessage = (result: CaseResult): string => {
  const reason = errorSummary(result.stderr);
  const said = reason === undefined ? '' : `\n${shortened(reason.text, SHOWN)}`;
  return `The program ended before its tests had.${said}`;
};
