import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { JOB_PRIORITIES, JOB_QUEUES } from '../../sdk/jobs.js';
import type { Principal } from '../../sdk/principal.js';
import { instant, pageQuery } from '../../sdk/schemas.js';
import { JOB_STATUSES, type JobRow } from './job-row.js';

export const jobQuery = pageQuery({
  status: z.enum(JOB_STATUSES).optional(),
  name: z.string().max(200).optional(),
  queue: z.enum(JOB_QUEUES).optional(),
  owner_id: idSchema.optional().describe('Whoever asked for it'),
});
export type JobQuery = z.infer<typeof jobQuery>;

export const jobSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    status: z.enum(JOB_STATUSES),
    queue: z.enum(JOB_QUEUES),
    priority: z.enum(JOB_PRIORITIES),
    waiting_for: z.string().nullable().describe('What it waits for before it can be done, if not just for its turn'),
    progress: z.number().min(0).max(1).describe('How far it is, 0 to 1'),
    result: z.unknown().describe('What the job answered; its shape depends on the kind of job'),
    error: z.string().nullable(),
    attempts: z.int(),
    created_at: instant,
    started_at: instant.nullable(),
    finished_at: instant.nullable(),
    updated_at: instant,
  })
  .meta({ id: 'Job' });
export type JobView = z.input<typeof jobSchema>;

/** A job as its owner, an administrator or an operator sees it: the text of an error is not for owners. */
export const jobView = (job: JobRow, viewer: Principal): JobView => ({
  id: job.id,
  name: job.name,
  status: job.status,
  queue: job.queue,
  priority: job.priority,
  waiting_for: job.waiting_for,
  progress: job.progress,
  result: job.result ?? null,
  error: job.error === null || seesEveryJob(viewer) ? job.error : 'The job failed',
  attempts: job.attempts,
  created_at: job.created_at,
  started_at: job.started_at,
  finished_at: job.finished_at,
  updated_at: job.updated_at,
});

/** Whether they see the jobs of others too, and why a job failed. */
export const seesEveryJob = ({ role }: Principal): boolean => role === 'admin' || role === 'operator';
