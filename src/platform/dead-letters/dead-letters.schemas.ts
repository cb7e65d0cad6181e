import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant, pageQuery } from '../../sdk/schemas.js';

export const deadLetterFilter = z.strictObject({
  kind: z.enum(['event', 'job']).optional(),
  consumer: z.string().max(300).optional(),
  name: z.string().max(200).optional(),
});
export type DeadLetterFilter = z.infer<typeof deadLetterFilter>;

export const deadLetterQuery = pageQuery(deadLetterFilter.shape);
export type DeadLetterQuery = z.infer<typeof deadLetterQuery>;

export const redriveResultSchema = z
  .object({
    redriven: z.int().describe('Given another try by this call'),
    remaining: z.int().describe('Left to be redriven by another call'),
  })
  .meta({ id: 'RedriveResult' });
export type RedriveResult = z.input<typeof redriveResultSchema>;

export const deadLetterSchema = z
  .object({
    id: idSchema,
    tenant_id: idSchema,
    kind: z.enum(['event', 'job']),
    consumer: z.string().describe('Who could not take the event in; for a job, its name'),
    name: z.string(),
    key: z.string(),
    source_id: idSchema.describe('The event or the job'),
    attempts: z.int(),
    error: z.string(),
    occurred_at: instant,
    created_at: instant,
  })
  .meta({ id: 'DeadLetter' });

export const deadLetterDetailSchema = deadLetterSchema
  .extend({ data: z.unknown().describe('The event, or the input of the job'), request_id: z.string().nullable() })
  .meta({ id: 'DeadLetterDetail' });
export type DeadLetterDetail = z.input<typeof deadLetterDetailSchema>;

/** A row of `core.dead_letter`. */
export interface DeadLetterRow extends Omit<DeadLetterDetail, 'occurred_at' | 'created_at'> {
  readonly topic: string;
  readonly position: string | null;
  readonly subject_id: string | null;
  readonly traceparent: string | null;
  readonly occurred_at: Date;
  readonly created_at: Date;
}

export const deadLetterView = (row: DeadLetterRow): DeadLetterDetail => ({
  id: row.id,
  tenant_id: row.tenant_id,
  kind: row.kind,
  consumer: row.consumer,
  name: row.name,
  key: row.key,
  source_id: row.source_id,
  attempts: row.attempts,
  error: row.error,
  occurred_at: row.occurred_at,
  created_at: row.created_at,
  data: row.data,
  request_id: row.request_id,
});
