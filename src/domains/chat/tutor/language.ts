/** The languages the engine itself speaks. What courses are written in is another matter: the database stems by the institution's language. */
export type Language = 'en' | 'de';

/** By the institution's locale; English for all others. */
export const languageOf = (locale: string): Language => (/^de\b/i.test(locale) ? 'de' : 'en');
