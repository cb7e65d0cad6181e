import { Unavailable } from '../../sdk/errors.js';
import type { CaseResult, RunRequest, RunnerStatus } from '../../runner/protocol.js';

/** The runner was there, and was gone before what it was asked had ended. Perhaps because of what it was asked. */
export class SandboxLost extends Unavailable {
  constructor(
    readonly reason: string,
    cause?: unknown,
  ) {
    super('sandbox', 2, cause);
  }
}

export interface SandboxOptions {
  readonly signal?: AbortSignal;
  /** Told of each case as it ends. */
  readonly onResult?: (index: number, result: CaseResult) => void;
}

/**
 * The door to the runner, where code of learners is run. Never call it inside a unit of work. Both throw
 * `Unavailable('sandbox')` when there is no runner, or none that may run anything; `run` throws `SandboxLost`, which is one too.
 */
export abstract class Sandbox {
  /** Results in the order of the request's cases. */
  abstract run(request: RunRequest, options?: SandboxOptions): Promise<readonly CaseResult[]>;
  /** What the runner can do; remembered for a few seconds. */
  abstract status(): Promise<RunnerStatus>;
}
