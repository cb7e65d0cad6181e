import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SandboxLost } from '../../../platform/sandbox/sandbox.js';
import { logger } from '../../../platform/telemetry/logger.js';
import { pagesById } from '../../../platform/database/pages-by-id.js';
import { idSchema } from '../../../sdk/ids.js';
import { defineJob, type JobHandler, type RunningJob, TryAgainLater } from '../../../sdk/jobs.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import type { GradableExercise } from '../../exercises/exercises.js';

import { GradingStore, scoreAfterHints } from '../grading-store.js';
import { LatestExercises } from './latest-exercises.js';
import type { SubmissionToGrade } from '../submission-sql.js';
import { isAway, type TestRun, TestRuns } from '../test-runs.js';
import { counted, failedToo, NOTHING_COUNTED, type RegradeCounts } from './regrade-counts.js';
import { RegradeStore } from './regrade-store.js';

/** Runs the tests of an exercise, as they are now, on what was handed in. */
export const regradeSubmissions = defineJob({
  name: 'submissions.regrade-submissions',
  cancellable: true,
  input: z.strictObject({
    exercise_id: idSchema,
    submission_ids: z.array(idSchema).optional(),
    dry_run: z.boolean(),
    requested_by: idSchema,
  }),
});
export type RegradeJob = RunningJob<z.output<typeof regradeSubmissions.input>>;

const PAGE = 100;
const SANDBOX_AWAY_SECONDS = 10;
/** A submission that is graded meanwhile is regraded once more. */
const TRIES = 3;

/**
 * A submission at a time, behind whatever is handed in meanwhile. Interrupted, it goes on where it was: what it has been
 * through is kept with the change, in one transaction.
 */
@Injectable()
export class RegradeSubmissions implements JobHandler<RegradeJob['input']> {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly store: RegradeStore,
    private readonly exercises: LatestExercises,
    private readonly runs: TestRuns,
    private readonly gradings: GradingStore,
  ) {}

  async run(job: RegradeJob): Promise<RegradeCounts> {
    try {
      return await this.through(job);
    } catch (error) {
      if (isAway(error)) throw new TryAgainLater(SANDBOX_AWAY_SECONDS, 'sandbox');
      throw error;
    }
  }

  private async through(job: RegradeJob): Promise<RegradeCounts> {
    const exercise = await this.exercises.get(job.input.exercise_id);
    const { total, done } = await this.store.count(job);
    let counts = NOTHING_COUNTED;
    for await (const page of pagesById(PAGE, (after) => this.store.page(job, after, PAGE))) {
      for (const submission of page) {
        job.signal.throwIfAborted();
        counts = await this.regrade(submission, exercise, job, counts);
        await job.progress(Math.min(1, (done + counts.submissions) / Math.max(1, total)));
      }
    }
    return job.input.dry_run ? counts : this.store.result(job);
  }

  private async regrade(
    first: SubmissionToGrade,
    exercise: GradableExercise,
    job: RegradeJob,
    counts: RegradeCounts,
  ): Promise<RegradeCounts> {
    let submission: SubmissionToGrade | undefined = first;
    for (let tries = 0; submission && tries < TRIES; tries += 1) {
      const run = await this.tested(submission, exercise, job);
      if (!run) return this.failed(submission, exercise, job, counts);
      const after = scoreAfterHints(run.grading.score, submission.hint_cost);
      if (job.input.dry_run || (await this.stored(submission, exercise, run, job))) {
        return counted(counts, { before: submission.score, after, kept: submission.by_staff });
      }
      submission = await this.store.again(submission.id);
    }
    return counts;
  }

  /** Undefined when its tests cannot be run, whatever is tried: that must not keep the others from being regraded. */
  private async tested({ id, code }: SubmissionToGrade, exercise: GradableExercise, job: RegradeJob): Promise<TestRun | undefined> {
    try {
      return await this.runs.run(code, exercise, { priority: 'bulk', signal: job.signal });
    } catch (error) {
      if (job.signal.aborted) throw error;
      if (error instanceof SandboxLost ? !(await this.gradings.lost(id)) : isAway(error)) throw error;
      logger.warn({ err: error, submission_id: id }, 'the tests of a submission cannot be run: it is left as it was');
      return undefined;
    }
  }

  private async failed(
    submission: SubmissionToGrade,
    { version }: GradableExercise,
    job: RegradeJob,
    counts: RegradeCounts,
  ): Promise<RegradeCounts> {
    if (!job.input.dry_run) await this.store.failed(submission, version, job);
    return failedToo(counts);
  }

  private stored(submission: SubmissionToGrade, exercise: GradableExercise, run: TestRun, job: RegradeJob): Promise<boolean> {
    return this.uow.run(() => this.store.regraded(submission, exercise.version, run, job));
  }
}
