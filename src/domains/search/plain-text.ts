/** What Markdown adds to its text, in the order it has to go. None may look at a place twice: authors write the text, readers wait for it. */
const NOISE: readonly (readonly [RegExp, string])[] = [
  [/<!--(?:[^-]|-(?!-))*-->/g, ' '],
  // fences with their language, rules, the line under a table's head
  [/^[ \t]*(?:```|~~~)[^\n]*$/gm, ' '],
  [/^[ \t]*(?:[-*_=][ \t]*){3,}$/gm, ' '],
  [/^(?=[^\n]*--)[ \t|:-]+$/gm, ' '],
  // headings, quotes, bullets, numbers
  [/^[ \t]{0,3}#{1,6}[ \t]+/gm, ''],
  [/^[ \t]*(?:>[ \t]?)+/gm, ''],
  [/^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/gm, ''],
  // pictures and links keep their words
  [/!?\[([^[\]\n]*)\]\([^()\n]*\)/g, '$1'],
  [/!?\[([^[\]\n]*)\]\[[^[\]\n]*\]/g, '$1'],
  [/^[ \t]*\[[^\]\n]+\]:[^\n]*$/gm, ' '],
  [/<\/?[a-zA-Z][^<>]*>/g, ' '],
  [/https?:\/\/[^\s)>]+/g, ' '],
  [/(\*{1,3}|~~)(?=\S)([^*~\n]+?)\1/g, '$2'],
  // only around several words: `__init__` is a name
  [/(?<![\p{L}\p{N}_])(_{1,2})(?=\S)([^_\n]* [^_\n]*)\1(?![\p{L}\p{N}_])/gu, '$2'],
  [/`/g, ''],
  [/\|/g, ' '],
  [/\\([\\`*_{}[\]()#+\-.!|])/g, '$1'],
];

/** The text of a Markdown document on one line, as a reader hears it: no marks, no addresses, no HTML. */
export const plainText = (markdown: string): string =>
  NOISE.reduce((text, [noise, instead]) => text.replaceAll(noise, instead), markdown)
    .replaceAll(/\s+/g, ' ')
    .trim();
