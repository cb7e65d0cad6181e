import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SandboxLost } from '../../../platform/sandbox/sandbox.js';
import { logger } from '../../../platform/telemetry/logger.js';
import { pagesById } from '../../../platform/database/pages-by-id.js';
import { idSchema } from '../../../sdk/ids.js';
import { defineJob, type JobHandler, type RunningJob, TryAgainLater } from '../../../sdk/jobs.js';
import type { GradableExercise } from '../../exercises/exercises.js';
import { GradingStore } from '../grading-store.js';
import type { SubmissionToGrade } from '../submission-sql.js';
import { isAway, type TestRun, TestRuns } from '../test-runs.js';
import { LatestExercises } from './latest-exercises.js';
import { type RegradeCounts, RegradeStore } from './regrade-store.js';

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
/** Then other jobs have their turn: a class may have handed in hundreds. */
const SLICE_MS = 5000;
const TURN_SECONDS = 0.1;

/**
 * A submission at a time, behind whatever is handed in meanwhile. Interrupted, it goes on where it was: what it has been
 * through is kept with the change, in one transaction.
 */
@Injectable()
export class RegradeSubmissions implements JobHandler<RegradeJob['input']> {
  constructor(
    private readonly store: RegradeStore,
    private readonly exercises: LatestExercises,
    private readonly runs: TestRuns,
    private readonly gradings: GradingStore,
  ) {}

  async run(job: RegradeJob): Promise<RegradeCounts> {
    try {
      await this.through(job);
      return await this.store.result(job);
    } catch (error) {
      if (isAway(error)) throw new TryAgainLater(SANDBOX_AWAY_SECONDS, 'sandbox');
      throw error;
    }
  }

  private async through(job: RegradeJob): Promise<void> {
    const turnEnds = performance.now() + SLICE_MS;
    const exercise = await this.exercises.get(job.input.exercise_id);
    const count = await this.store.count(job);
    let { done } = count;
    for await (const page of pagesById(PAGE, (after) => this.store.page(job, after, PAGE))) {
      for (const submission of page) {
        job.signal.throwIfAborted();
        await this.regrade(submission, exercise, job);
        done += 1;
        await job.progress(Math.min(1, done / Math.max(1, count.total)));
        if (performance.now() > turnEnds) throw new TryAgainLater(TURN_SECONDS, 'turn');
      }
    }
  }

  private async regrade(first: SubmissionToGrade, exercise: GradableExercise, job: RegradeJob): Promise<void> {
    let submission: SubmissionToGrade | undefined = first;
    for (let tries = 0; submission && tries < TRIES; tries += 1) {
      const run = await this.tested(submission, exercise, job);
      if (!run) return this.store.failed(submission, exercise.version, job);
      if (await this.store.regraded(submission, exercise.version, run, job)) return;
      submission = await this.store.again(submission.id);
    }
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
}
