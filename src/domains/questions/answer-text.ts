/** Invisible characters that come along when text is copied: soft hyphens, zero-width spaces, variation selectors. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * Full case folding without a locale. Upper case first unites what lower case alone keeps apart (`ß` and `SS`); the two
 * small sigmas become one; the Turkish `İ`, `ı`, `I` and `i` all become `i`, because the keyboard of one language writes
 * what the other means.
 */
const folded = (text: string): string =>
  text
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replaceAll(/i\u0307+/g, 'i');

const compatible = (text: string): string => text.normalize('NFKC').replaceAll(IGNORABLE, '').normalize('NFKC');

/** Longer than any chain of folding and composing takes to settle. */
const ROUNDS = 4;

/**
 * Text as fill-in answers are compared: NFKC (UAX #15), without surrounding white space, one space for any inner run of
 * white space, case-folded (Unicode 5.18). Folding may take a text out of NFKC, so both are repeated until nothing changes.
 */
export const answerText = (text: string): string => {
  let settled = compatible(text);
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = compatible(folded(settled));
    if (next === settled) break;
    settled = next;
  }
  return settled.trim().replaceAll(/\s+/g, ' ');
};

/** Options are told apart by this: canonically equal spellings are one option, but `x²` and `x2`, `A` and `a` are two. */
export const optionText = (text: string): string => text.normalize('NFC').trim();
