import { type Entry, type EntryOf, isOwnAct, type LoggedHappening } from '../happening.js';

export type QuizEntry = EntryOf<'quiz_attempt_graded' | 'quiz_attempt_regraded'>;
export type CourseEntry = EntryOf<'chapter_completed' | 'course_percent_set'> | QuizEntry;

/** What a learner did in a course. */
export interface CourseState {
  /** In the order of completion; chapters that were deleted since included. */
  readonly completedChapters: readonly string[];
  /** As it was said, 0 to 100; `null` when it never was. */
  readonly percent: number | null;
  /** Best score per quiz, 0 to 1. */
  readonly quizScores: Readonly<Record<string, number>>;
  /** The last own act. */
  readonly lastAccessed: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Which attempts at a quiz there were, with the score of each: a regrade replaces it. */
export type AttemptScores = ReadonlyMap<string, number>;

export const isQuizEntry = (entry: Entry): entry is QuizEntry =>
  entry.kind === 'quiz_attempt_graded' || entry.kind === 'quiz_attempt_regraded';

export const isCourseEntry = (entry: Entry): entry is CourseEntry =>
  entry.kind === 'chapter_completed' || entry.kind === 'course_percent_set' || isQuizEntry(entry);

const latest = (a: Date | null, b: Date): Date => (a !== null && a > b ? a : b);
const earliest = (a: Date, b: Date): Date => (a < b ? a : b);

const bestOf = (attempts: AttemptScores): number => Math.max(0, ...attempts.values());

/**
 * The state after the next entry of the course in the log. For quizzes `attempts` has those at that quiz, this entry
 * included.
 */
export const courseAfter = (
  before: CourseState | undefined,
  happened: LoggedHappening<CourseEntry>,
  attempts: AttemptScores = new Map(),
): CourseState => {
  const { entry, occurredAt } = happened;
  const times = {
    lastAccessed: isOwnAct(happened) ? latest(before?.lastAccessed ?? null, occurredAt) : (before?.lastAccessed ?? null),
    createdAt: earliest(before?.createdAt ?? occurredAt, occurredAt),
    updatedAt: latest(before?.updatedAt ?? null, occurredAt),
  };
  const state: CourseState = { completedChapters: [], percent: null, quizScores: {}, ...before, ...times };
  switch (entry.kind) {
    case 'chapter_completed':
      return { ...state, completedChapters: [...state.completedChapters, entry.chapterId] };
    case 'course_percent_set':
      return { ...state, percent: entry.percent };
    default:
      return { ...state, quizScores: { ...state.quizScores, [entry.quizId]: bestOf(attempts) } };
  }
};
