import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { RunLease } from '../code-execution/quota/run-lease.js';
import { Evaluations } from './evaluations.js';
import { BEGIN_GRADING, COUNT_LOSS, GIVE_UP, QUEUE_AGAIN, STORE_FAILURE, STORE_GRADING, type SubmissionToGrade } from './submission-sql.js';
import { storableResults, storableText } from './test-result.js';
import type { TestRun } from './test-runs.js';

/** A runner that is replaced takes the same submission along once or twice, not so often. */
const MOST_LOSSES = 8;

/** What becomes of a submission while it is graded. Each grading that was asked for takes effect once, however often it is run. */
@Injectable()
export class GradingStore {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly evaluations: Evaluations,
  ) {}

  /** Undefined when there is nothing to do: it was done, another grading was asked for since, or the submission is gone. */
  async begin(id: string, grading: number): Promise<SubmissionToGrade | undefined> {
    return this.uow.run(async (em) => (await em.query<SubmissionToGrade[]>(BEGIN_GRADING, [id, grading]))[0]);
  }

  /** Stores what the tests said, tells of it and gives the place in the sandbox back. False when somebody else was faster. */
  async evaluated(submission: SubmissionToGrade, run: TestRun, lease: RunLease): Promise<boolean> {
    return this.uow.run(async (em) => {
      const { id, grading } = submission;
      const score = scoreAfterHints(run.grading.score, submission.hint_cost);
      const values = [id, grading, score, storableText(run.grading.feedback), storableResults(run.grading.results)];
      const [stored] = await em.query<{ by_staff: boolean; evaluated_at: Date }[]>(STORE_GRADING, values);
      await lease.settle(run.cpuMs);
      if (!stored) return false;
      // The score of staff stands: there is nothing to tell.
      if (stored.by_staff) this.evaluations.wake(submission);
      else this.evaluations.announce({ submission, score, trust: 'server_graded', evaluatedAt: stored.evaluated_at });
      return true;
    });
  }

  /** It cannot be graded, which is nothing the learner could help. */
  async failed({ id, grading }: SubmissionToGrade, feedback: string): Promise<void> {
    await this.uow.run((em) => this.end(em.query(STORE_FAILURE, [id, grading, feedback])));
  }

  /** It could not be graded so far, which is no fault of the learner's either. */
  async givenUp(id: string, grading: number, feedback: string): Promise<void> {
    await this.uow.run((em) => this.end(em.query(GIVE_UP, [id, grading, feedback])));
  }

  /** The sandbox was lost while its tests ran. Whether that has happened so often that it may be its doing. */
  async lost(id: string): Promise<boolean> {
    const [row] = await this.uow.run((em) => em.query<{ losses: number }[]>(COUNT_LOSS, [id]));
    return (row?.losses ?? 0) >= MOST_LOSSES;
  }

  /** Its tests begin to run. One that has been evaluated before looks the same until it is again. */
  started(submission: SubmissionToGrade): void {
    if (submission.status === 'running') this.evaluations.runs(submission);
  }

  /** It waits again. The learner is told of it when they were told that its tests run. */
  async queuedAgain({ id, grading }: SubmissionToGrade, { isTold }: { readonly isTold: boolean }): Promise<void> {
    await this.uow.run(async (em) => {
      const [waiting] = await em.query<{ id: string; student_id: string }[]>(QUEUE_AGAIN, [id, grading]);
      if (waiting && isTold) this.evaluations.waits(waiting);
    });
  }

  /** Whoever waits for it is told, if this was it. */
  private async end(storing: Promise<{ id: string; student_id: string }[]>): Promise<void> {
    const [ended] = await storing;
    if (ended) this.evaluations.wake(ended);
  }
}

/** Points for hints come off what the tests gave, and never more than that. */
export const scoreAfterHints = (score: number, hintCost: number): number => Math.max(0, Math.round((score - hintCost) * 100) / 100);
