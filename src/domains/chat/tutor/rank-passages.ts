import type { AskedTerm, FoundChapter } from './asked-term.js';
import type { Language } from './language.js';
import { type Block, blocksOf } from './blocks.js';
import { isTelling } from './literals.js';
import { BY_ANOTHER_WORD, type Heading, type ReadBlock, TermReader } from './recognise-terms.js';
import { type Section, sectionsOf } from './sections.js';

/** A section that may answer. */
export interface Passage {
  readonly chapter: FoundChapter;
  readonly section: Section;
  readonly blocks: readonly Block[];
  /** Which of the blocks says most of it. */
  readonly best: number;
  /** For comparing passages of one question. */
  readonly score: number;
  /** 0 to 1: how much of what was asked the section speaks of, and how clearly. */
  readonly fit: number;
  /** 0 to 1: how clearly the chapter speaks of the word that it speaks of most clearly. */
  readonly clear: number;
  /** Its heading, or the chapter's, says little else than what was asked. */
  readonly headed: boolean;
  /** The question names what the course is about. */
  readonly onSubject: boolean;
}

/** What comes at the end of chapters to be done, not read. */
const TASKS =
  /^(?:try it|try this|your turn|exercises?|practi[cs]e|homework|quiz|aufgaben?|übung(?:en)?|probier.*|zum üben|hausaufgaben?)\b/i;

/** A section of this many words is neither short nor long. */
const USUAL_LENGTH = 150;
const IN_HEADING = 2;
const IN_TITLE = 1;
const TOGETHER = 1;
const DEFINED = 2;
const IN_TASKS = 0.6;
/** What the rest of the chapter says counts, too, but less. */
const BY_CHAPTER = 0.8;

export interface Manner {
  readonly language: Language;
  /** It is asked what something is: then what says so counts most. */
  readonly definition: boolean;
}

/** All sections of these chapters that speak of any of it, best first. Ties stay in the order they were found in, so the same question has one answer. */
export const rankPassages = (
  terms: readonly AskedTerm[],
  chapters: readonly FoundChapter[],
  { language, definition }: Manner,
): Passage[] => {
  const reader = new TermReader(terms, language);
  const passages = chapters.flatMap((chapter) => passagesOf(chapter, reader, definition));
  return passages.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
};

const passagesOf = (chapter: FoundChapter, reader: TermReader, definition: boolean): Passage[] => {
  const { terms } = reader;
  const inTitle = reader.heading(chapter.chapter_title);
  const about = reader.surest(chapter.course_about);
  const onSubject = [...about].some(([term, sure]) => sure === 1 && terms[term]?.vague === false);
  const read = sectionsOf(chapter.content).map((section) => ({
    section,
    // what stands before the first heading is what the chapter's title promises
    inHeading: section.heading === null ? inTitle : reader.heading(section.heading),
    blocks: blocksOf(section.text).map((block) => reader.block(block)),
  }));
  const whole = measure(
    terms,
    read.flatMap(({ blocks }) => blocks),
    NO_HEADING,
    inTitle,
  );
  return read.map(({ section, blocks, inHeading }) => {
    const { score, fit, clear } = measure(terms, blocks, inHeading, inTitle);
    const defined = definition ? DEFINED * definedIn(terms, blocks) : 0;
    const tasks = TASKS.test(section.heading ?? '') ? IN_TASKS : 1;
    return {
      chapter,
      section,
      blocks: blocks.map(({ block }) => block),
      best: bestBlock(terms, blocks, inHeading.found, definition),
      score: (score + defined) * (0.4 + 0.6 * fit) * chapter.nearness * tasks,
      fit: Math.max(fit, BY_CHAPTER * whole.fit),
      clear: Math.max(clear, whole.clear),
      headed: Math.max(inHeading.share, inTitle.share) > 0.5,
      onSubject,
    };
  });
};

/** What a text of so few words says, it does not say in passing. */
const SHORT = 60;

/** How clearly a section of so many words speaks of a term by using it: in passing, twice, or again and again. */
const clarity = (times: number, length: number): number => {
  const closely = times * Math.min(2, Math.max(1, SHORT / Math.max(length, 1)));
  return closely > 2 ? 1 : closely > 1 ? 0.6 + 0.25 * (closely - 1) : 0.6 * closely;
};

/** How often a term stands in a section, as BM25 counts it (Robertson and Zaragoza 2009, k1 = 1.2): the tenth time says little more. */
const saturated = (times: number, length: number): number => (times * 2.2) / (times + 1.2 * (0.75 + (0.25 * length) / USUAL_LENGTH));

/** How clearly a title speaks of its terms: less, the more it says besides. */
const about = ({ share }: Heading): number => 0.75 + 0.25 * share;
const clearlyAbout = ({ share }: Heading): number => 0.5 + 0.5 * share;
const NO_HEADING: Heading = { found: new Map(), share: 0 };

const measure = (
  terms: readonly AskedTerm[],
  blocks: readonly ReadBlock[],
  inHeading: Heading,
  inTitle: Heading,
): Pick<Passage, 'score' | 'fit' | 'clear'> => {
  const length = blocks.reduce((sum, block) => sum + block.length, 0);
  const all = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  let score = 0;
  let covered = 0;
  let fit = 0;
  let clear = 0;
  const pairs = together(terms, blocks);
  // of a single word one mention is one in passing, however short the text
  const around = terms.filter(({ vague }) => !vague).length > 1 ? length : Math.max(length, SHORT);
  for (const [n, { word, literal, weight, vague, sure }] of terms.entries()) {
    const { itself, times, surest, stressed } = count(blocks, n);
    const heading = inHeading.found.get(n) ?? 0;
    const title = inTitle.found.get(n) ?? 0;
    const named = Math.max(heading * about(inHeading), title * about(inTitle));
    const clearlyNamed = Math.max(heading * (itself > 0 ? 1 : clearlyAbout(inHeading)), title * clearlyAbout(inTitle));
    const paired = pairs.has(n) || pairs.has(n - 1) ? sure * clarity(2, SHORT) : 0;
    const written = literal && isTelling(word) ? Math.min(1, itself) : 0;
    const spoken = Math.max(written, stressed, paired, sure * clarity(itself, around), BY_ANOTHER_WORD * clarity(times, around));
    score +=
      weight *
      (saturated(times + stressed, length) +
        IN_HEADING * heading * about(inHeading) +
        IN_TITLE * title * Math.max(0.67, 2 * inTitle.share));
    fit += weight * Math.max(named, spoken);
    covered += weight * Math.max(heading, title, surest);
    const clearly = Math.max(clearlyNamed, spoken);
    if (!vague) clear = Math.max(clear, sure > 0 ? Math.min(1, clearly / sure) : clearly);
  }
  for (const [first, times] of pairs) score += TOGETHER * times * Math.min(terms[first]?.weight ?? 0, terms[first + 1]?.weight ?? 0);
  return { score: score * (0.4 + (0.6 * covered) / all), fit: fit / all, clear };
};

interface Count {
  /** How often the term itself stands there; programs, which may speak of anything, mention it once at most. */
  readonly itself: number;
  /** The same with other words for it, as sure as they are; in programs they count half. */
  readonly times: number;
  readonly surest: number;
  /** As sure as it is, where the text stresses it. */
  readonly stressed: number;
}

const count = (blocks: readonly ReadBlock[], n: number): Count => {
  let itself = 0;
  let inCode = 0;
  let times = 0;
  let surest = 0;
  for (const { hits, block } of blocks) {
    const worth = block.kind === 'code' ? 0.5 : 1;
    for (const { term, sure, by } of hits) {
      if (term !== n) continue;
      if (by === 'itself' && block.kind === 'code') inCode = 1;
      else if (by === 'itself') itself += 1;
      times += worth * sure;
      surest = Math.max(surest, sure);
    }
  }
  return {
    itself: itself > 0 ? itself + 0.5 * inCode : inCode,
    times,
    surest,
    stressed: Math.max(0, ...blocks.map(({ stressed }) => stressed.get(n) ?? 0)),
  };
};

/** Words that stand together in the text as in the question: the first of each two, and in how many blocks. */
const together = (terms: readonly AskedTerm[], blocks: readonly ReadBlock[]): ReadonlyMap<number, number> => {
  const times = new Map<number, number>();
  for (const { hits } of blocks) {
    const pairs = new Set<number>();
    for (const [at, first] of hits.entries()) {
      for (const next of hits.slice(at + 1, at + 4)) {
        if (next.place - first.place <= 2 && next.term === first.term + 1 && terms[next.term]?.follows) pairs.add(first.term);
      }
    }
    for (const first of pairs) times.set(first, (times.get(first) ?? 0) + 1);
  }
  return times;
};

/** What stands first counts as much more, of what its heading names: there it is explained. */
const FIRST = 0.5;

const bestBlock = (
  terms: readonly AskedTerm[],
  blocks: readonly ReadBlock[],
  inHeading: ReadonlyMap<number, number>,
  definition: boolean,
): number => {
  let best = 0;
  let most = FIRST * weightOf(terms, inHeading);
  for (const [n, { hits, stressed, defined, block }] of blocks.entries()) {
    const found = new Map(hits.map(({ term, sure }) => [term, sure]));
    const weight = [...found].reduce((sum, [term, sure]) => sum + sure * (terms[term]?.weight ?? 0) * (stressed.has(term) ? 1.5 : 1), 0);
    const says = definition ? DEFINED * weightOf(terms, defined) : 0;
    const value = (weight + says) * (block.kind === 'code' ? 0.6 : 1) + (n === 0 ? most : 0);
    if (value > most) [best, most] = [n, value];
  }
  return best;
};

const weightOf = (terms: readonly AskedTerm[], found: ReadonlyMap<number, number>): number =>
  [...found].reduce((sum, [term, sure]) => sum + sure * (terms[term]?.weight ?? 0), 0);

const definedIn = (terms: readonly AskedTerm[], blocks: readonly ReadBlock[]): number =>
  weightOf(terms, new Map(blocks.flatMap(({ defined }) => [...defined])));
