import { z } from 'zod';
import { limitsSchema } from '../../runner/protocol.js';

export const languageSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.string(),
    /** Which kinds of test cases exercises in it may have. */
    kinds: z.array(z.enum(['io', 'function', 'unittest'])),
    limits: limitsSchema,
    /** `weak` keeps mistakes from doing harm, and is no boundary against hostile code. */
    isolation: z.enum(['strong', 'weak']),
  })
  .meta({ id: 'CodeLanguage' });
export type LanguageView = z.input<typeof languageSchema>;
