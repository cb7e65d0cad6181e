import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';

/** Learners see the course from now on. */
export const coursePublished = defineEvent({
  name: 'courses.course-published.v1',
  topic: 'system-events',
  schema: z.object({ course_id: idSchema, title: z.string(), chapter_count: z.int().min(0), published_at: z.iso.datetime() }),
});

/** Learners do not see the course any more; what they completed in it stays. */
export const courseUnpublished = defineEvent({
  name: 'courses.course-unpublished.v1',
  topic: 'system-events',
  schema: z.object({ course_id: idSchema }),
});

/** The course and its chapters are gone. */
export const courseDeleted = defineEvent({
  name: 'courses.course-deleted.v1',
  topic: 'system-events',
  schema: z.object({ course_id: idSchema }),
});

/** The course got a chapter, or lost one: who was through may not be any more, and the other way round. */
export const courseOutlineChanged = defineEvent({
  name: 'courses.outline-changed.v1',
  topic: 'system-events',
  schema: z.object({ course_id: idSchema }),
});
