import type { Limits, RunCase, RunnerStatus } from '../protocol.js';

/** What a sandbox has of the machine's files, read-only. Nothing else is there. */
export interface ImageParts {
  /** Programs and libraries, copied with all the shared libraries they need: path on this machine → path inside. */
  readonly programs: ReadonlyMap<string, string>;
  /** Files of our own, by their path inside. */
  readonly files: ReadonlyMap<string, string | Buffer>;
  /** Folders and large programs, mounted: path on this machine → path inside. */
  readonly mounts: ReadonlyMap<string, string>;
}

export interface Command {
  readonly image: ImageParts;
  readonly command: readonly string[];
}

/** A language as it was found on this machine. */
export interface Installation extends Command {
  readonly version: string;
  /** Reads the source on standard input and writes the program to descriptor 4; that is mounted as `/program` where the command runs. */
  readonly compiler?: Command & { readonly limits: Limits };
  /** Whether the command is a bootstrap that waits on descriptor 3 for its case and answers on descriptor 4. */
  readonly bootstrapped: boolean;
}

export interface FindOptions {
  /** The node executable that runs JavaScript inside the sandbox. */
  readonly nodePath: string;
}

/**
 * A language learners may write. A new one is a folder with one of these and a line in `languages.ts`.
 */
export interface Language extends Pick<RunnerStatus['languages'][number], 'id' | 'name' | 'limits' | 'most'> {
  readonly kinds: readonly RunCase['kind'][];
  /** The learner's program is `/work/<fileName>` inside the sandbox. */
  readonly fileName: string;
  /** How many sandboxes wait with the interpreter loaded. */
  readonly warm: number;
  /** How many threads the interpreter itself needs beyond the learner's processes. */
  readonly ownThreads: number;
  /** Whether `RLIMIT_AS` may bound it: not where the interpreter reserves address space it never uses. */
  readonly boundedAddressSpace: boolean;
  /** How standard error ends when the interpreter itself gave up for lack of memory. */
  readonly outOfMemory: RegExp | undefined;
  /** A program that prints `ready` and a line feed. */
  readonly probe: string;
  /** Throws `DriverUnusable` with the reason when this machine has no such language. */
  find(options: FindOptions): Promise<Installation>;
  /** What the command line gains by the limits of a run. */
  readonly argumentsFor?: (limits: Limits) => readonly string[];
}
