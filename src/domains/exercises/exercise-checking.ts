import { Injectable } from '@nestjs/common';
import { Sandbox } from '../../platform/sandbox/sandbox.js';
import { InvalidInput, Unavailable } from '../../sdk/errors.js';
import type { CaseResult, RunPriority, RunRequest } from '../../runner/protocol.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { RunQuota } from '../code-execution/quota/run-quota.js';
import { gradeCases, testsSeen } from '../grading/grade-cases.js';
import { runCaseOf } from '../grading/run-case.js';
import type { CheckReport } from './check-report.schemas.js';
import type { ExerciseContent } from './exercise-content.js';
import { canRun } from './exercise-languages.js';

/** What the tests made of a solution, and which tests its files were seen to hold. */
export interface Check {
  readonly report: CheckReport;
  /** By case id. */
  readonly knownTests: Readonly<Record<string, readonly string[]>>;
}

type Checkable = Pick<ExerciseContent, 'language' | 'cases' | 'solutionCode'>;

/** For all tests together: nobody would wait for the grading of what takes longer. */
const LONGEST_MS = 60_000;

/** Nothing was run, or not all of it. */
export const unchecked = (problem: NonNullable<CheckReport['problem']>): Check => ({
  report: { passed: false, score: null, problem, results: [] },
  knownTests: {},
});

/** Throws `InvalidInput` naming each test that the solution failed, by its case. */
export const assertPassed = ({ report }: Check, { cases }: Checkable): void => {
  if (report.passed) return;
  if (report.problem === 'too_slow') throw new InvalidInput({ solution_code: [`It takes more than ${LONGEST_MS / 1000} s for all tests`] });
  const errors: Record<string, string[]> = {};
  for (const { test_id: id, name, passed, message } of report.results) {
    if (passed) continue;
    const at = cases.findIndex((one) => id === one.id || id.startsWith(`${one.id}:`));
    (errors[`test_cases.${at}`] ??= []).push(`${name}: ${message ?? 'failed'}`);
  }
  throw new InvalidInput(errors, 'The exercise’s own solution does not pass its tests');
};

/** Of processor time that is reserved for a run at first: more than most take, and few of them at once use up a day. */
const RESERVED_MS = 20_000;

/** Runs an exercise's own solution against its tests. */
@Injectable()
export class ExerciseChecking {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly sandbox: Sandbox,
    private readonly quota: RunQuota,
  ) {}

  /**
   * Outside of any unit of work, on the processor time of `userId`; nobody's is the installation's. Throws
   * `Unavailable('sandbox')` when it cannot be run, `TooMany` when that person's time is used up.
   */
  async run(content: Checkable, userId: string | undefined, priority: RunPriority = 'interactive'): Promise<Check> {
    const { language, cases, solutionCode } = content;
    if (solutionCode === null) return unchecked('no_solution');
    if (cases.length === 0) return unchecked('no_test_cases');
    if (!(await this.knows(content))) throw new Unavailable('sandbox', 30);
    const request = { language, source: solutionCode, cases: cases.map(runCaseOf), lane: this.uow.tenantId, priority };
    const results = await this.charged(userId, request);
    if (!results) return unchecked('too_slow');
    const { score, results: graded } = gradeCases(cases, results);
    return {
      report: { passed: graded.every((one) => one.passed), score, problem: null, results: [...graded] },
      knownTests: Object.fromEntries(testsSeen(cases, results)),
    };
  }

  /** Whether the runner can run them. Throws `Unavailable('sandbox')`. */
  async knows(content: Pick<Checkable, 'language' | 'cases'>): Promise<boolean> {
    return canRun(await this.sandbox.status(), content);
  }

  /** Undefined when it took too long. What was used by then is charged. */
  private async charged(userId: string | undefined, request: RunRequest): Promise<readonly CaseResult[] | undefined> {
    const lease = userId === undefined ? undefined : await this.quota.reserve(userId, RESERVED_MS);
    const signal = AbortSignal.timeout(LONGEST_MS);
    let used = 0;
    try {
      return await this.sandbox.run(request, { signal, onResult: (_, { cpu_ms: cpu }) => void (used += cpu) });
    } catch (error) {
      if (signal.aborted && error === signal.reason) return undefined;
      throw error;
    } finally {
      await lease?.settle(used);
    }
  }
}
