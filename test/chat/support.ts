import assert from 'node:assert/strict';
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

export interface ServerSentEvent {
  readonly event: string;
  readonly data: Json;
}

/** Says something and reads the reply as a stream of events. */
export const readEvents = async (
  who: Pick<Person, 'client'>,
  url: string,
  sessionId: string,
  content: string,
  heard: (event: ServerSentEvent) => void = () => undefined,
): Promise<ServerSentEvent[]> => {
  const response = await fetch(`${url}/api/v1/chat/sessions/${sessionId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${who.client.token}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ content }),
  });
  assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'text/event-stream']);
  const events: ServerSentEvent[] = [];
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const parts = (text + chunk).split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
      const one = { event, data: JSON.parse(data) };
      events.push(one);
      heard(one);
    }
  }
  assert.equal(text, '');
  return events;
};
