import { Conflict } from '../../sdk/errors.js';
import type { QuizRow, QuizStateRow } from './quiz-sql.js';

/** A timed quiz, or one with drawn questions: its questions are shown within an attempt alone. */
export const asksWithinAttempt = ({ time_limit_seconds, draws }: QuizRow): boolean => time_limit_seconds !== null || draws.length > 0;

/** Whether answers are taken at this moment. The window is closed at `closes_at` itself. */
export const isOpenAt = ({ opens_at, closes_at }: QuizRow, now: Date): boolean =>
  (opens_at === null || opens_at <= now) && (closes_at === null || now < closes_at);

/** Whether an attempt with this deadline is over. */
export const isPast = (deadline: Date | null, now: Date): boolean => deadline !== null && deadline <= now;

/** Until when answers of an attempt are taken: its own time, or the end of the window if that comes first. */
export const lastMoment = ({ closes_at }: QuizRow, deadline: Date | null): Date | null =>
  deadline && closes_at && closes_at < deadline ? closes_at : (deadline ?? closes_at);

/** Whether one more attempt may begin. */
export const hasAttemptsLeft = (maxAttempts: number | null, used: number): boolean => maxAttempts === null || used < maxAttempts;

export const quizClosed = (): Conflict => new Conflict('The quiz is not open now', 'QUIZ_CLOSED');
const attemptsExhausted = (): Conflict => new Conflict('Every attempt at this quiz is used up', 'ATTEMPTS_EXHAUSTED');
export const timeLimitExceeded = (): Conflict => new Conflict('The time for this attempt is over', 'TIME_LIMIT_EXCEEDED');

/** Throws when no new attempt may begin now. */
export const assertMayBegin = (state: QuizStateRow): void => {
  if (!isOpenAt(state, state.now)) throw quizClosed();
  if (!hasAttemptsLeft(state.max_attempts, state.used)) throw attemptsExhausted();
};
