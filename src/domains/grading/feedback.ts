import type { TestCase } from '../exercises/test-cases.schemas.js';
import type { WeighedResult } from './grade-cases.js';
import { markdownBlock, markdownText } from './markdown.js';
import { shortened } from './shortened.js';

/** Of one block shown, in characters. Together with the rest it keeps feedback under 5,000. */
const BLOCK = 600;
const SUMMARY = 400;

const counted = (count: number, what: string): string => `${String(count)} ${what}${count === 1 ? '' : 's'}`;

const block = (title: string, text: string | null): string[] =>
  text === null || text.trim() === '' ? [] : [`${title}:`, markdownBlock(shortened(text, BLOCK))];

const given = (testCase: TestCase): string | null => (testCase.kind === 'io' && typeof testCase.input === 'string' ? testCase.input : null);

/** What came beside what was expected; a called function's value is in the message already, a test file says it itself. */
const evidence = ({ testCase, result }: WeighedResult): string[] => {
  if (testCase.kind !== 'io') return block('Printed', result.stdout);
  return [...block('Input', given(testCase)), ...block('Expected', result.expected_output), ...block('Got', result.stdout)];
};

const onFailure = (failed: WeighedResult): string[] => {
  const [summary = '', ...rest] = (failed.result.message ?? '').split('\n');
  const name = markdownText(shortened(failed.result.name, 200));
  return [`**${name}** failed: ${markdownText(shortened(summary, SUMMARY))}`, ...block('Details', rest.join('\n')), ...evidence(failed)];
};

/**
 * What a learner is told, in Markdown of bounded length: how many tests passed, what is wrong in the first visible one that failed, and how
 * many hidden ones failed. Of hidden tests nothing else.
 */
export const feedbackOn = (weighed: readonly WeighedResult[]): string => {
  if (weighed.length === 0) return 'This exercise has no tests.';
  const failed = weighed.filter(({ result }) => !result.passed);
  if (failed.length === 0) return weighed.length === 1 ? 'The test passed.' : `All ${String(weighed.length)} tests passed.`;
  const first = failed.find(({ result }) => !result.hidden);
  const hidden = failed.filter(({ result }) => result.hidden).length;
  return [
    `${String(weighed.length - failed.length)} of ${counted(weighed.length, 'test')} passed.`,
    ...(first === undefined ? [] : onFailure(first)),
    ...(hidden === 0 ? [] : [`${counted(hidden, 'hidden test')} failed.`]),
  ].join('\n\n');
};
