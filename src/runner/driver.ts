import type { CaseResult, Limits, RunCase, RunnerStatus } from './protocol.js';

/** A learner's program in one language. */
export interface Program {
  readonly language: string;
  readonly source: string;
}

/** A program that may be run any number of times, each time in a sandbox of its own. */
export interface PreparedProgram {
  /** What the compiler had against it: then it cannot be run, and this is the result of every case. */
  readonly refusal: CaseResult | undefined;
  /** Runs one case. Aborting kills the whole process tree and rejects with the signal's reason. */
  run(run: RunCase, limits: Limits, signal: AbortSignal): Promise<CaseResult>;
  /** Removes what the compiler made. */
  dispose(): Promise<void>;
}

/** A way of running programs of people nobody trusts. */
export interface Driver extends Pick<RunnerStatus, 'in_force' | 'languages' | 'weak'> {
  readonly name: Exclude<RunnerStatus['driver'], null>;
  /** Compiles where the language needs it, inside the sandbox too. */
  prepare(program: Program, limits: Limits, signal: AbortSignal): Promise<PreparedProgram>;
  /** Ends every sandbox that is left, pre-warmed ones included. */
  close(): Promise<void>;
}

/** Why a driver cannot be used on this machine, for the one who operates it. */
export class DriverUnusable extends Error {}
