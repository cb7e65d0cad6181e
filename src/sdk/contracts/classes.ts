import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';

/** Somebody was put into a class: as a learner, or as one who teaches it. */
export const personEnrolled = defineEvent({
  name: 'classes.person-enrolled.v1',
  topic: 'student-events',
  schema: z.object({ class_id: idSchema, user_id: idSchema, role: z.enum(['student', 'teacher']) }),
});

/** Somebody is no longer in a class: they were taken out of it, or it was deleted. */
export const personRemoved = defineEvent({
  name: 'classes.person-removed.v1',
  topic: 'student-events',
  schema: z.object({ class_id: idSchema, user_id: idSchema }),
});
