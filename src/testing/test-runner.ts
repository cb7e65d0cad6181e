import type { RunnerMode } from '../platform/config/config.js';
import { LocalRunner } from '../platform/sandbox/local-runner.js';

export interface TestRunnerOptions {
  /** `process` unless named. */
  readonly driver?: Exclude<RunnerMode, 'auto' | 'off'>;
  /** Cases at once; 2 unless named. */
  readonly concurrency?: number;
}

/** The real runner in a process of its own, for `startTestServer({ runner })`. Close it after the server. */
export const startTestRunner = async ({ driver = 'process', concurrency = 2 }: TestRunnerOptions = {}): Promise<LocalRunner> => {
  const weakAllowed = driver !== 'bubblewrap';
  const runner = new LocalRunner({ mode: driver, production: false, weakAllowed, concurrency, user: undefined });
  const start = await runner.started;
  if (start?.driver) return runner;
  await runner.close();
  throw new Error(`No runner with the driver ${driver}: ${start?.problem ?? runner.problem}`);
};
