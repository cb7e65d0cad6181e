import { Injectable } from '@nestjs/common';
import { idSchema } from '../../../sdk/ids.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { fold, recogniseMarks } from '../../search/snippet.js';
import type { Language } from './language.js';
import { isTelling, timesIn } from './literals.js';
import { bareOf } from './question-words.js';
import { CHAPTERS, TERMS, WITH_SIGNS } from './passage-sql.js';
import type { AskedTerm, FoundChapter } from './asked-term.js';
import { spelling } from './spelling.js';
import { type AskedWord, VAGUE_WORTH } from './words.js';

interface TermRow {
  /** Among the words that were asked for, from 1. */
  readonly place: number;
  readonly marks: readonly string[];
  readonly others: readonly string[];
  readonly chapters: number;
  readonly ids: readonly string[];
  readonly in_view: readonly string[];
  readonly own: readonly string[];
  readonly total: number;
}

/** Who asks, and what they look at. */
export interface Asking {
  readonly studentId: string;
  readonly courseId?: string | undefined;
  readonly chapterId?: string | undefined;
  /** The chapter that the last answer came from. */
  readonly quoted?: string | undefined;
  /** What it is asked in, where that is not the institution's language. */
  readonly foreign?: Language | undefined;
}

export interface Found {
  readonly terms: readonly AskedTerm[];
  /** The most promising ones, best first. */
  readonly chapters: readonly FoundChapter[];
}

const MOST_CHAPTERS = 12;
/** Nobody can say whether a word that no chapter has is the point of a question: it counts as this much of a rare one. */
const UNKNOWN = 0.7;
/** A word that only the course's own title or description has tells which course, not which chapter. */
const BY_SUBJECT = 0.3;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** How sure it is that a near word is what was meant. */
const MENDED = 0.7;
/** How much more a chapter counts that was just quoted, that is in the course the learner looks at, or in one they work on. */
const QUOTED = 2;
const IN_VIEW = 1.6;
const OWN = 1.25;

/** Finds the chapters of the institution's published courses that speak of what is asked. */
@Injectable()
export class PassageSearch {
  constructor(private readonly uow: UnitOfWork) {}

  async find(asked: readonly AskedWord[], { studentId, courseId, chapterId, quoted, foreign }: Asking): Promise<Found> {
    if (asked.length === 0) return { terms: [], chapters: [] };
    const words = asked.filter(({ literal }) => !literal);
    const signs = asked.filter(({ literal }) => literal);
    const rows = words.length === 0 ? [] : await this.ofWords(words, { studentId, courseId, chapterId });
    const terms = termsOf(words, rows);
    const nearness = nearnessOf(rows);
    if (quoted !== undefined) nearness.set(quoted, QUOTED);
    const ids = [...(quoted === undefined ? [] : [quoted]), ...promising(rows, terms, nearness), ...(await this.withSigns(signs))];
    const found = ids.length === 0 ? [] : await this.uow.query<Omit<FoundChapter, 'nearness'>>(CHAPTERS, [[...new Set(ids)]]);
    const chapters = found.map((one) => ({ ...one, nearness: nearness.get(one.chapter_id) ?? 1 }));
    const stemmed = foreign === undefined ? terms : terms.map((term) => knownByStem(term, foreign, chapters, rows[0]?.total));
    const known = stemmed.map((term) => knownBySubject(term, chapters));
    return { terms: [...known, ...termsOfSigns(signs, chapters, rows[0]?.total)], chapters };
  }

  private ofWords(asked: readonly AskedWord[], { studentId, courseId, chapterId }: Asking): Promise<TermRow[]> {
    const others = asked.flatMap(({ others: words }, n) => words.map((word) => ({ word, place: n + 1 })));
    return this.uow.query<TermRow>(TERMS, [
      asked.map(({ word }) => word),
      asked.map(({ worth }) => worth),
      studentId,
      idOrNull(courseId),
      idOrNull(chapterId),
      others.map(({ word }) => word),
      others.map(({ place }) => place),
    ]);
  }

  private async withSigns(signs: readonly AskedWord[]): Promise<string[]> {
    const telling = signs.filter(({ vague }) => !vague).map(({ word }) => word);
    if (telling.length === 0) return [];
    return (await this.uow.query<{ id: string }>(WITH_SIGNS, [telling])).map(({ id }) => id);
  }
}

/** Front ends say what learners look at, in messages that may say anything. */
const idOrNull = (id: string | undefined): string | null => (idSchema.safeParse(id).success ? (id ?? null) : null);

const termsOf = (asked: readonly AskedWord[], rows: readonly TermRow[]): AskedTerm[] =>
  rows.flatMap(({ place, marks, others, chapters, total }) => {
    const given = asked[place - 1];
    if (!given) return [];
    const { word, follows, vague, worth } = given;
    const spelled = spelling(word, marks);
    const known = { word, others, follows, vague, literal: false, common: false };
    if (spelled === 'unknown') return [{ ...known, marks: [], sure: 0, weight: worth * UNKNOWN * rarity(0, total) }];
    return [
      {
        ...known,
        marks,
        sure: spelled === 'exact' ? 1 : MENDED,
        weight: worth * rarity(chapters, total),
        common: isCommon(chapters, total),
      },
    ];
  });

/** Another form of the word, which the database did not take for one. */
const knownByStem = (term: AskedTerm, language: Language, chapters: readonly FoundChapter[], total = chapters.length): AskedTerm => {
  const marks = [...term.marks, fold(bareOf(term.word, language))];
  if (term.sure > 0) return { ...term, marks };
  const isTerm = recogniseMarks(marks);
  const having = chapters.filter(({ content }) => (content.match(WORD) ?? []).some(isTerm)).length;
  return having === 0 ? term : { ...term, marks, sure: 1, weight: (term.vague ? VAGUE_WORTH : 1) * rarity(having, total) };
};

/** What no chapter says may be what a course is called. */
const knownBySubject = (term: AskedTerm, chapters: readonly FoundChapter[]): AskedTerm => {
  if (term.sure > 0) return term;
  const marks = [fold(term.word)];
  const isTerm = recogniseMarks(marks);
  const named = chapters.some(({ course_about: about }) => (about.match(WORD) ?? []).some(isTerm));
  return named ? { ...term, marks, sure: 1, weight: term.weight * BY_SUBJECT } : term;
};

/** Short signs that none of the chapters has say nothing: there are too many ways to write them. */
const termsOfSigns = (signs: readonly AskedWord[], chapters: readonly FoundChapter[], total = chapters.length): AskedTerm[] =>
  signs.flatMap(({ word, worth, vague, follows }) => {
    const having = chapters.filter(({ content }) => timesIn(content, word) > 0).length;
    if (having === 0 && !isTelling(word)) return [];
    const known = { word, marks: [], others: [], follows, vague, literal: true, common: isCommon(having, total) };
    return [{ ...known, sure: having > 0 ? 1 : 0, weight: worth * (having > 0 ? 1 : UNKNOWN) * rarity(having, total) }];
  });

/** Of so few chapters nobody can say. */
const MANY_CHAPTERS = 10;
const isCommon = (having: number, total: number): boolean => total >= MANY_CHAPTERS && having > total / 2;

/** Inverse document frequency: `ln(1 + N / n)`. Of a word that no chapter has, as if half a chapter had it. */
const rarity = (chapters: number, total: number): number => Math.log(1 + Math.max(total, chapters, 1) / Math.max(chapters, 0.5));

const nearnessOf = (rows: readonly TermRow[]): Map<string, number> =>
  new Map(rows.flatMap((row) => [...row.own.map((id) => [id, OWN] as const), ...row.in_view.map((id) => [id, IN_VIEW] as const)]));

/** Chapters by the weight of the words they have. */
const promising = (rows: readonly TermRow[], terms: readonly AskedTerm[], nearness: ReadonlyMap<string, number>): string[] => {
  const scores = new Map<string, number>();
  for (const [n, { ids, in_view, own }] of rows.entries()) {
    for (const id of new Set([...ids, ...in_view, ...own])) scores.set(id, (scores.get(id) ?? 0) + (terms[n]?.weight ?? 0));
  }
  const ranked = [...scores].map(([id, score]) => ({ id, score: score * (nearness.get(id) ?? 1) }));
  return ranked
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_CHAPTERS)
    .map(({ id }) => id);
};
