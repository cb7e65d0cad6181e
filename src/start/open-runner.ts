import type { Config } from '../platform/config/config.js';
import { LocalRunner, type RunnerStart } from '../platform/sandbox/local-runner.js';
import { noRunner, runnerAt, type RunnerConnection } from '../platform/sandbox/runner-connection.js';

export interface OpenRunner {
  readonly connection: RunnerConnection;
  /** What a runner of ours says when it begins to listen; undefined for one of the operator's, for none, and for one that does not come up. */
  readonly started: Promise<RunnerStart | undefined>;
  close(): Promise<void>;
}

const fixed = (connection: RunnerConnection): OpenRunner => ({
  connection,
  started: Promise.resolve(undefined),
  close: () => Promise.resolve(),
});

/** The operator's runner, or one of our own that is being started; none when that is switched off. */
export const openRunner = (config: Config): OpenRunner => {
  const { mode, url, token, user, weakAllowed } = config.runner;
  if (url !== undefined && token !== undefined) return fixed(runnerAt(url, token));
  if (mode === 'off') return fixed(noRunner('off: LECTERN_RUNNER=off'));
  const production = config.environment === 'production';
  const runner = new LocalRunner({ mode, production, weakAllowed, user, concurrency: config.runnerConcurrency });
  return { connection: runner, started: runner.started, close: () => runner.close() };
};

/** For the announcement: `bubblewrap (cgroup v1)`. */
export const describeCode = async (config: Config, { connection, started }: OpenRunner): Promise<string> => {
  if (connection.switchedOff) return connection.problem ?? 'off';
  if (config.runner.url !== undefined) return `the runner at ${config.runner.url}`;
  const start = await started;
  if (!start?.driver) return `off: ${start?.problem ?? connection.problem}`;
  if (start.weak) return `${start.driver}: weak, no boundary against hostile code; listening on ${config.host ?? '127.0.0.1'} only`;
  const means = Object.values(start.in_force ?? {}).flatMap((several) => several.split(', '));
  const group = means.find((one) => one.startsWith('cgroup'));
  return `${start.driver} (${group ?? 'limits of processes only'})`;
};
