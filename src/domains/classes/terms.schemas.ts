import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant, pageQuery, text } from '../../sdk/schemas.js';

/** A day, without time or zone: `2026-09-01`. */
const day = z.iso.date().refine((date) => date >= '1900-01-01' && date <= '2199-12-31', 'Use a day between 1900 and 2199');

/** What a class's `term` may hold. */
const termName = text(100);

export const createTermSchema = z.strictObject({ name: termName, starts_on: day, ends_on: day }).meta({ id: 'CreateTerm' });
export type CreateTerm = z.infer<typeof createTermSchema>;

export const updateTermSchema = createTermSchema.partial().meta({ id: 'UpdateTerm' });
export type UpdateTerm = z.infer<typeof updateTermSchema>;

export const termQuery = pageQuery({});

export const termSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    starts_on: day,
    /** The last day. */
    ends_on: day,
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Term' });
export type TermView = z.input<typeof termSchema>;
