import { z } from 'zod';
import { errorFields, toldError } from '../../platform/realtime/told-error.js';
import { idSchema } from '../../sdk/ids.js';
import { chatMessageSchema, chatSessionSchema } from './chat.schemas.js';

/** What a connection to a session is told, by type; the same are the events of a reply that is streamed. */
export const CHAT_FRAMES = {
  ready: z.object({ type: z.literal('ready'), session_id: idSchema }),
  message: z.object({ type: z.literal('message'), message: chatMessageSchema }),
  delta: z.object({ type: z.literal('delta'), content: z.string() }),
  reply: z.object({ type: z.literal('reply'), message: chatMessageSchema }),
  ended: z.object({ type: z.literal('ended'), session: chatSessionSchema }),
  error: z.object({
    type: z.literal('error'),
    error_code: z.string(),
    detail: z.string(),
    errors: z.record(z.string(), z.array(z.string())).optional(),
    retry_after: z.int().optional(),
  }),
} as const;

export const chatFrame = z.discriminatedUnion('type', [
  CHAT_FRAMES.ready,
  CHAT_FRAMES.message,
  CHAT_FRAMES.delta,
  CHAT_FRAMES.reply,
  CHAT_FRAMES.ended,
  CHAT_FRAMES.error,
]);
export type ChatFrame = z.input<typeof chatFrame>;

/** The text that is sent: only what the schema names. */
export const frameText = (frame: ChatFrame): string => JSON.stringify(chatFrame.parse(frame));

/** What somebody is told about an error of any layer; what is a defect of ours goes to the log alone. */
export const errorFrame = (error: unknown): ChatFrame => ({ type: 'error', ...errorFields(toldError(error)) });
