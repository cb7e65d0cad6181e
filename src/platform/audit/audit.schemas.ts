import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant, pageQuery } from '../../sdk/schemas.js';

const CATEGORIES = ['staff', 'security', 'configuration', 'system'] as const;

export const auditEventSchema = z
  .object({
    id: idSchema,
    category: z.enum(CATEGORIES),
    action: z.string(),
    actor_id: idSchema.nullable(),
    actor_role: z.string().nullable(),
    target_type: z.string().nullable(),
    target_id: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    request_id: z.string().nullable(),
    address: z.string().nullable(),
    occurred_at: instant,
  })
  .meta({ id: 'AuditEvent' });

/** In UTC: the database knows neither the year 0 nor offsets of more than 16 hours, of which RFC 3339 does. */
const moment = z.iso
  .datetime({ offset: true })
  .overwrite((time) => (Number.isNaN(Date.parse(time)) ? time : new Date(time).toISOString()))
  .refine((time) => /^(?!0{4})\d{4}-/.test(time), 'Use a year from 1 to 9999');

const filters = {
  action: z.string().max(200).optional(),
  actor_id: idSchema.optional(),
  target_id: z.string().max(200).optional(),
  /** Not before, and before: RFC 3339. */
  from: moment.optional(),
  to: moment.optional(),
};

export const auditQuery = pageQuery({ ...filters, category: z.enum(CATEGORIES).exclude(['system']).optional() });
export type AuditQuery = z.infer<typeof auditQuery>;

export const systemEventsQuery = pageQuery(filters);
export type SystemEventsQuery = z.infer<typeof systemEventsQuery>;

/** A row of `core.audit_event`, which is shown as it is. */
export type AuditEventRow = z.input<typeof auditEventSchema>;
