import { Injectable } from '@nestjs/common';
import type { JobView } from '../../../platform/jobs/jobs.schemas.js';
import { OwnJobs } from '../../../platform/jobs/own-jobs.js';
import { InvalidInput, NotFound } from '../../../sdk/errors.js';
import { Jobs } from '../../../sdk/jobs.js';
import type { Principal } from '../../../sdk/principal.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { QuestionBank } from '../../questions/question-bank.js';
import type { RegradeInput } from '../quizzes.schemas.js';
import { type Correction, corrected, effectOf } from './correction.js';
import { regradeAttempts } from './regrade-attempts.js';
import type { RegradePreviewView } from './regrade.view.js';
import { RegradingPages, type RegradeScope } from './regrading-pages.js';

const scopeOf = (quizId: string, { question_id: questionId, attempt_ids: attemptIds }: RegradeInput): RegradeScope => ({
  quizId,
  questionId,
  attemptIds,
});

/** Staff correct the key of a question in attempts that were begun: they look at what it would do, then have it done. */
@Injectable()
export class RegradeQuiz {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly bank: QuestionBank,
    private readonly pages: RegradingPages,
    private readonly jobs: Jobs,
    private readonly ownJobs: OwnJobs,
  ) {}

  /** Changes nothing. Throws like `request`. */
  async preview(quizId: string, input: RegradeInput): Promise<RegradePreviewView> {
    await this.assertQuiz(quizId);
    const correction = await this.correctionOf(input);
    const counts = { attempts: 0, changed: 0, raised: 0, lowered: 0, newly_passed: 0, no_longer_passed: 0, open_attempts: 0, unfit: 0 };
    for await (const page of this.pages.of(scopeOf(quizId, input))) {
      for (const attempt of page) {
        const effect = effectOf(attempt, correction);
        if (effect.kind === 'not-asked') continue;
        if (attempt.status === 'graded') counts.attempts += 1;
        if (effect.kind === 'unfit') counts.unfit += 1;
        if (effect.kind === 'open') counts.open_attempts += 1;
        if (effect.kind !== 'regraded') continue;
        counts.changed += 1;
        counts[effect.grade.score > attempt.score ? 'raised' : 'lowered'] += 1;
        if (effect.grade.passed && !attempt.passed) counts.newly_passed += 1;
        if (!effect.grade.passed && attempt.passed) counts.no_longer_passed += 1;
      }
    }
    this.assertAsked(counts.attempts + counts.open_attempts + counts.unfit);
    return { quiz_id: quizId, question_id: input.question_id, ...counts };
  }

  /**
   * Has the attempts regraded in the background. Throws 404 for an unknown quiz, 400 for a question none of the attempts
   * asks, or a key that fits none of them.
   */
  async request(caller: Principal, quizId: string, input: RegradeInput): Promise<JobView> {
    await this.assertQuiz(quizId);
    const correction = await this.correctionOf(input);
    const { questionId, attemptIds } = scopeOf(quizId, input);
    await this.assertFits({ quizId, questionId, attemptIds }, correction);
    return this.uow.run(async () => {
      const { id } = await this.jobs.enqueue(
        regradeAttempts,
        {
          quiz_id: quizId,
          question_id: questionId,
          attempt_ids: attemptIds && [...attemptIds],
          correction: { ...correction, accepted_answers: correction.accepted_answers && [...correction.accepted_answers] },
          requested_by: caller.userId,
        },
        { ownerId: caller.userId },
      );
      this.uow.audit({
        action: 'quizzes.regrade-requested',
        category: 'staff',
        target: { type: 'quiz', id: quizId },
        detail: { question_id: questionId, job_id: id, ...(attemptIds ? { attempts: attemptIds.length } : {}) },
      });
      return this.ownJobs.get(caller, id);
    });
  }

  /** What was sent, or the key the bank has at this moment. */
  private async correctionOf({ question_id: id, correct_answer, accepted_answers, tolerance }: RegradeInput): Promise<Correction> {
    if (correct_answer !== undefined || accepted_answers !== undefined || tolerance !== undefined) {
      return { correct_answer, accepted_answers, tolerance };
    }
    const now = (await this.bank.freeze([id], () => 'question_id')).get(id);
    return now ? { correct_answer: now.correct_answer, accepted_answers: now.accepted_answers, tolerance: now.tolerance } : {};
  }

  private async assertQuiz(quizId: string): Promise<void> {
    const rows = await this.uow.query('SELECT 1 FROM core.quiz WHERE id = $1', [quizId]);
    if (rows.length === 0) throw new NotFound('quiz');
  }

  /** Looks at the first attempts that ask the question; the job looks at each. */
  private async assertFits(scope: RegradeScope, correction: Correction): Promise<void> {
    for await (const page of this.pages.of(scope)) {
      const problems = page.flatMap(({ question }) => (question ? [corrected(question, correction).problems] : []));
      const [first] = problems;
      if (first === undefined) continue;
      if (problems.every(({ length }) => length > 0)) throw new InvalidInput({ correct_answer: first });
      return;
    }
    this.assertAsked(0);
  }

  private assertAsked(times: number): void {
    if (times === 0) throw new InvalidInput({ question_id: ['No attempt at this quiz asks this question'] });
  }
}
