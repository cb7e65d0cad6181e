import { findUnstorable } from '../../../platform/http/read-json-body.js';

/** A hint as `exercise.md` has it. */
export interface WrittenHint {
  readonly text: string;
  readonly cost: number;
}

/** What `exercise.md` says. */
export interface ExerciseText {
  /** Between the lines of three hyphens, by name. */
  readonly facts: ReadonlyMap<string, string>;
  readonly description: string;
  readonly hints: readonly WrittenHint[];
}

type Problem = readonly [line: number, message: string];

const FENCE = '---';
const FACT = /^([a-z_]+):(.*)$/s;
const HINT = /^## Hint(?: \((\d{1,3}) points?\))?\s*$/;
const TITLE = /^# (.*\S)\s*$/s;
const CODE_BLOCK = /^ {0,3}(`{3,}|~{3,})(.*)$/;

const isBlank = (line: string | undefined): boolean => line !== undefined && line.trim() === '';

/** Without empty lines around it. */
const trimmedLines = (lines: readonly string[]): string => {
  let [from, to] = [0, lines.length];
  while (from < to && isBlank(lines[from])) from += 1;
  while (to > from && isBlank(lines[to - 1])) to -= 1;
  return lines.slice(from, to).join('\n').replace(/\r$/, '');
};

const valueOf = (text: string): string | undefined => {
  const value = text.trim();
  if (!value.startsWith('"')) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' && findUnstorable(parsed) === undefined ? parsed : undefined;
  } catch {
    return undefined;
  }
};

/** The facts, and how many lines they take. */
const readFacts = (lines: readonly string[], problems: Problem[]): { facts: Map<string, string>; taken: number } => {
  const facts = new Map<string, string>();
  if (lines[0]?.trimEnd() !== FENCE) return { facts, taken: 0 };
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === FENCE);
  if (end === -1) {
    problems.push([1, 'A second line of three hyphens ends the facts']);
    return { facts, taken: lines.length };
  }
  for (const [index, line] of lines.slice(1, end).entries()) {
    if (isBlank(line) || line.startsWith('#')) continue;
    const [, name, text = ''] = FACT.exec(line.trimEnd()) ?? [];
    const value = valueOf(text);
    if (name === undefined) problems.push([index + 2, 'One fact a line: name: value']);
    else if (value === undefined) problems.push([index + 2, 'What begins with a double quote is a JSON text']);
    else if (facts.has(name)) problems.push([index + 2, `${name} was said before`]);
    else facts.set(name, value);
  }
  return { facts, taken: end + 1 };
};

/** Parts that begin with a hint's heading outside of code blocks; the first part is what stands before all of them. */
const splitAtHints = (lines: readonly string[]): { readonly cost: number; readonly lines: string[] }[] => {
  const parts = [{ cost: 0, lines: [] as string[] }];
  let block: string | undefined;
  for (const line of lines) {
    const [, marks, info = ''] = CODE_BLOCK.exec(line.trimEnd()) ?? [];
    if (block === undefined && marks !== undefined && !(marks.startsWith('`') && info.includes('`'))) block = marks;
    else if (block !== undefined && marks?.startsWith(block) && isBlank(info)) block = undefined;
    const [heading, points] = block === undefined ? (HINT.exec(line) ?? []) : [];
    if (heading === undefined) parts.at(-1)?.lines.push(line);
    else parts.push({ cost: Number(points ?? 0), lines: [] });
  }
  return parts;
};

/** Reads `exercise.md`; `wholeText` when hints stand elsewhere. Problems are by line, from 1. */
export const parseExerciseFile = (markdown: string, wholeText: boolean): { text: ExerciseText; problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const lines = markdown.split('\n');
  const { facts, taken } = readFacts(lines, problems);
  let body = lines.slice(taken);
  const first = body.findIndex((line) => !isBlank(line));
  const [, title] = facts.has('title') ? [] : (TITLE.exec(body[first] ?? '') ?? []);
  if (title !== undefined) {
    facts.set('title', title);
    body = body.slice(first + 1);
  }
  const [before, ...hints] = wholeText ? [{ cost: 0, lines: body }] : splitAtHints(body);
  return {
    text: {
      facts,
      description: trimmedLines(before?.lines ?? []),
      hints: hints.map(({ cost, lines: text }) => ({ text: trimmedLines(text), cost })),
    },
    problems,
  };
};

const printedValue = (value: string): string => (/^["\s]|\s$|[\r\n\u2028\u2029]/.test(value) ? JSON.stringify(value) : value);

const printedHint = ({ text, cost }: WrittenHint): string =>
  `\n## Hint${cost === 0 ? '' : ` (${cost} ${cost === 1 ? 'point' : 'points'})`}\n\n${text}\n`;

const sameHints = (one: readonly WrittenHint[], other: readonly WrittenHint[]): boolean =>
  one.length === other.length && one.every(({ text, cost }, index) => text === other[index]?.text && cost === other[index]?.cost);

/** The file of an exercise. Not `isWhole` when hints could not be told from the text again: they belong in a file of their own then. */
export const printExerciseFile = ({ facts, description, hints }: ExerciseText): { markdown: string; isWhole: boolean } => {
  const head = `${FENCE}\n${[...facts].map(([name, value]) => `${name}: ${printedValue(value)}\n`).join('')}${FENCE}\n`;
  const body = description === '' ? '' : `\n${description}\n`;
  const markdown = `${head}${body}${hints.map(printedHint).join('')}`;
  const { text } = parseExerciseFile(markdown, false);
  const isWhole = text.description === trimmedLines(description.split('\n')) && sameHints(text.hints, hints);
  return isWhole ? { markdown, isWhole } : { markdown: `${head}${body}`, isWhole };
};
