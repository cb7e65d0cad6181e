import type { z } from 'zod';

/** Where a job waits. Each queue has slots of its own in every process, so that a long one does not hold up the other. */
export const JOB_QUEUES = ['default', 'grading'] as const;
export type JobQueueName = (typeof JOB_QUEUES)[number];

/** Strict within a queue: while one of a higher priority is due, none of a lower one is begun. */
export const JOB_PRIORITIES = ['high', 'normal', 'low'] as const;
export type JobPriority = (typeof JOB_PRIORITIES)[number];

/** A kind of background work: `<domain or plugin id>.<verb>-<noun>`. The input is small: ids, not content. */
export interface JobDefinition<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly input: S;
  /** How often a failing job is tried again before it is a dead letter (default 3). */
  readonly retries?: number;
  /** The queue it waits in (default `default`). */
  readonly queue?: JobQueueName;
  /** Whether whoever asked for it may call it off (default false). Its handler then heeds `signal`. */
  readonly cancellable?: boolean;
}

/** Declares a kind of job. Throws when the name is not `<owner>.<verb>-<noun>`. */
export const defineJob = <S extends z.ZodType>(definition: JobDefinition<S>): JobDefinition<S> => {
  if (!/^[a-z][a-z-]*\.[a-z][a-z-]*$/.test(definition.name)) {
    throw new Error(`Job name ${definition.name} is not <owner>.<verb>-<noun>`);
  }
  return Object.freeze(definition);
};

/** The least and the most a job may ask to be left alone for, in seconds. */
const SHORTEST_WAIT = 0.1;
const LONGEST_WAIT = 3600;

/**
 * Thrown by a handler whose turn has not come: what it needs is away, or has no room. The job goes back into its queue
 * without having spent an attempt, so it never becomes a dead letter for this. Asked again and again, it waits up to
 * eight times as long. `waitingFor` is a word for whoever looks at the job: `sandbox`.
 */
export class TryAgainLater extends Error {
  readonly afterSeconds: number;

  constructor(
    afterSeconds: number,
    readonly waitingFor: string,
  ) {
    super(`Waits for ${waitingFor}`);
    this.name = 'TryAgainLater';
    this.afterSeconds = Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, afterSeconds));
  }
}

/** A job as its handler receives it; `input` has passed the definition's schema. */
export interface RunningJob<I> {
  readonly id: string;
  readonly tenantId: string;
  readonly input: I;
  /**
   * Tells how far the job is, 0 to 1; seen by `GET /jobs/{id}`, where it never goes back. As cheap as it is called often:
   * stored twice a second at most. Not inside a unit of work.
   */
  progress(fraction: number): Promise<void>;
  /** Aborted when the process is asked to stop or the job is cancelled. */
  readonly signal: AbortSignal;
}

/** Does the work, at least once: it must be safe to run again. The tenant of the job is the context. */
export interface JobHandler<I = unknown> {
  /** What it returns (JSON, small) is the job's `result`. */
  run(job: RunningJob<I>): Promise<unknown>;
  /** Told when the job is given up and becomes a dead letter, perhaps twice: for whoever waits for what it was to do. */
  gaveUp?(job: Pick<RunningJob<I>, 'id' | 'tenantId' | 'input'>): Promise<void>;
}

export interface EnqueueOptions {
  /** Who may see the job besides operators (default: the caller). */
  readonly ownerId?: string;
  /** The person the job is about; erasing them clears the job. */
  readonly subjectId?: string;
  /** Whose turn comes first within the queue (default `normal`). */
  readonly priority?: JobPriority;
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
