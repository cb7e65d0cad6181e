import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant, pageQuery, text } from '../../sdk/schemas.js';
import { AGENT_TYPES } from './tutor.js';

const MOST_CONTENT = 8000;
const MOST_METADATA_BYTES = 2048;

const agentType = z.enum(AGENT_TYPES);

export const agentSchema = z.object({ id: agentType, name: z.string(), description: z.string() }).meta({ id: 'ChatAgent' });

export const chatSessionSchema = z
  .object({
    id: idSchema,
    session_id: idSchema.describe('The same as `id`'),
    student_id: idSchema,
    topic: z.string().nullable(),
    agent_type: agentType,
    is_active: z.boolean(),
    created_at: instant,
    updated_at: instant,
    ended_at: instant.nullable(),
  })
  .meta({ id: 'ChatSession' });
export type ChatSessionView = z.input<typeof chatSessionSchema>;

const CHAT_ROLES = ['user', 'assistant', 'system'] as const;

export const chatMessageSchema = z
  .object({
    id: idSchema,
    session_id: idSchema,
    role: z.enum(CHAT_ROLES),
    content: z.string(),
    metadata: z
      .record(z.string(), z.unknown())
      .describe('Of replies: `engine` (what answered), `kind`, `citations[]`; of the learner’s messages, what was sent along'),
    created_at: instant,
  })
  .meta({ id: 'ChatMessage' });
export type ChatMessageView = z.input<typeof chatMessageSchema>;

export const conversationSchema = chatSessionSchema
  .extend({ messages: z.array(chatMessageSchema).describe('In order; of a very long conversation the newest 1,000') })
  .meta({ id: 'ChatConversation' });
export type ConversationView = z.input<typeof conversationSchema>;

export const openSessionSchema = z.strictObject({ topic: text(200).nullable().optional(), agent_type: agentType });
export type OpenSessionInput = z.infer<typeof openSessionSchema>;

export const sessionQuery = pageQuery({
  student_id: idSchema.optional().describe('Whose; one’s own unless given'),
  agent_type: agentType.optional(),
  is_active: z.enum(['true', 'false']).optional(),
});
export type SessionQuery = z.infer<typeof sessionQuery>;

export const messageQuery = pageQuery({});
export type MessageQuery = z.infer<typeof messageQuery>;

const content = z
  .string()
  .min(1)
  .max(MOST_CONTENT)
  .refine((said) => said.trim() !== '', 'Say something');

const metadata = z
  .looseObject({
    course_id: idSchema.optional(),
    chapter_id: idSchema.optional(),
    exercise_id: idSchema.optional(),
  })
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= MOST_METADATA_BYTES, `At most ${MOST_METADATA_BYTES} bytes as JSON`)
  .describe('What the learner looks at (`course_id`, `chapter_id`, `exercise_id`), and whatever the front end keeps with a message; 2 kB');

export const saySchema = z.strictObject({ content, metadata: metadata.optional() });
export type SayInput = z.infer<typeof saySchema>;

export const exchangeSchema = z.object({ message: chatMessageSchema, reply: chatMessageSchema }).meta({ id: 'ChatExchange' });
export type ExchangeView = z.input<typeof exchangeSchema>;

export const chatMessageInput = z.strictObject({
  message: content,
  conversation_id: idSchema.nullable().optional().describe('A new conversation unless given'),
  agent_type: agentType.optional().describe('Of a new conversation: `tutor` unless given'),
  metadata: metadata.optional(),
});
export type ChatMessageInput = z.infer<typeof chatMessageInput>;

export const conversationAnswerSchema = z
  .object({
    conversation_id: idSchema,
    reply: chatMessageSchema,
    messages: z.array(chatMessageSchema).describe('The conversation so far, in order; the newest 100'),
  })
  .meta({ id: 'ChatAnswer' });
export type ConversationAnswerView = z.input<typeof conversationAnswerSchema>;
