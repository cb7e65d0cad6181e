import { plainText } from '../../search/plain-text.js';
import { fold, type Recognise, recogniseMarks } from '../../search/snippet.js';
import type { AskedTerm } from './asked-term.js';
import type { Block } from './blocks.js';

/** One of the terms somewhere in a text. */
export interface Hit {
  /** Words before it. */
  readonly place: number;
  /** Its number. */
  readonly term: number;
  /** 0 to 1: how sure it is that it is meant: itself, a near word, another word for it. */
  readonly sure: number;
  readonly by: 'itself' | 'another';
}

/** What of the question stands in a text. */
export interface ReadText {
  readonly hits: readonly Hit[];
  /** In words. */
  readonly length: number;
}

export interface ReadBlock extends ReadText {
  readonly block: Block;
  /** Terms that the text stresses, with how sure they are. */
  readonly stressed: ReadonlyMap<number, number>;
  /** Terms of which it says what they are. */
  readonly defined: ReadonlyMap<number, number>;
}

/** Longer ones are none, and costly to fold. */
const LONGEST_WORD = 60;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** In bold, in italics or in the type of programs: what a text is about. */
const SPAN = '(?:\\*\\*[^*\\n]+\\*\\*|`[^`\\n]+`|(?<![\\p{L}\\p{N}_])_[^_\\n]+_(?![\\p{L}\\p{N}_]))';
const STRESSED = new RegExp(SPAN, 'gu');
/** How a text says what something is: `**x** is …`, `… is called **x**`. */
const DEFINED = new RegExp(
  `${SPAN}(?=,? (?:is|are|means|describes|stands for|gives|keeps|which|ist|sind|heißt|bedeutet|beschreibt|nennt|die|der|das) )|(?<=(?:called|named|is|are|means?|heißt|heißen|ist|sind|nennt man|genannt) (?:an? |the |eine?n? |der |die |das )?)${SPAN}`,
  'gu',
);
/** How sure another word for the same thing is. */
export const BY_ANOTHER_WORD = 0.6;
/** And a compound of it: `Zellkern` for `Zelle`. */
const BY_COMPOUND = 0.7;
const SHORTEST_PART = 4;
const BY_ANOTHER_WORD_IN_HEADING = 0.75;

const NONE: ReadonlyMap<number, number> = new Map();

/** Finds the terms of one question in texts. */
export class TermReader {
  private readonly recognisers;

  /** `compounds`: whether the language writes what belongs together in one word. */
  constructor(
    readonly terms: readonly AskedTerm[],
    compounds: boolean,
  ) {
    this.recognisers = terms.map(({ marks, others, sure }) => ({
      sure,
      itself: recogniseMarks(marks),
      compound: compounds ? recogniseParts(marks) : () => false,
      another: recogniseMarks(others),
    }));
  }

  text(text: string): ReadText {
    const hits: Hit[] = [];
    let place = 0;
    for (const [word] of text.matchAll(WORD)) {
      if (word.length > LONGEST_WORD) continue;
      for (const [term, { sure, itself, compound, another }] of this.recognisers.entries()) {
        if (itself(word)) hits.push({ place, term, sure, by: 'itself' });
        else if (compound(word)) hits.push({ place, term, sure: sure * BY_COMPOUND, by: 'itself' });
        else if (another(word)) hits.push({ place, term, sure: BY_ANOTHER_WORD, by: 'another' });
      }
      place += 1;
    }
    return { hits, length: place };
  }

  block(block: Block): ReadBlock {
    const stressed = block.kind === 'text' ? this.surest([...block.text.matchAll(STRESSED)].join(' ')) : NONE;
    const defined = stressed.size > 0 ? this.surest([...block.text.matchAll(DEFINED)].join(' ')) : NONE;
    return { block, stressed, defined, ...this.text(plainText(block.text)) };
  }

  /** The terms of a title: another word for what was asked is hardly there by chance. */
  heading(text: string): ReadonlyMap<number, number> {
    return new Map([...this.surest(text)].map(([term, sure]) => [term, Math.max(sure, BY_ANOTHER_WORD_IN_HEADING)]));
  }

  /** The terms of a text, each with how sure it is. */
  surest(text: string): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    for (const { term, sure } of this.text(text).hits) found.set(term, Math.max(sure, found.get(term) ?? 0));
    return found;
  }
}

const recogniseParts = (marks: readonly string[]): Recognise => {
  const parts = marks.filter((mark) => mark.length >= SHORTEST_PART);
  const known = new Map<string, boolean>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const folded = fold(word);
    const found = parts.some((part) => folded.length > part.length && folded.includes(part));
    known.set(word, found);
    return found;
  };
};
