import { z } from 'zod';
import { idSchema } from '../../../sdk/ids.js';

/** What a correction would do. Numbers alone: whose grades they are is for those who may read the people's records. */
export const regradePreviewSchema = z
  .object({
    quiz_id: idSchema,
    question_id: idSchema,
    attempts: z.int().describe('Graded attempts that ask the question'),
    changed: z.int().describe('Those that would get another grade'),
    raised: z.int(),
    lowered: z.int(),
    newly_passed: z.int(),
    no_longer_passed: z.int(),
    open_attempts: z.int().describe('Not handed in yet: they would be graded by the corrected key'),
    unfit: z.int().describe('Their version of the question cannot have this key, so they would stay as they are'),
  })
  .meta({ id: 'RegradePreview' });
export type RegradePreviewView = z.input<typeof regradePreviewSchema>;
