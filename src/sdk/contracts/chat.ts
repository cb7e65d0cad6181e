import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';

/** A learner began a conversation with the tutor. The learner is the event's subject, here and below. */
export const chatSessionStarted = defineEvent({
  name: 'chat.session-started.v1',
  topic: 'chat-messages',
  schema: z.object({ session_id: idSchema, agent_type: z.string() }),
});

/** Something was said. What, stays out, unless the institution chose `chat_text_in_events`. */
export const chatMessageAdded = defineEvent({
  name: 'chat.message-added.v1',
  topic: 'chat-messages',
  schema: z.object({
    session_id: idSchema,
    message_id: idSchema,
    role: z.enum(['user', 'assistant', 'system']),
    /** UTF-16 units. */
    length: z.int().min(0),
    content: z.string().optional(),
  }),
});

/** A conversation is over: nothing more is said in it. */
export const chatSessionEnded = defineEvent({
  name: 'chat.session-ended.v1',
  topic: 'chat-messages',
  schema: z.object({ session_id: idSchema }),
});
