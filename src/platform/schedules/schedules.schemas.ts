import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant } from '../../sdk/schemas.js';

export const scheduleSchema = z
  .object({
    name: z.string(),
    plugin: z.string().nullable().describe('The plugin it belongs to; nothing comes while that is off'),
    cron: z.string().describe('Five fields, by the clock of `timezone`'),
    timezone: z.string(),
    job: z.string().describe('The kind of job that is enqueued'),
    next_due_at: instant.nullable().describe('Null until it was first looked at, within a minute'),
    last_due_at: instant.nullable(),
    last_job_id: idSchema.nullable(),
  })
  .meta({ id: 'Schedule' });
export type ScheduleView = z.input<typeof scheduleSchema>;
