import { type Grade, gradeOf } from '../grade-attempt.js';
import type { AnswerKey, FrozenQuestion } from '../../questions/frozen-question.js';
import { gradeAnswer } from '../../questions/grade-answer.js';
import { keyProblems } from '../../questions/key-problems.js';

/** What of a question's key is to be another one; the rest stays as each attempt has it. */
export interface Correction {
  readonly correct_answer?: AnswerKey | undefined;
  readonly accepted_answers?: readonly string[] | undefined;
  readonly tolerance?: number | null | undefined;
}

/** What regrading needs to know of an attempt. */
export interface RegradableAttempt {
  readonly status: 'open' | 'graded';
  readonly passing_score: number;
  readonly correct_ids: readonly string[];
  /** The answer to the question in question; `null` when there is none. */
  readonly answer: unknown;
  /** As it was asked; `null` when this attempt does not ask it. */
  readonly question: FrozenQuestion | null;
  /** What all of its questions are worth, in order. */
  readonly worth: readonly { readonly id: string; readonly points: number }[];
}

/** The question with the corrected key, or what about the key does not fit it. */
export const corrected = (
  question: FrozenQuestion,
  { correct_answer: key = question.correct_answer, accepted_answers: accepted = question.accepted_answers, tolerance }: Correction,
): { readonly question: FrozenQuestion; readonly problems: readonly string[] } => {
  const changed = {
    ...question,
    correct_answer: key,
    accepted_answers: accepted,
    tolerance: tolerance === undefined ? question.tolerance : tolerance,
  };
  return { question: changed, problems: keyProblems(changed).map(({ message }) => message) };
};

/** What a correction does to an attempt. `unfit`: its version of the question cannot have this key. */
export type Effect =
  | { readonly kind: 'not-asked' | 'unfit' | 'unchanged' }
  | { readonly kind: 'open'; readonly question: FrozenQuestion }
  | { readonly kind: 'regraded'; readonly question: FrozenQuestion; readonly grade: Grade };

const sameKey = (a: FrozenQuestion, b: FrozenQuestion): boolean =>
  a.correct_answer === b.correct_answer &&
  a.tolerance === b.tolerance &&
  JSON.stringify(a.accepted_answers) === JSON.stringify(b.accepted_answers);

/**
 * An open attempt gets the key it will be graded by. A graded one changes only if this one answer is right now and was
 * not, or the other way round; all other questions keep the verdict they had.
 */
export const effectOf = (attempt: RegradableAttempt, correction: Correction): Effect => {
  const before = attempt.question;
  if (!before) return { kind: 'not-asked' };
  const { question, problems } = corrected(before, correction);
  if (problems.length > 0) return { kind: 'unfit' };
  if (attempt.status === 'open') return sameKey(before, question) ? { kind: 'unchanged' } : { kind: 'open', question };
  const right = new Set(attempt.correct_ids);
  const isRight = gradeAnswer(question, attempt.answer);
  if (isRight === right.has(before.id)) return { kind: 'unchanged' };
  if (isRight) right.add(before.id);
  else right.delete(before.id);
  return { kind: 'regraded', question, grade: gradeOf(attempt.worth, right, attempt.passing_score) };
};
