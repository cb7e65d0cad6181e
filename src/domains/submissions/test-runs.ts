import { Injectable } from '@nestjs/common';
import { Sandbox } from '../../platform/sandbox/sandbox.js';
import type { CaseResult, RunPriority } from '../../runner/protocol.js';
import { TooMany, Unavailable } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { RunLease } from '../code-execution/quota/run-lease.js';
import { RunQuota } from '../code-execution/quota/run-quota.js';
import { canRun } from '../exercises/exercise-languages.js';
import type { GradableExercise } from '../exercises/exercises.js';
import { gradeCases, type Grading } from '../grading/grade-cases.js';
import { runCaseOf } from '../grading/run-case.js';

/** Of one case, unless the language says otherwise. */
const CASE_CPU_MS = 5000;
/** Cases end long before their limits as a rule: to reserve all of them would keep people out for nothing. */
const MOST_RESERVED_MS = 20_000;
const LEAST_RESERVED_MS = 1;

const LEAST_PATIENCE_SECONDS = 1;
const MOST_PATIENCE_SECONDS = 30;

export interface TestRun {
  readonly grading: Grading;
  /** What all cases together took. */
  readonly cpuMs: number;
}

/** Whether it is the sandbox that is not there. */
export const isAway = (error: unknown): boolean => error instanceof Unavailable && error.extras.dependency === 'sandbox';

interface HowToRun {
  readonly priority: RunPriority;
  readonly signal: AbortSignal;
}

/** Runs code against the tests of an exercise: a sandbox for each case, all in one request. Not inside a unit of work. */
@Injectable()
export class TestRuns {
  private awaySince: number | undefined;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly quota: RunQuota,
    private readonly uow: UnitOfWork,
  ) {}

  /** Throws `Unavailable` when nothing can be run now. */
  async assertThere(): Promise<void> {
    try {
      await this.sandbox.status();
      this.awaySince = undefined;
    } catch (error) {
      this.awaySince ??= performance.now();
      throw error;
    }
  }

  /** How many seconds to leave it alone for: the longer it has been away, the longer, or a full queue would do nothing but ask. */
  get patience(): number {
    const awaySeconds = this.awaySince === undefined ? 0 : (performance.now() - this.awaySince) / 1000;
    return Math.min(MOST_PATIENCE_SECONDS, Math.max(LEAST_PATIENCE_SECONDS, awaySeconds / 4));
  }

  /** Throws `Unavailable` as well when the runner has not the exercise's language, or not for such tests: another one may. */
  async assertKnown(exercise: GradableExercise): Promise<void> {
    if (!canRun(await this.sandbox.status(), exercise)) throw new Unavailable('sandbox');
  }

  /**
   * A place for the tests of an exercise. What was handed in is graded while anything of the day is left, if not the whole of
   * what it might take. Throws `TooMany` when there is no room now.
   */
  async reserve(studentId: string, { cases }: GradableExercise): Promise<RunLease> {
    try {
      return await this.quota.reserve(studentId, Math.min(MOST_RESERVED_MS, cases.length * CASE_CPU_MS));
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      return this.quota.reserve(studentId, LEAST_RESERVED_MS);
    }
  }

  /** Throws `Unavailable` when there is no sandbox, `SandboxLost` when it went away meanwhile. */
  async run(code: string, exercise: GradableExercise, { priority, signal }: HowToRun): Promise<TestRun> {
    await this.assertKnown(exercise);
    const { language, cases } = exercise;
    const request = { language, source: code, cases: cases.map(runCaseOf), priority, lane: this.uow.tenantId };
    const results = await this.sandbox.run(request, { signal });
    return { grading: gradeCases(cases, results, exercise.knownTests), cpuMs: sum(results) };
  }
}

const sum = (results: readonly CaseResult[]): number => results.reduce((all, { cpu_ms: cpuMs }) => all + cpuMs, 0);
