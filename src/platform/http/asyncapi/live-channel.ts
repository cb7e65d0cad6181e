import { z } from 'zod';
import type { ChannelNews, LiveChannel } from '../../../sdk/live.js';
import { idSchema } from '../../../sdk/ids.js';
import { AUTHENTICATE } from '../../realtime/live-channels.js';
import { jsonSchema } from './json-schema.js';

interface Contribution {
  readonly channel: LiveChannel;
  readonly pluginId: string | undefined;
}

const ACKNOWLEDGEMENT = 'acknowledgement';

const acknowledged = {
  oneOf: [
    { type: 'object', required: ['ok'], properties: { ok: { const: true } } },
    {
      type: 'object',
      required: ['ok', 'error_code', 'detail'],
      properties: {
        ok: { const: false },
        error_code: { type: 'string' },
        detail: { type: 'string' },
        errors: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
        retry_after: { type: 'integer', description: 'Seconds' },
      },
    },
  ],
};

const acknowledgement = {
  name: ACKNOWLEDGEMENT,
  title: ACKNOWLEDGEMENT,
  summary: 'Answers each event of a client: `{ok: true, …}` or `{ok: false, error_code, detail}`',
  contentType: 'application/json',
  payload: acknowledged,
};

const DESCRIPTION = `Socket.IO, default namespace, over a WebSocket or HTTP polling. The access token is given as \`auth.token\` when connecting, and the
offset of the last notification that was seen as \`auth.after\`, if any. Who is refused hears \`connect_error\` with \`data: {error_code, detail}\`.
A client sends one object with each event; where it asks for no acknowledgement, a refusal comes as \`error\`. The connection is ended, after an
\`error\`, when its token expires (\`authenticate\` shows a later one), is revoked or belongs to a closed account. A frame has 64 KB at most; 40 at
once and 20 a second are taken in, and whoever goes on after that is sent away.`;

const roomOnly = z.strictObject({ session_id: idSchema });

const message = (name: string, summary: string, schema: z.ZodType, io: 'input' | 'output') => ({
  name,
  title: name,
  summary,
  contentType: 'application/json',
  payload: jsonSchema(schema, io),
});

const named = (messages: readonly ReturnType<typeof message>[]) => Object.fromEntries(messages.map((each) => [each.name, each]));
const by = (pluginId: string | undefined): string => (pluginId === undefined ? '' : ` (plugin ${pluginId})`);

const received = ({ channel: { room, join, leave, messages }, pluginId }: Contribution) => [
  message(join, `Enter a room ${room}_{session_id}${by(pluginId)}`, roomOnly, 'input'),
  message(leave, `Leave it${by(pluginId)}`, roomOnly, 'input'),
  ...messages.map(({ event, data }) =>
    message(event, `Say something in it${by(pluginId)}`, z.strictObject({ ...roomOnly.shape, ...data.shape }), 'input'),
  ),
];

/** Socket.IO, as parts of an AsyncAPI 3 document: what clients send and what they are told. */
export const liveChannel = (channels: readonly Contribution[], news: readonly ChannelNews[]) => {
  const fromClients = named([
    message(AUTHENTICATE, 'Renew the token before it expires', z.strictObject({ token: z.string() }), 'input'),
    ...channels.flatMap(received),
  ]);
  const toClients = named([
    ...news.map(({ event, data }) => message(event, 'To single people, or to everybody of an institution', data, 'output')),
    ...channels.flatMap(({ channel, pluginId }) =>
      channel.news.map(({ event, data }) =>
        message(event, `To everybody in a room ${channel.room}_{session_id}${by(pluginId)}`, data, 'output'),
      ),
    ),
  ]);
  const reference = (name: string) => ({ $ref: `#/channels/live/messages/${name}` });
  const channel = { $ref: '#/channels/live' };
  return {
    channels: {
      live: {
        address: '/socket.io/',
        description: DESCRIPTION,
        servers: [{ $ref: '#/servers/sockets' }],
        messages: { ...fromClients, ...toClients, [ACKNOWLEDGEMENT]: acknowledgement },
      },
    },
    operations: {
      'live-receive': {
        action: 'receive',
        summary: 'Events of clients',
        channel,
        messages: Object.keys(fromClients).map(reference),
        reply: { channel, messages: [reference(ACKNOWLEDGEMENT)] },
      },
      'live-send': { action: 'send', summary: 'What clients are told', channel, messages: Object.keys(toClients).map(reference) },
    },
  };
};
