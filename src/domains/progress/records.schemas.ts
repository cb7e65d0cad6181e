import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant, pageQuery, text } from '../../sdk/schemas.js';
import { type LoggedHappening, TRUST_LEVELS } from './happening.js';
import type { TopicEntry } from './projections/topic-state.js';

const DAY_SECONDS = 86_400;

export const addRecordSchema = z
  .strictObject({
    student_id: idSchema,
    subject: text(100),
    topic: text(200),
    /** 0 to 100. */
    score: z.number().min(0).max(100),
    /** Seconds, at most a day. */
    time_spent: z.int().min(0).max(DAY_SECONDS).default(0),
    completed: z.boolean().default(false),
  })
  .meta({ id: 'AddProgressRecord' });
export type AddRecord = z.infer<typeof addRecordSchema>;

/** Subject and topic are compared without letter case and needless spaces. */
export const recordsQuery = pageQuery({ subject: z.string().max(100).optional(), topic: z.string().max(200).optional() });
export type RecordsQuery = z.infer<typeof recordsQuery>;

export const progressRecordSchema = z
  .object({
    id: idSchema,
    student_id: idSchema,
    subject: z.string(),
    topic: z.string(),
    /** 0 to 100. */
    score: z.number(),
    /** Seconds; 0 for an assessment. */
    time_spent: z.int(),
    completed: z.boolean(),
    trust: z.enum(TRUST_LEVELS),
    created_at: instant,
  })
  .meta({ id: 'ProgressRecord' });
export type ProgressRecordView = z.input<typeof progressRecordSchema>;

/** A record, or an assessment as one. */
export const recordView = ({
  userId,
  trust,
  occurredAt,
  entry,
}: Pick<LoggedHappening<TopicEntry>, 'userId' | 'trust' | 'occurredAt' | 'entry'>): ProgressRecordView => ({
  id: entry.kind === 'record_added' ? entry.recordId : entry.assessmentId,
  student_id: userId,
  subject: entry.subject,
  topic: entry.topic,
  score: entry.score,
  time_spent: entry.kind === 'record_added' ? entry.timeSpent : 0,
  completed: entry.kind === 'record_added' && entry.completed,
  trust,
  created_at: occurredAt,
});
