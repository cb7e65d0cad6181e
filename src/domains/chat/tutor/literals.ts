/** What is no word and may be asked for all the same: `%`, `==`, `3/4`, `25%`. Without letters, which make it words. */
const SIGNS = /(?<=^|[\s"'`“”„(])[0-9=<>!+\-*/%&|^~@#$€£×÷≤≥≠√π².,:;_[\]{}]+(?=$|[\s"'`“”„).,:;?!])/gu;
/** Marks of sentences, and dashes between them. */
const PUNCTUATION = /^[.,:;!?\-_'"]*$/;
const TRAILING = /[.,:;!]+$/;
const LONGEST = 20;
const MOST = 4;

/** The signs and numbers of a question, each once, in its order. */
export const literalsIn = (question: string): string[] => {
  const found = [...question.matchAll(SIGNS)].map(([sign]) => sign.replace(TRAILING, ''));
  return [...new Set(found)].filter((sign) => sign.length > 0 && sign.length <= LONGEST && !PUNCTUATION.test(sign)).slice(0, MOST);
};

/** Small numbers stand in every text; years and the like do not. */
export const isSmallNumber = (literal: string): boolean => /^\d{1,2}$/.test(literal);

/** Nobody writes `12/18` or 1989 in passing; what is shorter can be written in other ways. */
export const isTelling = (literal: string): boolean => literal.length > 2;

const SPACES = /(?<=[^\p{L}\p{N}\s])[ \t]+(?=[\p{N}])|(?<=\p{N})[ \t]+(?=[%€£$°])/gu;
const SIGN = /[=<>!+\-*/%&|^~@#$]/;
const DIGIT = /\d/;

/** How often a sign stands in a text by itself: `=` not in `==`, `3/4` not in `13/4`. With `25 %` for `25%`. */
export const timesIn = (text: string, literal: string): number => {
  const written = text.replaceAll(SPACES, '');
  let times = 0;
  for (let at = written.indexOf(literal); at >= 0; at = written.indexOf(literal, at + literal.length)) {
    const before = written.charAt(at - 1);
    const after = written.charAt(at + literal.length);
    if (!sameKind(before, literal.charAt(0)) && !sameKind(after, literal.charAt(literal.length - 1))) times += 1;
  }
  return times;
};

const sameKind = (neighbour: string, end: string): boolean =>
  (SIGN.test(neighbour) && SIGN.test(end)) || (DIGIT.test(neighbour) && DIGIT.test(end));
