import type { z } from 'zod';

/** A kind of background work: `<domain or plugin id>.<verb>-<noun>`. The input is small: ids, not content. */
export interface JobDefinition<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly input: S;
  /** How often a failing job is tried again before it is a dead letter (default 3). */
  readonly retries?: number;
}

/** Declares a kind of job. Throws when the name is not `<owner>.<verb>-<noun>`. */
export const defineJob = <S extends z.ZodType>(definition: JobDefinition<S>): JobDefinition<S> => {
  if (!/^[a-z][a-z-]*\.[a-z][a-z-]*$/.test(definition.name)) {
    throw new Error(`Job name ${definition.name} is not <owner>.<verb>-<noun>`);
  }
  return Object.freeze(definition);
};

/** A job as its handler receives it; `input` has passed the definition's schema. */
export interface RunningJob<I> {
  readonly id: string;
  readonly tenantId: string;
  readonly input: I;
  /** Stores how far the job is, 0 to 1; seen by `GET /jobs/{id}`. Not inside a unit of work. */
  progress(fraction: number): Promise<void>;
  /** Aborted when the process is asked to stop or the job is cancelled. */
  readonly signal: AbortSignal;
}

/** Does the work, at least once: it must be safe to run again. The tenant of the job is the context. */
export interface JobHandler<I = unknown> {
  /** What it returns (JSON, small) is the job's `result`. */
  run(job: RunningJob<I>): Promise<unknown>;
}

export interface EnqueueOptions {
  /** Who may see the job besides operators (default: the caller). */
  readonly ownerId?: string;
  /** The person the job is about; erasing them clears the job. */
  readonly subjectId?: string;
}

/** Asks for background work, and for what goes outside of the database. */
export abstract class Jobs {
  /** Enqueues inside the open unit of work: no commit, no job. */
  abstract enqueue<S extends z.ZodType>(
    job: JobDefinition<S>,
    input: z.input<S>,
    options?: EnqueueOptions,
  ): Promise<{ readonly id: string }>;
}
