const AT_ONCE = Promise.resolve();

/** Where a runner listens. */
export interface RunnerEndpoint {
  readonly target: { readonly socketPath: string } | { readonly host: string; readonly port: number };
  readonly token: string;
}

/** The runner this process uses: one of the operator's, or one that we start and start again. */
export abstract class RunnerConnection {
  /** Undefined while there is none; `problem` says why. It may be another one later. */
  abstract readonly endpoint: RunnerEndpoint | undefined;
  abstract readonly problem: string | undefined;
  /** Whether it is meant that there is none. */
  abstract readonly switchedOff: boolean;
  /** Settles when a first start of ours has come to an end, good or bad. */
  readonly started: Promise<unknown> = AT_ONCE;
}

/** `unix:/path` or `http://host:port`. */
export const runnerTarget = (address: string): RunnerEndpoint['target'] => {
  if (address.startsWith('unix:')) return { socketPath: address.slice('unix:'.length) };
  const { hostname, port } = new URL(address);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : Number(port) };
};

export const noRunner = (problem: string): RunnerConnection => ({ endpoint: undefined, problem, switchedOff: true, started: AT_ONCE });

export const runnerAt = (address: string, token: string): RunnerConnection => ({
  endpoint: { target: runnerTarget(address), token },
  problem: undefined,
  switchedOff: false,
  started: AT_ONCE,
});
