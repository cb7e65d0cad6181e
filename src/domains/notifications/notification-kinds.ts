import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { defineNotification } from '../../sdk/notifications.js';

/** A submission has a score, by its tests or by staff. */
export const graded = defineNotification({
  kind: 'graded',
  data: z.object({ submission_id: idSchema, exercise_id: idSchema, score: z.number() }),
});

/** Staff put somebody into a class. */
export const enrolled = defineNotification({
  kind: 'enrolled',
  data: z.object({ class_id: idSchema, class_name: z.string() }),
});

/** A reply was stored in a chat session of theirs. */
export const message = defineNotification({
  kind: 'message',
  data: z.object({ session_id: idSchema, message_id: idSchema }),
});
