import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';

/** An attempt at a quiz was handed in and graded by the server. Answers and keys stay where they are. */
export const quizAttemptGraded = defineEvent({
  name: 'quizzes.attempt-graded.v1',
  topic: 'progress-updates',
  schema: z.object({
    attempt_id: idSchema,
    quiz_id: idSchema,
    course_id: idSchema,
    user_id: idSchema,
    /** 0 to 1. */
    score: z.number().min(0).max(1),
    passed: z.boolean(),
    completed_at: z.iso.datetime(),
  }),
});

/** Staff corrected a key, and this attempt has another grade now. */
export const quizAttemptRegraded = defineEvent({
  name: 'quizzes.attempt-regraded.v1',
  topic: 'progress-updates',
  schema: z.object({
    attempt_id: idSchema,
    quiz_id: idSchema,
    course_id: idSchema,
    user_id: idSchema,
    /** 0 to 1. */
    score: z.number().min(0).max(1),
    passed: z.boolean(),
    previous_score: z.number().min(0).max(1),
    regraded_at: z.iso.datetime(),
  }),
});
