import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { Evaluations } from '../evaluations.js';
import { scoreAfterHints } from '../grading-store.js';
import type { SubmissionToGrade } from '../submission-sql.js';
import { storableResults, storableText } from '../test-result.js';
import type { TestRun } from '../test-runs.js';
import type { RegradeJob } from './regrade-submissions.js';
import {
  COUNT_DONE,
  COUNT_OF_EXERCISE,
  FORGET_TRIAL,
  KEEP_REGRADE,
  ONE_TO_REGRADE,
  PAGE_TO_REGRADE,
  REGRADE_RESULT,
  STORE_REGRADE,
} from './regrading-sql.js';

/** What a regrade came to, or would come to. */
export interface RegradeCounts {
  readonly submissions: number;
  /** Those with another score than before; a first score is one. */
  readonly changed: number;
  readonly raised: number;
  readonly lowered: number;
  /** Staff had evaluated them: their score stands. */
  readonly kept: number;
  /** Their tests could not be run: they are as they were. */
  readonly failed: number;
}

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

  /** Of everything the job has been through, in whichever of its turns. What was only tried is forgotten. */
  async result({ id, input }: RegradeJob): Promise<RegradeCounts> {
    return this.uow.run(async (em) => {
      const [counts] = await em.query<RegradeCounts[]>(REGRADE_RESULT, [id]);
      if (!counts) throw new Error('What was regraded was not counted');
      if (input.dry_run) await em.query(FORGET_TRIAL, [id]);
      return counts;
    });
  }

  /** False when it was graded since it was read. What staff said stands; an unchanged score is told to nobody. */
  async regraded(submission: SubmissionToGrade, version: number, run: TestRun, job: RegradeJob): Promise<boolean> {
    const after = scoreAfterHints(run.grading.score, submission.hint_cost);
    return this.uow.run(async () => {
      if (job.input.dry_run) {
        const { by_staff: kept, score } = submission;
        await this.keep(submission, version, { after: kept ? score : after, kept, failed: false }, job);
        return true;
      }
      return this.change(submission, version, { ...run.grading, score: after }, job);
    });
  }

  /** Its tests could not be run: it stays as it was. */
  async failed(submission: SubmissionToGrade, version: number, job: RegradeJob): Promise<void> {
    const { score, by_staff: kept } = submission;
    await this.uow.run(() => this.keep(submission, version, { after: score, kept, failed: true }, job));
  }

  private async change(submission: SubmissionToGrade, version: number, grading: TestRun['grading'], job: RegradeJob): Promise<boolean> {
    const { id, grading: number, graded, score: before } = submission;
    const { score: after, feedback, results } = grading;
    const values = [id, number, graded, version, after, storableText(feedback), storableResults(results)];
    const [stored] = await this.uow.em.query<{ kept: boolean; evaluated_at: Date }[]>(STORE_REGRADE, values);
    if (!stored) return false;
    await this.keep(submission, version, { after: stored.kept ? before : after, kept: stored.kept, failed: false }, job);
    if (stored.kept || after === before) this.evaluations.wake(submission);
    else this.tell(submission, after, stored.evaluated_at, job);
    return true;
  }

  private async keep(submission: SubmissionToGrade, version: number, outcome: Outcome, job: RegradeJob): Promise<void> {
    const { id, exercise_version: before, score } = submission;
    const { after, kept, failed } = outcome;
    const { requested_by: staffId, dry_run: isTrial } = job.input;
    await this.uow.em.query(KEEP_REGRADE, [job.id, id, before, version, score, after, kept, failed, isTrial, staffId]);
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
