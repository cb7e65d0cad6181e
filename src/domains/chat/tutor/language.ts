import { STOP } from './question-words.js';

/** The languages the engine itself speaks. What courses are written in is another matter: the database stems by the institution's language. */
export type Language = 'en' | 'de';

/** By the institution's locale; English for all others. */
export const languageOf = (locale: string): Language => (/^de\b/i.test(locale) ? 'de' : 'en');

const WORD = /\p{L}+/gu;
/** What somebody speaks shows soon. */
const BEGINNING = 1000;

/** What a question is asked in, by its words of grammar; `usual` where they do not say. A school teaches languages, and in them. */
export const languageSpoken = (content: string, usual: Language): Language => {
  const words = content.slice(0, BEGINNING).toLowerCase().match(WORD) ?? [];
  const only = (one: Language, other: Language): number => words.filter((word) => STOP[one].has(word) && !STOP[other].has(word)).length;
  const [english, german] = [only('en', 'de'), only('de', 'en')];
  return english === german ? usual : english > german ? 'en' : 'de';
};
