import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { Evaluations } from '../evaluations.js';
import { scoreAfterHints } from '../grading-store.js';
import type { SubmissionToGrade } from '../submission-sql.js';
import { storableResults, storableText } from '../test-result.js';
import type { TestRun } from '../test-runs.js';
import type { RegradeCounts } from './regrade-counts.js';
import type { RegradeJob } from './regrade-submissions.js';
import {
  COUNT_DONE,
  COUNT_OF_EXERCISE,
  KEEP_REGRADE,
  ONE_TO_REGRADE,
  PAGE_TO_REGRADE,
  REGRADE_RESULT,
  STORE_REGRADE,
} from './regrading-sql.js';

interface Outcome {
  readonly after: number | null;
  readonly kept: boolean;
  readonly failed: boolean;
}

/** What a regrade reads and writes. */
@Injectable()
export class RegradeStore {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly evaluations: Evaluations,
  ) {}

  page({ id, input }: RegradeJob, after: string | null, size: number): Promise<SubmissionToGrade[]> {
    return this.uow.query<SubmissionToGrade>(PAGE_TO_REGRADE, [input.exercise_id, input.submission_ids ?? null, id, after, size]);
  }

  /** As it is now; undefined when it is gone. */
  async again(id: string): Promise<SubmissionToGrade | undefined> {
    return (await this.uow.query<SubmissionToGrade>(ONE_TO_REGRADE, [id]))[0];
  }

  /** How many there are, and how many of them the job has been through already. */
  async count({ id, input }: RegradeJob): Promise<{ readonly total: number; readonly done: number }> {
    const [all] = await this.uow.query<{ total: number }>(COUNT_OF_EXERCISE, [input.exercise_id, input.submission_ids ?? null]);
    const [some] = await this.uow.query<{ done: number }>(COUNT_DONE, [id]);
    return { total: all?.total ?? 0, done: some?.done ?? 0 };
  }

  async result({ id }: RegradeJob): Promise<RegradeCounts> {
    const [counts] = await this.uow.query<RegradeCounts>(REGRADE_RESULT, [id]);
    if (!counts) throw new Error('What was regraded was not counted');
    return counts;
  }

  /** In the open unit of work. False when it was graded since it was read. What staff said stands; an unchanged score is told to nobody. */
  async regraded(submission: SubmissionToGrade, version: number, run: TestRun, job: RegradeJob): Promise<boolean> {
    const { id, grading, graded, score: before } = submission;
    const after = scoreAfterHints(run.grading.score, submission.hint_cost);
    const told = [storableText(run.grading.feedback), storableResults(run.grading.results)];
    const { em } = this.uow;
    const [stored] = await em.query<{ kept: boolean; evaluated_at: Date }[]>(STORE_REGRADE, [id, grading, graded, version, after, ...told]);
    if (!stored) return false;
    await this.keep(submission, version, { after: stored.kept ? before : after, kept: stored.kept, failed: false }, job);
    if (stored.kept || after === before) this.evaluations.wake(id);
    else this.tell(submission, after, stored.evaluated_at, job);
    return true;
  }

  /** Its tests could not be run: it stays as it was. */
  async failed(submission: SubmissionToGrade, version: number, job: RegradeJob): Promise<void> {
    const { score, by_staff: kept } = submission;
    await this.uow.run(() => this.keep(submission, version, { after: score, kept, failed: true }, job));
  }

  private async keep(submission: SubmissionToGrade, version: number, outcome: Outcome, job: RegradeJob): Promise<void> {
    const { id, student_id: studentId, exercise_version: before, score } = submission;
    const { after, kept, failed } = outcome;
    const { requested_by: staffId } = job.input;
    await this.uow.em.query(KEEP_REGRADE, [job.id, id, studentId, before, version, score, after, kept, failed, staffId]);
  }

  private tell(submission: SubmissionToGrade, score: number, evaluatedAt: Date, job: RegradeJob): void {
    this.evaluations.announce({ submission, score, trust: 'server_graded', evaluatedAt });
    this.uow.audit({
      action: 'submissions.regraded',
      category: 'staff',
      target: { type: 'submission', id: submission.id },
      detail: {
        student_id: submission.student_id,
        exercise_id: submission.exercise_id,
        score_before: submission.score,
        score_after: score,
        requested_by: job.input.requested_by,
        job_id: job.id,
      },
    });
  }
}
