import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SandboxLost } from '../../platform/sandbox/sandbox.js';
import { logger } from '../../platform/telemetry/logger.js';
import { NotFound, TooMany } from '../../sdk/errors.js';
import { idSchema } from '../../sdk/ids.js';
import { defineJob, type JobHandler, type RunningJob, TryAgainLater } from '../../sdk/jobs.js';
import { Exercises, type GradableExercise } from '../exercises/exercises.js';
import { GradingStore } from './grading-store.js';
import type { SubmissionToGrade } from './submission-sql.js';
import { isAway, TestRuns } from './test-runs.js';

/** Runs the tests on a submission. `grading` is which of its gradings this is: it takes effect once. */
export const gradeSubmission = defineJob({
  name: 'submissions.grade-submission',
  queue: 'grading',
  input: z.strictObject({ submission_id: idSchema, grading: z.int().min(1) }),
});
type Input = z.output<typeof gradeSubmission.input>;

const NO_ROOM_SECONDS = 0.5;
/** A day's processor time that is used up: somebody may raise it. */
const USED_UP_SECONDS = 60;
const SOON_SECONDS = 5;

const EXERCISE_GONE = 'The exercise was deleted before this submission could be graded.';
const NO_TESTS = 'This exercise has no tests: a teacher has to evaluate it.';
const OUR_FAULT = 'This submission could not be graded, through no fault of its code. A teacher can have it graded again.';

/**
 * Read, run, write: no transaction is open while the tests run. While the sandbox is away, or has no room, the submission waits
 * in the queue for as long as it takes; whoever is interrupted leaves it to the next one.
 */
@Injectable()
export class GradeSubmission implements JobHandler<Input> {
  constructor(
    private readonly store: GradingStore,
    private readonly exercises: Exercises,
    private readonly runs: TestRuns,
  ) {}

  async run({ input, signal }: RunningJob<Input>): Promise<{ graded: boolean }> {
    let submission: SubmissionToGrade | undefined;
    try {
      // While it is away, however long, nothing is written again and again.
      await this.runs.assertThere();
      submission = await this.store.begin(input.submission_id, input.grading);
      if (!submission) return { graded: false };
      return { graded: await this.grade(submission, signal) };
    } catch (error) {
      if (submission && error instanceof SandboxLost && (await this.store.lost(submission.id))) {
        await this.store.failed(submission, OUR_FAULT);
        return { graded: false };
      }
      await this.queueAgain(submission, error);
      throw this.later(error) ?? error;
    }
  }

  private async queueAgain(submission: SubmissionToGrade | undefined, error: unknown): Promise<void> {
    try {
      // while there is no room it is tried twice a second, and never begins to run
      if (submission) await this.store.queuedAgain(submission, { isTold: !(error instanceof TooMany) });
    } catch (error) {
      logger.debug({ err: error }, 'a submission stays marked as running');
    }
  }

  /** Tried as often as it may be: whoever waits for it is told, and staff can ask for it again. */
  async gaveUp({ input }: Pick<RunningJob<Input>, 'id' | 'tenantId' | 'input'>): Promise<void> {
    await this.store.givenUp(input.submission_id, input.grading, OUR_FAULT);
  }

  private async grade(submission: SubmissionToGrade, signal: AbortSignal): Promise<boolean> {
    const exercise = await this.exerciseOf(submission);
    if (!exercise || exercise.cases.length === 0) {
      await this.store.failed(submission, exercise ? NO_TESTS : EXERCISE_GONE);
      return false;
    }
    await this.runs.assertKnown(exercise);
    const lease = await this.runs.reserve(submission.student_id, exercise);
    this.store.started(submission);
    try {
      const run = await this.runs.run(submission.code, exercise, { priority: 'grading', signal });
      return await this.store.evaluated(submission, run, lease);
    } catch (error) {
      await lease.settle(0).catch((failure: unknown) => logger.debug({ err: failure }, 'a place in the sandbox is left to expire'));
      throw error;
    }
  }

  private async exerciseOf({ exercise_id: id, exercise_version: version }: SubmissionToGrade): Promise<GradableExercise | undefined> {
    try {
      return await this.exercises.ofVersion(id, version);
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** What passes by itself is waited for. */
  private later(error: unknown): TryAgainLater | undefined {
    if (isAway(error)) return new TryAgainLater(this.runs.patience, 'sandbox');
    if (!(error instanceof TooMany)) return undefined;
    const isSoon = (error.extras.retryAfter ?? 0) <= SOON_SECONDS;
    return new TryAgainLater(isSoon ? NO_ROOM_SECONDS : USED_UP_SECONDS, 'quota');
  }
}
