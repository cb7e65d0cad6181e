import { Injectable } from '@nestjs/common';
import { quizAttemptGraded } from '../../sdk/contracts/quizzes.js';
import { Conflict, InvalidInput, NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ProgressLog } from '../progress/progress-log.js';
import { answerProblems, type Grade, gradeAttempt } from './grade-attempt.js';
import { type OpenAttempt, openAttemptOf } from './open-attempt.js';
import { QuizQuestions } from './quiz-questions.js';
import type { QuizStateRow } from './quiz-sql.js';
import { QuizStates } from './quiz-states.js';
import type { Answers, SubmitQuizInput } from './quizzes.schemas.js';
import { quizResultView, type QuizResultView } from './result.view.js';
import { asksWithinAttempt, assertMayBegin, isOpenAt, isPast, quizClosed, timeLimitExceeded } from './taking-rules.js';

const CLOSE_ATTEMPT = `
  WITH closed AS (
    UPDATE core.quiz_attempt SET status = 'graded', answers = $2, correct_ids = $3, score = $4, passed = $5, completed_at = $6
    WHERE id = $1 AND status = 'open' AND revision = $7 RETURNING id
  ) SELECT id FROM closed`;
// Whoever comes second on the number has to look again: perhaps it was the last one.
export const ADD_ATTEMPT = `
  INSERT INTO core.quiz_attempt (id, quiz_id, course_id, user_id, number, status, started_at, questions, passing_score,
    answers, correct_ids, score, passed, completed_at)
  VALUES ($1, $7, $8, $9, $10, 'graded', $6, $11, $12, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`;

const TRIES = 10;

/** Takes the answers to a quiz: grades them, and everything that follows from the grade commits with it. */
@Injectable()
export class SubmitQuiz {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly states: QuizStates,
    private readonly questions: QuizQuestions,
    private readonly progress: ProgressLog,
  ) {}

  /**
   * Closes the open attempt; a quiz without time limit and drawn questions needs none. Throws 404, 403 `PREMIUM_REQUIRED`,
   * 400 for answers the quiz did not ask for, 409 `QUIZ_CLOSED`, `TIME_LIMIT_EXCEEDED`, `ATTEMPTS_EXHAUSTED`.
   */
  async run(taker: Principal, { quiz_id: quizId, answers, attempt_id: attemptId }: SubmitQuizInput): Promise<QuizResultView> {
    return this.uow.run(async () => {
      for (let tries = 1; tries <= TRIES; tries += 1) {
        const state = await this.states.ofTaker(quizId, taker);
        const result = await this.attempt(taker.userId, state, answers, attemptId);
        if (result) return result;
        await this.states.queue(quizId, taker.userId);
      }
      throw new Error('The attempts at this quiz change faster than they can be read');
    });
  }

  /** Undefined when an attempt was closed or begun, or a key corrected, since the state was read. */
  private async attempt(
    userId: string,
    state: QuizStateRow,
    answers: Answers,
    attemptId: string | undefined,
  ): Promise<QuizResultView | undefined> {
    const open = openAttemptOf(state);
    if (attemptId !== undefined && attemptId !== open?.id) await this.refuseAttempt(userId, state.id, attemptId);
    const attempt = open ? assertInTime(state, open) : await this.unopened(state);
    const problems = answerProblems(attempt.questions, answers);
    if (Object.keys(problems).length > 0) throw new InvalidInput(problems);
    const grade = gradeAttempt(attempt.questions, answers, attempt.passingScore);
    const used = open ? state.used : state.used + 1;
    const graded = [attempt.id, JSON.stringify(answers), grade.correctIds, grade.score, grade.passed, state.now];
    const added = [state.id, state.course_id, userId, used, JSON.stringify(attempt.questions), attempt.passingScore];
    const [sql, values] = open ? [CLOSE_ATTEMPT, [...graded, state.open_revision]] : [ADD_ATTEMPT, [...graded, ...added]];
    if ((await this.uow.em.query<unknown[]>(sql, values)).length === 0) return undefined;
    await this.tell(userId, state, attempt.id, grade);
    return quizResultView(state, {
      attemptId: attempt.id,
      passingScore: attempt.passingScore,
      questions: attempt.questions,
      answers,
      grade,
      used,
    });
  }

  /** A fixed quiz without a clock is begun and handed in at once. */
  private async unopened(state: QuizStateRow): Promise<Omit<OpenAttempt, 'startedAt' | 'deadline'>> {
    assertMayBegin(state);
    if (asksWithinAttempt(state)) throw new Conflict('Begin an attempt first: POST /quizzes/{id}/attempts');
    return { id: newId(), questions: await this.questions.forAttempt(state), passingScore: state.passing_score };
  }

  /** Another attempt than the open one was named: it is over, or not theirs. */
  private async refuseAttempt(userId: string, quizId: string, attemptId: string): Promise<never> {
    const [attempt] = await this.uow.query<{ status: string }>(
      'SELECT status FROM core.quiz_attempt WHERE id = $1 AND user_id = $2 AND quiz_id = $3',
      [attemptId, userId, quizId],
    );
    if (!attempt) throw new NotFound('attempt');
    throw attempt.status === 'expired' ? timeLimitExceeded() : new Conflict('This attempt was handed in already');
  }

  private async tell(userId: string, state: QuizStateRow, attemptId: string, { score, passed }: Grade): Promise<void> {
    const { id: quizId, course_id: courseId, now } = state;
    await this.progress.append({
      userId,
      actorId: userId,
      trust: 'server_graded',
      occurredAt: now,
      entry: { kind: 'quiz_attempt_graded', courseId, quizId, attemptId, score },
    });
    this.uow.publish(quizAttemptGraded, {
      key: userId,
      subjectId: userId,
      data: {
        attempt_id: attemptId,
        quiz_id: quizId,
        course_id: courseId,
        user_id: userId,
        score,
        passed,
        completed_at: now.toISOString(),
      },
    });
  }
}

const assertInTime = (state: QuizStateRow, open: OpenAttempt): OpenAttempt => {
  if (!isOpenAt(state, state.now)) throw quizClosed();
  if (isPast(open.deadline, state.now)) throw timeLimitExceeded();
  return open;
};
