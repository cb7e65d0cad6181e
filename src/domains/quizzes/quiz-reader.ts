import { Injectable } from '@nestjs/common';
import { Conflict } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import type { FrozenQuestion } from '../questions/frozen-question.js';
import { openAttemptOf, OpenAttempts, shownAttempt } from './open-attempt.js';
import { QuizQuestions } from './quiz-questions.js';
import type { QuizRow, QuizStateRow } from './quiz-sql.js';
import { learnerQuizView, type QuizView, staffQuizView } from './quiz.view.js';
import { isRead } from './reading-purpose.js';
import { asksWithinAttempt, isOpenAt, isPast } from './taking-rules.js';

/** What of a quiz is shown to whom. */
@Injectable()
export class QuizReader {
  constructor(
    private readonly questions: QuizQuestions,
    private readonly attempts: OpenAttempts,
  ) {}

  /** Everything, keys included. */
  async asStaff(quiz: QuizRow): Promise<QuizView> {
    return staffQuizView(quiz, await this.questions.placed(quiz));
  }

  /** Everything of each. */
  async eachAsStaff(quizzes: readonly QuizRow[]): Promise<QuizView[]> {
    const questions = await this.questionsOf(quizzes);
    return quizzes.map((quiz) => staffQuizView(quiz, questions.get(quiz.id) ?? []));
  }

  questionsOf(quizzes: readonly QuizRow[]): Promise<Map<string, FrozenQuestion[]>> {
    return this.questions.placedInEach(quizzes);
  }

  /** Questions only while the quiz is open; of a timed or drawn one only to a student, within an attempt. */
  async asLearner(caller: Principal | undefined, state: QuizStateRow): Promise<QuizView> {
    if (!isOpenAt(state, state.now)) return learnerQuizView(state, []);
    const open = openAttemptOf(state);
    if (open && !isPast(open.deadline, state.now)) return learnerQuizView(state, open.questions, shownAttempt(state, open));
    if (!asksWithinAttempt(state)) return learnerQuizView(state, await this.questions.placed(state));
    return caller?.role === 'student' && isRead() ? this.begun(caller, state) : learnerQuizView(state, []);
  }

  /** A quiz whose attempts are used up can still be looked at, without its questions. */
  private async begun(caller: Principal, state: QuizStateRow): Promise<QuizView> {
    try {
      const { state: now, attempt } = await this.attempts.openOrReturn(caller, state.id);
      return learnerQuizView(now, attempt.questions, shownAttempt(now, attempt));
    } catch (error) {
      if (error instanceof Conflict) return learnerQuizView(state, []);
      throw error;
    }
  }
}
