import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { InvalidInput, NotFound, orNotFound } from '../../sdk/errors.js';
import { Jobs } from '../../sdk/jobs.js';
import { Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { Evaluations } from './evaluations.js';
import { gradeSubmission } from './grade-submission.js';
import { ASK_AGAIN, LOCK_SUBMISSION, STORE_STAFF_EVALUATION } from './submission-sql.js';
import { type SubmissionRow, submissionView, type SubmissionView } from './submission.view.js';
import type { EvaluateInput } from './submissions.schemas.js';

/** Staff have the last word: their score and feedback stand before those of the tests, until staff take them back. */
@Injectable()
export class EvaluateSubmission {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly preconditions: Preconditions,
    private readonly evaluations: Evaluations,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Throws `NotFound('submission')` for submissions of people whose records the caller may not read, `InvalidInput` when there
   * would be an evaluation without a score.
   */
  async run(caller: Principal, id: string, input: EvaluateInput): Promise<SubmissionView> {
    return this.uow.run(async (em) => {
      const [before] = await em.query<SubmissionRow[]>(LOCK_SUBMISSION, [id]);
      if (!before) throw new NotFound('submission');
      await orNotFound('submission', this.access.assertMayRead(caller, before.student_id));
      this.preconditions.check(submissionView(before, caller));
      const after = input.status === 'queued' ? await this.askAgain(caller, id) : await this.evaluate(caller, before, input);
      this.uow.audit({
        action: input.status === 'queued' ? 'submissions.evaluation-withdrawn' : 'submissions.evaluated',
        category: 'staff',
        target: { type: 'submission', id },
        detail: {
          student_id: before.student_id,
          exercise_id: before.exercise_id,
          score_before: before.score,
          score_after: after.score,
          feedback_changed: after.feedback !== before.feedback,
        },
      });
      return submissionView(after, caller);
    });
  }

  private async evaluate(caller: Principal, before: SubmissionRow, { score, feedback }: EvaluateInput): Promise<SubmissionRow> {
    if (score === undefined && before.score === null) throw new InvalidInput({ score: ['It has no score yet'] });
    const values = [before.id, score ?? null, feedback ?? null, caller.userId, feedback !== undefined];
    const [after] = await this.uow.em.query<(SubmissionRow & { evaluated_at: Date })[]>(STORE_STAFF_EVALUATION, values);
    if (!after) throw new NotFound('submission');
    if (score !== undefined) this.evaluations.announce({ submission: after, score, trust: 'staff', evaluatedAt: after.evaluated_at });
    else this.evaluations.wake(after);
    return after;
  }

  private async askAgain(caller: Principal, id: string): Promise<SubmissionRow> {
    const [after] = await this.uow.em.query<(SubmissionRow & { grading: number })[]>(ASK_AGAIN, [id, caller.userId]);
    if (!after) throw new NotFound('submission');
    const input = { submission_id: id, grading: after.grading };
    await this.jobs.enqueue(gradeSubmission, input, { subjectId: after.student_id });
    this.evaluations.waits(after);
    return after;
  }
}
