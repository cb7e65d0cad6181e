import { Injectable } from '@nestjs/common';
import { Entitlements } from '../../sdk/contracts/subscriptions.js';
import { Forbidden, NotFound, Unauthenticated } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { QUIZ_STATE, type QuizStateRow } from './quiz-sql.js';

/** Whether the caller writes quizzes, and sees keys and drafts therefore. */
export const writesQuizzes = (caller: Principal | undefined): boolean => caller?.permissions.has('quizzes:write') ?? false;

/** A quiz as it stands for one person, and whether they are let in. */
@Injectable()
export class QuizStates {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly entitlements: Entitlements,
  ) {}

  /** Throws `NotFound('quiz')`. */
  async read(quizId: string, userId: string | undefined): Promise<QuizStateRow> {
    const [state] = await this.uow.query<QuizStateRow>(QUIZ_STATE, [quizId, userId ?? null]);
    if (!state) throw new NotFound('quiz');
    return state;
  }

  /** The state of a quiz somebody wants to take. A quiz of a draft course cannot be taken, not even by its author. */
  async ofTaker(quizId: string, taker: Principal): Promise<QuizStateRow> {
    const state = await this.read(quizId, taker.userId);
    if (!state.published) throw new NotFound('quiz');
    await this.admit(taker, state);
    return state;
  }

  /** After another request was faster: from here on those of this person at this quiz that lost come one after another. */
  async queue(quizId: string, userId: string): Promise<void> {
    await this.uow.em.query(`SELECT pg_advisory_xact_lock(hashtextextended('quiz-attempts:' || $1 || $2, 0))`, [quizId, userId]);
  }

  /** Premium quizzes need a sign-in and a subscription; those who write quizzes need none. */
  async admit(caller: Principal | undefined, { premium }: QuizStateRow): Promise<void> {
    if (!premium || writesQuizzes(caller)) return;
    if (!caller) throw new Unauthenticated('Sign in to see this quiz');
    if (!(await this.entitlements.isPremium(caller.userId))) {
      throw new Forbidden('This quiz needs a premium subscription', 'PREMIUM_REQUIRED');
    }
  }
}
