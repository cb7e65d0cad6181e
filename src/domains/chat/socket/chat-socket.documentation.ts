import { z } from 'zod';
import type { DocumentedSocket } from '../../../platform/realtime/documented-socket.js';
import { CHAT_FRAMES } from '../frames.js';
import { messageFrame } from './client-frame.js';

/** The socket of a conversation, for the AsyncAPI document. */
export const chatSocketDocumentation: DocumentedSocket = {
  description: `A conversation as it happens, for the learner whose it is, from every connection and from requests alike. The token comes in
\`Authorization\`, in \`Sec-WebSocket-Protocol: bearer, <token>\`, in \`?token=\` or in a first frame within 5 s. Closed with 4401 (no good token, or
not any more), 4403 (somebody else’s), 4404 (unknown), 4429 (too many frames or connections), 1009 (a frame over 64 KB) or 1013 (the process ends:
connect again); but for 1009 after an \`error\` frame that says why. A text frame that is no JSON object is what the learner says.`,
  receives: [
    { name: 'auth', summary: 'Shows a token, first or again', schema: z.strictObject({ type: z.literal('auth'), token: z.string() }) },
    { name: 'message', summary: 'Says something', schema: messageFrame },
  ],
  sends: [
    { name: 'ready', summary: 'Whatever is said from now on is told', schema: CHAT_FRAMES.ready },
    { name: 'message', summary: 'What the learner said, stored', schema: CHAT_FRAMES.message },
    { name: 'delta', summary: 'A piece of the reply that is being made', schema: CHAT_FRAMES.delta },
    { name: 'reply', summary: 'The whole reply, stored', schema: CHAT_FRAMES.reply },
    { name: 'ended', summary: 'The conversation is over: nothing more can be said', schema: CHAT_FRAMES.ended },
    { name: 'error', summary: 'What was sent last, or a reply to it, failed', schema: CHAT_FRAMES.error },
  ],
};
