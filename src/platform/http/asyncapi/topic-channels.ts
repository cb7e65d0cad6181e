import { type EventDefinition, TOPICS, type Topic } from '../../../sdk/events.js';
import { type JsonSchema, jsonSchema } from './json-schema.js';

const ABOUT: Readonly<Record<Topic, string>> = {
  'student-events': 'People and what belongs to them: accounts, classes, subscriptions, badges.',
  'exercise-submissions': 'Programs that were handed in and graded.',
  'progress-updates': 'What learners do and achieve.',
  'chat-messages': 'Chats: ids and lengths. The text is there only where the institution has opted in (`chat_text_in_events`).',
  'system-events': 'Institutions, their settings and content.',
};

const text = (description: string, more: JsonSchema = {}): JsonSchema => ({ type: 'string', description, ...more });

/** Headers of every message, all of them text. */
const headers: JsonSchema = {
  type: 'object',
  required: ['event_id', 'event_type', 'tenant_id', 'schema_version', 'occurred_at'],
  properties: {
    event_id: text('The same whenever the event is delivered again: what was taken in once under it need not be again', { format: 'uuid' }),
    event_type: text('Name of the event with its version'),
    tenant_id: text('The institution', { format: 'uuid' }),
    schema_version: text('Version of the payload: another one is another event_type', { pattern: '^[1-9][0-9]*$' }),
    occurred_at: text('RFC 3339, UTC', { format: 'date-time' }),
    request_id: text('Of the request that caused it, or of the work in the background'),
    traceparent: text('W3C trace context: of the caller who sent one, else of the request'),
    key: text('The aggregate: events of one key come in the order of `position`'),
    position: text('Rises with each event of a key', { pattern: '^[0-9]+$' }),
    subject_id: text('The person it is about; absent when it is about nobody', { format: 'uuid' }),
  },
};

const messageKey = text('`{tenant_id}:{student_id}`, or the aggregate in place of the student when the event is about nobody');

const reference = ($ref: string) => ({ $ref });

const versionOf = (name: string): string => /\.v(\d+)$/.exec(name)?.[1] ?? '1';

const messageOf = ({ name, schema }: EventDefinition) => ({
  name,
  title: name,
  contentType: 'application/json',
  headers: { allOf: [reference('#/components/schemas/EventHeaders'), { properties: { schema_version: { const: versionOf(name) } } }] },
  payload: jsonSchema(schema),
  bindings: { kafka: { key: messageKey } },
});

/** The topics of the events, as parts of an AsyncAPI 3 document. */
export const topicChannels = (events: readonly EventDefinition[]) => {
  const names = (topic: Topic) => events.filter((event) => event.topic === topic).map(({ name }) => name);
  return {
    channels: Object.fromEntries(
      TOPICS.map((topic) => [
        topic,
        {
          address: topic,
          description: ABOUT[topic],
          servers: [reference('#/servers/kafka')],
          messages: Object.fromEntries(names(topic).map((name) => [name, reference(`#/components/messages/${name}`)])),
        },
      ]),
    ),
    operations: Object.fromEntries(
      TOPICS.filter((topic) => names(topic).length > 0).map((topic) => [
        `publish-${topic}`,
        { action: 'send', summary: 'Lectern publishes, at least once and in order per key', channel: reference(`#/channels/${topic}`) },
      ]),
    ),
    components: {
      messages: Object.fromEntries(events.map((event) => [event.name, messageOf(event)])),
      schemas: { EventHeaders: headers },
    },
  };
};
