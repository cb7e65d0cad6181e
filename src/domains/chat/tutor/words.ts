import type { Language } from './language.js';
import { isSmallNumber, literalsIn } from './literals.js';
import { otherWords } from './other-words.js';
import { isOne, NEVER, STOP, tellsLittle } from './question-words.js';

/** A word of a question. */
export interface AskedWord {
  readonly word: string;
  /** Whether it stands right behind the one before: `square brackets`. */
  readonly follows: boolean;
  /** How much it tells, 0 to 1. */
  readonly worth: number;
  readonly vague: boolean;
  /** Signs rather than letters: nothing an index of words could find. */
  readonly literal: boolean;
  /** What else it may be called; with the word before it in one, too: `green house`. */
  readonly others: readonly string[];
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’](?:s|t|m|d|re|ve|ll)(?![\p{L}\p{N}]))?/gu;
const ENDING = /['’](?:s|t|m|d|re|ve|ll)$/;
/** How much a word tells that tells little. */
export const VAGUE_WORTH = 0.4;

/** More than anybody asks for at once; a pasted text is cut. */
const MOST_WORDS = 12;
const LONGEST_WORD = 40;

/** Questions that say in two words what a text says in one. */
const COUNTING: Readonly<Record<Language, readonly [RegExp, string]>> = {
  en: [/\bhow (?:many|often)\b/, 'count'],
  de: [/\bwie (?:viele|oft)\b/, 'zählen'],
};

/** What is asked for: the words that carry it, in their order, each once, lower case. Programs between fences are left aside while there is text. */
export const askedWords = (question: string, language: Language): AskedWord[] => {
  const prose = question.replaceAll(/```[^]*?(?:```|$)/g, ' ');
  const literals = literalsIn(prose).map(asLiteral);
  const tries = [
    () => contentWords(prose, language, STOP[language]),
    () => contentWords(question, language, STOP[language]),
    // `what does for do`: in some subjects they are what is asked for
    () => contentWords(prose, language, NEVER),
  ];
  for (const words of tries) {
    const found = words();
    if (found.length + literals.length > 0) return [...found.slice(0, MOST_WORDS), ...literals];
  }
  return [];
};

const contentWords = (text: string, language: Language, stop: ReadonlySet<string>): AskedWord[] => {
  const quoted = new Set([...text.toLowerCase().matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.match(WORD) ?? []));
  const words = new Map<string, AskedWord>();
  let follows = false;
  let before = '';
  for (const [whole] of text.toLowerCase().matchAll(WORD)) {
    const word = whole.replace(ENDING, '');
    const carries = word.length <= LONGEST_WORD && (quoted.has(word) || !isOne(stop, word)) && !/^\d*$/.test(word);
    const vague = !quoted.has(word) && (word.length === 1 || tellsLittle(word, language));
    const one = asWord(word, follows, language, vague);
    if (carries && !words.has(word)) words.set(word, follows ? { ...one, others: [...one.others, `${before}${word}`] } : one);
    follows = carries;
    before = word;
  }
  const [asks, word] = COUNTING[language];
  if (words.size > 0 && asks.test(text.toLowerCase()) && !words.has(word)) words.set(word, asWord(word, false, language, true));
  return [...words.values()];
};

const asWord = (word: string, follows: boolean, language: Language, vague: boolean): AskedWord => ({
  word,
  follows,
  vague,
  literal: false,
  worth: vague ? VAGUE_WORTH : 1,
  others: otherWords(word, language),
});

const asLiteral = (word: string): AskedWord => {
  const vague = isSmallNumber(word);
  return { word, follows: false, vague, literal: true, worth: vague ? VAGUE_WORTH : 1, others: [] };
};

/** Where all words tell little, they are what is asked for all the same. */
export const atLeastOneTells = (words: readonly AskedWord[]): readonly AskedWord[] =>
  words.every(({ vague }) => vague) ? words.map((one) => ({ ...one, vague: false, worth: 1 })) : words;

/** What was asked before helps to understand what is asked now, and counts for less. */
const EARLIER_WORTH = 0.6;

/** The words of a question that goes on, and after them those of the questions it goes on from. */
export const withEarlier = (words: readonly AskedWord[], earlier: readonly AskedWord[]): AskedWord[] => {
  const known = new Set(words.map(({ word }) => word));
  const more = earlier.filter(({ word }, place) => !known.has(word) && earlier.findIndex((one) => one.word === word) === place);
  return [...words, ...more.map((one) => ({ ...one, worth: one.worth * EARLIER_WORTH }))].slice(0, MOST_WORDS);
};
