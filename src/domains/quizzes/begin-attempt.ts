import { Injectable } from '@nestjs/common';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { OpenAttempts, shownAttempt } from './open-attempt.js';
import { askedQuestion, attemptFacts, type OpenAttemptView } from './quiz.view.js';

/** Somebody begins an attempt on purpose, or asks for the one they began. */
@Injectable()
export class BeginAttempt {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: OpenAttempts,
  ) {}

  /** Throws 404, 403 `PREMIUM_REQUIRED`, 409 `QUIZ_CLOSED`, `ATTEMPTS_EXHAUSTED`. */
  async run(taker: Principal, quizId: string): Promise<OpenAttemptView> {
    return this.uow.run(async () => {
      const { state, attempt } = await this.attempts.openOrReturn(taker, quizId);
      return { ...attemptFacts(shownAttempt(state, attempt)), questions: attempt.questions.map(askedQuestion) };
    });
  }
}
