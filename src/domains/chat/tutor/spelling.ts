import { fold } from '../../search/snippet.js';

/** How a word of a question is written in what was found for it. */
export type Spelling = 'exact' | 'mended' | 'unknown';

/** Shorter words are near too many others: only two letters that changed places are taken for a mistake in them. */
const LONG_ENOUGH = 5;
/** With another letter in a place, words as short as `story` and `storm` are others. */
const LONG_ENOUGH_FOR_ANOTHER = 6;
const SHORTEST_PART = 3;

/**
 * `marks` are the forms that a search found: the word and its stem, or near words where nobody writes it so. Search may be generous, since people look at
 * what it finds; a tutor who takes the weather for whether is wrong. One mistake is forgiven: a letter
 * wrong, missing or too many, or two that changed places.
 */
export const spelling = (word: string, marks: readonly string[]): Spelling => {
  if (marks.length === 0) return 'unknown';
  const given = fold(word);
  const others = marks.filter((mark) => !isFormOf(given, mark));
  if (others.length === 0) return 'exact';
  return others.some((mark) => isSlip(given, mark) || isPart(given, mark)) ? 'mended' : 'unknown';
};

/** What a word of a single letter more than its stem ends in; `peru` is none of `per`. */
const ENDINGS = 'sdyentrm';

/** A word begins with its stem; English stems end in `i` where the word has `y`. */
const isFormOf = (given: string, mark: string): boolean =>
  (given.startsWith(mark) && (given.length !== mark.length + 1 || ENDINGS.includes(given.slice(-1)))) ||
  (mark.length > 3 && mark.endsWith('i') && given.startsWith(`${mark.slice(0, -1)}y`));

/** Of a compound: nobody writes the word alone. What is left is a word, too: `story` is no part of `history`. */
const isPart = (given: string, mark: string): boolean =>
  given.length >= LONG_ENOUGH && mark.length >= given.length + SHORTEST_PART && mark.includes(given);

const isSlip = (given: string, mark: string): boolean => {
  if (swapped(given, mark)) return true;
  return given.length >= LONG_ENOUGH && mark.length >= LONG_ENOUGH - 1 && oneLetterOff(given, mark);
};

/** What is left of both without the beginning and the end they share. */
const core = (a: string, b: string): [string, string] => {
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
};

const swapped = (a: string, b: string): boolean => {
  const [one, other] = core(a, b);
  return one.length === 2 && other.length === 2 && one[0] === other[1] && one[1] === other[0];
};

const oneLetterOff = (a: string, b: string): boolean => {
  const [one, other] = core(a, b);
  return one.length + other.length <= 1 || (one.length === 1 && other.length === 1 && a.length >= LONG_ENOUGH_FOR_ANOTHER);
};
