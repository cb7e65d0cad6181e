import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';

/** A learner finished an assessment. `client_asserted` when any question came with a key of the client's own. */
export const assessmentCompleted = defineEvent({
  name: 'assessments.assessment-completed.v1',
  topic: 'progress-updates',
  schema: z.object({
    assessment_id: idSchema,
    student_id: idSchema,
    subject: z.string(),
    topic: z.string(),
    /** 0 to 100. */
    score: z.number().min(0).max(100),
    correct_count: z.int().min(0),
    total_questions: z.int().min(1),
    trust: z.enum(['server_graded', 'staff', 'client_asserted']),
    /** RFC 3339, UTC. */
    completed_at: z.iso.datetime(),
  }),
});
