import { plainText } from '../../search/plain-text.js';
import { fold, type Recognise, recogniseMarks } from '../../search/snippet.js';
import type { AskedTerm } from './asked-term.js';
import type { Block } from './blocks.js';
import type { Language } from './language.js';
import { timesIn } from './literals.js';
import { saysNothing } from './question-words.js';

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

/** Signs stand next to no word. */
const BESIDE_WORDS = Infinity;
/** Longer ones are none, and costly to fold. */
const LONGEST_WORD = 60;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** In bold, in italics or in the type of programs: what a text is about. */
const SPAN = '(?:\\*\\*[^*\\n]+\\*\\*|`[^`\\n]+`|(?<![\\p{L}\\p{N}_])_[^_\\n]+_(?![\\p{L}\\p{N}_]))';
const STRESSED = new RegExp(SPAN, 'gu');
const INLINE_CODE = /`[^`\n]+`/g;
/** What stands in quotation marks in a program may be anything: the text does not speak of it. */
const withoutStrings = (code: string): string => code.replaceAll(/"[^"\n]*"|'[^'\n]*'/g, ' ');
/** How a text says what something is: `**x** is …`, `… is called **x**`, or in a row of a table, or in a list: `- **x**: …`. */
const DEFINED = new RegExp(
  `${SPAN}(?=,? (?:is|are|means|describes|stands for|refers to|says|tells|counts|shows|holds|gives|keeps|which|ist|sind|heißt|bedeutet|beschreibt|nennt|sagt|gibt|zählt|enthält|besteht|die|der|das) )|(?<=(?:called|named|is|are|means?|heißt|heißen|ist|sind|nennt man|genannt) (?:an? |the |eine?n? |der |die |das )?)${SPAN}|(?<=^\\| ?)${SPAN}(?= *\\|)|(?<=^(?:[-*+] )?)${SPAN}(?=:)`,
  'gmu',
);
/** How sure another word for the same thing is. */
export const BY_ANOTHER_WORD = 0.6;
/** And a compound of it: `Zellkern` for `Zelle`. */
const BY_COMPOUND = 0.7;
const SHORTEST_PART = 4;
const BY_ANOTHER_WORD_IN_HEADING = 0.75;

/** What of the question stands in a title. */
export interface Heading {
  /** Terms, each with how sure it is: another word for what was asked is hardly there by chance. */
  readonly found: ReadonlyMap<number, number>;
  /** Of the words of the title that say something, how many are terms: 0 to 1. */
  readonly share: number;
}

const NONE: ReadonlyMap<number, number> = new Map();

/** Finds the terms of one question in texts. */
export class TermReader {
  private readonly recognisers;

  constructor(
    readonly terms: readonly AskedTerm[],
    private readonly language: Language,
  ) {
    // in German what belongs together is one word
    const compounds = language === 'de';
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
    for (const [term, { word, literal, sure }] of this.terms.entries()) {
      const times = literal ? timesIn(text, word) : 0;
      for (let n = 0; n < times; n += 1) hits.push({ place: BESIDE_WORDS, term, sure, by: 'itself' });
    }
    return { hits, length: place };
  }

  block(block: Block): ReadBlock {
    const stressed = block.kind === 'text' ? this.spans(block.text, STRESSED) : NONE;
    const defined = stressed.size > 0 ? this.spans(block.text, DEFINED) : NONE;
    return { block, stressed, defined, ...this.text(plainText(block.text.replaceAll(INLINE_CODE, withoutStrings))) };
  }

  /** Terms in pieces of a text: what stresses `common denominator` speaks of `denominator` less. Names in programs are what they are. */
  private spans(text: string, pattern: RegExp): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    for (const [span] of text.matchAll(pattern)) {
      const share = span.startsWith('`') ? 1 : 0.5 + 0.5 * this.share(span);
      for (const [term, sure] of this.surest(span)) found.set(term, Math.max(sure * share, found.get(term) ?? 0));
    }
    return found;
  }

  heading(text: string): Heading {
    const found = [...this.surest(text)].map(([term, sure]) => [term, Math.max(sure, BY_ANOTHER_WORD_IN_HEADING)] as const);
    return { found: new Map(found), share: this.share(text) };
  }

  private share(text: string): number {
    const places = new Set(this.text(text).hits.map(({ place }) => place));
    const telling = [...text.matchAll(WORD)].filter(([word], place) => places.has(place) || !saysNothing(word, this.language));
    return telling.length === 0 ? 0 : Math.min(1, places.size / telling.length);
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
