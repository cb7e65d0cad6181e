import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';

/**
 * A submission was evaluated, by the tests (`server_graded`) or by staff. The same submission may be evaluated again: of
 * each submission the latest evaluation counts, and two of the same instant are one.
 */
export const submissionEvaluated = defineEvent({
  name: 'exercises.submission-evaluated.v1',
  topic: 'exercise-submissions',
  schema: z.object({
    submission_id: idSchema,
    exercise_id: idSchema,
    student_id: idSchema,
    /** Which of the student's submissions for the exercise it is, from 1. */
    attempt: z.int().min(1),
    /** 0 to 100. */
    score: z.number().min(0).max(100),
    trust: z.enum(['server_graded', 'staff']),
    /** RFC 3339, UTC. */
    evaluated_at: z.iso.datetime(),
  }),
});
