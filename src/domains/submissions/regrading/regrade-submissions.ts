import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { pagesById } from '../../../platform/database/pages-by-id.js';
import { Unavailable } from '../../../sdk/errors.js';
import { idSchema } from '../../../sdk/ids.js';
import { defineJob, type JobHandler, type RunningJob, TryAgainLater } from '../../../sdk/jobs.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import type { GradableExercise } from '../../exercises/exercises.js';

import { scoreAfterHints } from '../grading-store.js';
import { LatestExercises } from './latest-exercises.js';
import type { SubmissionToGrade } from '../submission-sql.js';
import { type TestRun, TestRuns } from '../test-runs.js';
import { counted, NOTHING_COUNTED, type RegradeCounts } from './regrade-counts.js';
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
  ) {}

  async run(job: RegradeJob): Promise<RegradeCounts> {
    try {
      return await this.through(job);
    } catch (error) {
      if (error instanceof Unavailable && error.extras.dependency === 'sandbox') throw new TryAgainLater(SANDBOX_AWAY_SECONDS, 'sandbox');
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
      const run = await this.runs.run(submission.code, exercise, { priority: 'bulk', signal: job.signal });
      const after = scoreAfterHints(run.grading.score, submission.hint_cost);
      if (job.input.dry_run || (await this.stored(submission, exercise, run, job))) {
        return counted(counts, { before: submission.score, after, kept: submission.by_staff });
      }
      submission = await this.store.again(submission.id);
    }
    return counts;
  }

  private stored(submission: SubmissionToGrade, exercise: GradableExercise, run: TestRun, job: RegradeJob): Promise<boolean> {
    return this.uow.run(() => this.store.regraded(submission, exercise.version, run, job));
  }
}
