import { Injectable, Optional } from '@nestjs/common';
import { Sandbox } from '../../platform/sandbox/sandbox.js';
import { InvalidInput, Unavailable } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { gradeCases, testsSeen } from '../grading/grade-cases.js';
import { runCaseOf } from '../grading/run-case.js';
import type { CheckReport } from './check-report.schemas.js';
import type { ExerciseContent } from './exercise-content.js';

/** What the tests made of a solution, and which tests its files were seen to hold. */
export interface Check {
  readonly report: CheckReport;
  /** By case id. */
  readonly knownTests: Readonly<Record<string, readonly string[]>>;
}

type Checkable = Pick<ExerciseContent, 'language' | 'cases' | 'solutionCode'>;

/** Nothing was run. */
export const unchecked = (problem: NonNullable<CheckReport['problem']>): Check => ({
  report: { passed: false, score: null, problem, results: [] },
  knownTests: {},
});

/** Throws `InvalidInput` naming each test that the solution failed, by its case. */
export const assertPassed = ({ report }: Check, { cases }: Checkable): void => {
  if (report.passed) return;
  const errors: Record<string, string[]> = {};
  for (const { test_id: id, name, passed, message } of report.results) {
    if (passed) continue;
    const at = cases.findIndex((one) => id === one.id || id.startsWith(`${one.id}:`));
    (errors[`test_cases.${at}`] ??= []).push(`${name}: ${message ?? 'failed'}`);
  }
  throw new InvalidInput(errors, 'The exercise’s own solution does not pass its tests');
};

/** Runs an exercise's own solution against its tests. */
@Injectable()
export class ExerciseChecking {
  constructor(
    private readonly uow: UnitOfWork,
    @Optional() private readonly sandbox?: Sandbox,
  ) {}

  /** Outside of any unit of work. Throws `Unavailable('sandbox')` when it cannot be run. */
  async run({ language, cases, solutionCode }: Checkable): Promise<Check> {
    if (solutionCode === null) return unchecked('no_solution');
    if (cases.length === 0) return unchecked('no_test_cases');
    const { sandbox } = this;
    if (!sandbox || !(await sandbox.status()).languages.some(({ id }) => id === language)) throw new Unavailable('sandbox', 30);
    const request = { language, source: solutionCode, cases: cases.map(runCaseOf), lane: this.uow.tenantId };
    const results = await sandbox.run(request);
    const { score, results: graded } = gradeCases(cases, results);
    const passed = graded.every((one) => one.passed);
    return {
      report: { passed, score, problem: null, results: [...graded] },
      knownTests: Object.fromEntries(testsSeen(cases, results)),
    };
  }
}
