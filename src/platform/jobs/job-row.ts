import type { JobPriority, JobQueueName } from '../../sdk/jobs.js';

export const JOB_STATUSES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A row of `core.job`. */
export interface JobRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly status: JobStatus;
  readonly queue: JobQueueName;
  readonly priority: JobPriority;
  readonly progress: number;
  readonly input: unknown;
  readonly result: unknown;
  readonly error: string | null;
  readonly owner_id: string | null;
  readonly subject_id: string | null;
  readonly request_id: string | null;
  readonly traceparent: string | null;
  readonly attempts: number;
  readonly max_attempts: number;
  /** How often it asked to be left for later, and for what it waits now. */
  readonly deferrals: number;
  readonly waiting_for: string | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly updated_at: Date;
}
