import type { RunnerMode } from '../platform/config/config.js';
import { LocalRunner } from '../platform/sandbox/local-runner.js';

export interface TestRunnerOptions {
  /** `bubblewrap` unless named: tests that use it are skipped where `noSandbox` says why. */
  readonly driver?: Exclude<RunnerMode, 'auto' | 'off'>;
  /** Cases at once; 2 unless named. */
  readonly concurrency?: number;
}

/** Why this machine cannot run learners' code as production does, for `{ skip: noSandbox }`; false when it can. */
export const noSandbox: string | false =
  process.env.LECTERN_TEST_BUBBLEWRAP && process.env.LECTERN_TEST_PYTHON ? false : 'bubblewrap or Python is missing';

/** The real runner in a process of its own, for `startTestServer({ runner })`. Close it after the server. */
export const startTestRunner = async ({ driver = 'bubblewrap', concurrency = 2 }: TestRunnerOptions = {}): Promise<LocalRunner> => {
  const weakAllowed = driver !== 'bubblewrap';
  const runner = new LocalRunner({ mode: driver, production: false, weakAllowed, concurrency, user: undefined });
  const start = await runner.started;
  if (start?.driver) return runner;
  await runner.close();
  throw new Error(`No runner with the driver ${driver}: ${start?.problem ?? runner.problem}`);
};
