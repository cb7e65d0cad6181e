import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { questionFields, refineKey } from './question.schemas.js';

/** A line of an import: a question as it is written, or as an export gives it. */
export const questionLineSchema = z
  .strictObject({ id: idSchema.optional(), ...questionFields, created_at: z.string().optional(), updated_at: z.string().optional() })
  .superRefine(refineKey);
export type QuestionLine = z.infer<typeof questionLineSchema>;

/** What becomes of an import with bad lines: nothing of it is imported, or they are left out. */
export const questionImportQuery = z.object({ on_error: z.enum(['refuse', 'skip']).default('refuse') });
export type QuestionImportQuery = z.infer<typeof questionImportQuery>;

export const questionReportSchema = z
  .object({
    imported: z.int(),
    /** Changed by their id, or in the bank word for word already. */
    updated: z.int(),
    failed: z.int(),
    /** The first hundred lines that failed, each with its problems by field; `_` is the whole line. */
    errors: z.array(z.object({ line: z.int(), errors: z.record(z.string(), z.array(z.string())) })),
  })
  .meta({ id: 'QuestionImportReport' });
export type QuestionReport = z.input<typeof questionReportSchema>;
