import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';

/** A learner completed a chapter for the first time, ever, by whichever route. Participation: `client_asserted`. */
export const chapterCompleted = defineEvent({
  name: 'progress.chapter-completed.v1',
  topic: 'progress-updates',
  schema: z.object({
    user_id: idSchema,
    course_id: idSchema,
    chapter_id: idSchema,
    /** RFC 3339, UTC. */
    completed_at: z.iso.datetime(),
    /** Chapters of the course this learner has completed, this one included. */
    completed_count: z.int().min(1),
    /** Published chapters of the course. */
    chapter_count: z.int().min(1),
    streak_days: z.int().min(0),
  }),
});

/** A learning record was added: by the learner or a guardian (`client_asserted`), or by staff. */
export const recordAdded = defineEvent({
  name: 'progress.record-added.v1',
  topic: 'progress-updates',
  schema: z.object({
    record_id: idSchema,
    user_id: idSchema,
    subject: z.string(),
    topic: z.string(),
    /** 0 to 100. */
    score: z.number().min(0).max(100),
    /** Seconds. */
    time_spent: z.int().min(0),
    completed: z.boolean(),
    trust: z.enum(['staff', 'client_asserted']),
    /** RFC 3339, UTC. */
    added_at: z.iso.datetime(),
  }),
});

/**
 * An entry was appended to a learner's log of progress, of whatever kind: what is counted of the learner that day, in that
 * course or at that exercise may have changed. It says where to look, not what is there.
 */
export const progressLogged = defineEvent({
  name: 'progress.entry-logged.v1',
  topic: 'progress-updates',
  schema: z.object({
    user_id: idSchema,
    kind: z.string(),
    /** Of the institution's calendar, when it happened. */
    local_date: z.iso.date(),
    course_id: idSchema.nullable(),
    exercise_id: idSchema.nullable(),
  }),
});
