import { z } from 'zod';
import { importReportFields } from '../../platform/http/streams/line-import.js';
import { idSchema } from '../../sdk/ids.js';
import { questionFields, refineKey } from './question.schemas.js';

/** A line of an import: a question as it is written, or as an export gives it. */
export const questionLineSchema = z
  .strictObject({ id: idSchema.optional(), ...questionFields, created_at: z.string().optional(), updated_at: z.string().optional() })
  .superRefine(refineKey);
export type QuestionLine = z.infer<typeof questionLineSchema>;

/** `updated`: changed by their id, or in the bank word for word already. */
export const questionReportSchema = z.object(importReportFields).meta({ id: 'QuestionImportReport' });
export type QuestionReport = z.input<typeof questionReportSchema>;
