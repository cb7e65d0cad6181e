import { Injectable } from '@nestjs/common';
import { newId } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { FrozenQuestion } from '../questions/frozen-question.js';
import { QuizQuestions } from './quiz-questions.js';
import type { QuizStateRow } from './quiz-sql.js';
import { QuizStates } from './quiz-states.js';
import { assertMayBegin, isOpenAt, isPast, lastMoment, quizClosed } from './taking-rules.js';

/** An attempt that takes answers. */
export interface OpenAttempt {
  readonly id: string;
  readonly startedAt: Date;
  /** The moment its time is over, whatever the window says. */
  readonly deadline: Date | null;
  readonly questions: readonly FrozenQuestion[];
  readonly passingScore: number;
}

/** The attempt left open, in time or not. */
export const openAttemptOf = (state: QuizStateRow): OpenAttempt | undefined =>
  state.open_id === null
    ? undefined
    : {
        id: state.open_id,
        startedAt: state.open_started_at,
        deadline: state.open_deadline,
        questions: state.open_questions,
        passingScore: state.open_passing_score,
      };

/** The attempt as whoever takes it sees it: with the moment at which answers are no longer taken. */
export const shownAttempt = (state: QuizStateRow, attempt: OpenAttempt) => ({
  ...attempt,
  deadline: lastMoment(state, attempt.deadline),
});

// Whoever comes second on the number, or beside an attempt that was opened meanwhile, opens none.
const OPEN = `
  INSERT INTO core.quiz_attempt (id, quiz_id, course_id, user_id, number, status, started_at, deadline, questions, passing_score)
  VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id`;
const EXPIRE = `UPDATE core.quiz_attempt SET status = 'expired' WHERE id = $1 AND status = 'open'`;

const TRIES = 10;

/** Begins attempts: the questions are chosen and frozen, the clock runs. */
@Injectable()
export class OpenAttempts {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly states: QuizStates,
    private readonly questions: QuizQuestions,
  ) {}

  /** The open attempt, or a new one. Throws 404, 403 `PREMIUM_REQUIRED`, 409 `QUIZ_CLOSED`, `ATTEMPTS_EXHAUSTED`. */
  async openOrReturn(taker: Principal, quizId: string): Promise<{ readonly state: QuizStateRow; readonly attempt: OpenAttempt }> {
    return this.uow.run(async () => {
      for (let tries = 1; tries <= TRIES; tries += 1) {
        const state = await this.states.ofTaker(quizId, taker);
        const current = openAttemptOf(state);
        if (current && !isPast(current.deadline, state.now)) {
          if (!isOpenAt(state, state.now)) throw quizClosed();
          return { state, attempt: current };
        }
        assertMayBegin(state);
        if (current) await this.uow.em.query(EXPIRE, [current.id]);
        const attempt = await this.begin(taker.userId, state);
        if (attempt) return { state, attempt };
        await this.states.queue(quizId, taker.userId);
      }
      throw new Error('The attempts at this quiz change faster than they can be read');
    });
  }

  /** Undefined when another request was faster: what it did is to be read first. */
  private async begin(userId: string, state: QuizStateRow): Promise<OpenAttempt | undefined> {
    const { id: quizId, course_id: courseId, now, time_limit_seconds: seconds, passing_score: passingScore } = state;
    const questions = await this.questions.forAttempt(state);
    const deadline = seconds === null ? null : new Date(now.getTime() + seconds * 1000);
    const attempt = { id: newId(), startedAt: now, deadline, questions, passingScore };
    const values = [attempt.id, quizId, courseId, userId, state.used + 1, now, deadline, JSON.stringify(questions), passingScore];
    const rows = await this.uow.em.query<unknown[]>(OPEN, values);
    return rows.length > 0 ? attempt : undefined;
  }
}
