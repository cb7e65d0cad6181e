import { plainText } from './plain-text.js';

/** How much of a text is shown, in characters, marks not counted. */
const LENGTH = 200;
/** How much before the first word that was found. */
const LEAD = 60;
/** Endings: a stem and the word it came from differ by at most so many letters. */
const LONGEST_ENDING = 4;

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const SPECIAL: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i' };

/** Lower case without accents, as the search index has it (`core.search_text`). */
export const fold = (word: string): string => (/^[a-zA-Z0-9]*$/.test(word) ? word.toLowerCase() : foldAny(word));

const foldAny = (word: string): string =>
  word
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/(?<=[\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, '')
    .replaceAll(/[ßæœøđłı]/g, (letter) => SPECIAL[letter] ?? letter)
    .normalize('NFC');

/** Whether a word of a text is one that was looked for. */
export type Recognise = (word: string) => boolean;

/**
 * Recognises words that are, or come from, one of `marks` (folded words and stems). Remembers them: texts repeat
 * themselves, and one search shows several.
 */
export const recogniseMarks = (marks: readonly string[]): Recognise => {
  const exact = new Set(marks);
  const stems = new Map<string, string[]>();
  for (const mark of exact) {
    if (mark.length > 2) stems.set(mark.slice(0, 3), [...(stems.get(mark.slice(0, 3)) ?? []), mark]);
  }
  const known = new Map<string, boolean>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const folded = fold(word);
    const found = exact.has(folded) || (stems.get(folded.slice(0, 3))?.some((stem) => comesFrom(folded, stem)) ?? false);
    known.set(word, found);
    return found;
  };
};

interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * A piece of a Markdown text around what was found there: HTML-escaped, with `<mark>` around the words that are recognised.
 * Without any such word the beginning of the text; undefined when there is none.
 */
export const snippetOf = (markdown: string, recognise: Recognise): string | undefined => {
  const text = plainText(markdown);
  if (text === '') return undefined;
  const found = placesOf(text, recognise);
  const { start, end } = windowOf(text, found);
  const inside = found.filter((place) => place.start >= start && place.end <= end);
  let html = start > 0 ? '… ' : '';
  let at = start;
  for (const place of inside) {
    html += `${escape(text.slice(at, place.start))}<mark>${escape(text.slice(place.start, place.end))}</mark>`;
    at = place.end;
  }
  return html + escape(text.slice(at, end)) + (end < text.length ? ' …' : '');
};

const placesOf = (text: string, recognise: Recognise): Place[] => {
  const places: Place[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (recognise(word)) places.push({ start: index, end: index + word.length });
  }
  return places;
};

/** English stems end in `i` where the word has `y`. */
const comesFrom = (word: string, stem: string): boolean =>
  word.length <= stem.length + LONGEST_ENDING &&
  (word.startsWith(stem) || (stem.length > 3 && stem.endsWith('i') && word.startsWith(`${stem.slice(0, -1)}y`)));

/** The piece with most of what was found, on borders of words. */
const windowOf = (text: string, found: readonly Place[]): Place => {
  const from = Math.max(0, densest(found) - LEAD);
  const start = from === 0 ? 0 : afterSpace(text, from);
  const cut = start + LENGTH;
  if (cut >= text.length) return { start, end: text.length };
  const space = text.lastIndexOf(' ', cut);
  return { start, end: space > start + LENGTH / 2 ? space : wholeCharacter(text, cut) };
};

/** Where the first of the words starts that most others follow closely. */
const densest = (found: readonly Place[]): number => {
  let best = found[0]?.start ?? 0;
  let most = 0;
  let last = 0;
  for (const [first, { start }] of found.entries()) {
    while (last < found.length && (found[last]?.end ?? 0) <= start + LENGTH - LEAD) last += 1;
    if (last - first <= most) continue;
    most = last - first;
    best = start;
  }
  return best;
};

const afterSpace = (text: string, at: number): number => {
  const space = text.indexOf(' ', at);
  return space === -1 || space > at + LEAD ? wholeCharacter(text, at) : space + 1;
};

/** Not between the two halves of a character outside the basic plane. */
const wholeCharacter = (text: string, at: number): number => (/[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at + 1 : at);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
