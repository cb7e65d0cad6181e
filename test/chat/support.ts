import type { Answer, Json } from '../../src/testing/client.js';
import type { Person } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';

/** Begins a conversation through the API. */
export const openSession = async (who: Pick<Person, 'client'>, more: object = {}): Promise<string> =>
  (await expectStatus(201, who.client.post('/chat/sessions', { agent_type: 'tutor', ...more }))).body.id;

/** Says something in it. */
export const say = (
  who: Pick<Person, 'client'>,
  sessionId: string,
  content: string,
  more: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => who.client.post(`/chat/sessions/${sessionId}/messages`, { content, ...more }, headers);

/** What was said, as somebody reads it. */
export const messagesOf = async (who: Pick<Person, 'client'>, sessionId: string): Promise<Json[]> =>
  (await expectStatus(200, who.client.get(`/chat/sessions/${sessionId}/messages`))).body;
