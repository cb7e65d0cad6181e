import type { Comparison } from '../exercises/test-cases.schemas.js';
import { DEFAULT_TOLERANCE, finiteNumber, isNear } from './numbers.js';

/** The first place where output is not what was expected. A side that has ended before it is null there. */
export interface TextDifference {
  readonly unit: 'line' | 'token';
  /** From 1. */
  readonly position: number;
  readonly expected: string | null;
  readonly actual: string | null;
}

const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

/** Lines without white space at their ends, nor empty ones at the end of all. */
const trimmedLines = (text: string): string[] => {
  const lines = linesOf(text).map((line) => line.trimEnd());
  let length = lines.length;
  while (length > 0 && lines[length - 1] === '') length -= 1;
  return lines.slice(0, length);
};

const tokensOf = (text: string): string[] => text.split(/\s+/u).filter((token) => token !== '');

const firstDifference = (
  unit: TextDifference['unit'],
  expected: readonly string[],
  actual: readonly string[],
  equal: (expected: string, actual: string) => boolean,
): TextDifference | undefined => {
  for (let at = 0; at < Math.max(expected.length, actual.length); at += 1) {
    const [due, came] = [expected[at], actual[at]];
    if (due !== undefined && came !== undefined && equal(due, came)) continue;
    return { unit, position: at + 1, expected: due ?? null, actual: came ?? null };
  }
  return undefined;
};

const same = (expected: string, actual: string) => expected === actual;

const numericallySame = (tolerance: number) => (expected: string, actual: string) => {
  if (expected === actual) return true;
  const due = finiteNumber(expected);
  const came = finiteNumber(actual);
  if (due !== undefined && came !== undefined) return isNear(due, came, tolerance);
  return (
    due === undefined && came === undefined && /^[+-]?(nan|inf(inity)?)$/i.test(expected) && expected.toLowerCase() === actual.toLowerCase()
  );
};

/**
 * Where `actual` differs from `expected`; undefined when it is right.
 * - `exact`: character by character.
 * - `trimmed`: white space at the end of lines and of the whole is ignored, and so is how lines end.
 * - `tokens`: only what stands between white space counts.
 * - `numeric`: tokens, and decimal numbers may be off by the tolerance; `nan` and `inf` are right only where they are expected.
 */
export const textDifference = (
  comparison: Comparison,
  expected: string,
  actual: string,
  tolerance: number = DEFAULT_TOLERANCE,
): TextDifference | undefined => {
  switch (comparison) {
    case 'exact':
      return expected === actual ? undefined : firstDifference('line', expected.split('\n'), actual.split('\n'), same);
    case 'trimmed':
      return firstDifference('line', trimmedLines(expected), trimmedLines(actual), same);
    case 'tokens':
      return firstDifference('token', tokensOf(expected), tokensOf(actual), same);
    case 'numeric':
      return firstDifference('token', tokensOf(expected), tokensOf(actual), numericallySame(tolerance));
  }
};
