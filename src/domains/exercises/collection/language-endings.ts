const ENDINGS: Readonly<Record<string, string>> = { python: 'py', javascript: 'js', c: 'c' };

/** The ending of a language's files, without the point; `txt` for one that the product does not come with. */
export const endingOf = (language: string): string => ENDINGS[language] ?? 'txt';

/** The language of files with this ending, if that tells. */
export const languageOf = (ending: string): string | undefined => Object.keys(ENDINGS).find((language) => ENDINGS[language] === ending);

/** Whether files of the language may have this ending. */
export const fitsLanguage = (ending: string, language: string): boolean => ending === endingOf(language) || !(language in ENDINGS);
