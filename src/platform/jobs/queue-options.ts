import type { Queue } from 'pg-boss';

export const QUEUE_SCHEMA = 'pgboss';
/** Told the name of a queue in which something waits. */
export const JOBS_CHANNEL = 'lectern_jobs';
/** Told the id of a job that was called off. */
export const CANCELLED_CHANNEL = 'lectern_job_cancelled';

/** A worker tells the queue this often that its jobs are alive; one that is silent for longer has died. */
export const HEARTBEAT_SECONDS = 10;

/** How a queue treats a job that is not finished. How often a job is tried is its own affair (`core.job`). */
export const QUEUE_OPTIONS: Omit<Queue, 'name'> = {
  retryLimit: 1000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 600,
  expireInSeconds: 23 * 3600,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  // A queue that nobody works off must not forget: the default is 14 days.
  retentionSeconds: 365 * 24 * 3600,
  deleteAfterSeconds: 24 * 3600,
};
