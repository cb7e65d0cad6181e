import type { PluginManifest } from '../../../sdk/plugin.js';
import type { DocumentedFrame, DocumentedSocket } from '../../realtime/documented-socket.js';
import { API_PREFIX } from '../api-prefix.js';
import { jsonSchema } from './json-schema.js';

const messageOf = ({ name, summary, schema }: DocumentedFrame, io: 'input' | 'output') => ({
  name,
  title: name,
  summary,
  contentType: 'application/json',
  payload: jsonSchema(schema, io),
});

const idOf = (path: string): string =>
  path
    .replace(/^\/api\/v1\//, '')
    .replaceAll(/\/?\{[a-z_]+\}/g, '')
    .replaceAll('/', '-');

/** In words: other paths that lead there. */
const alsoAt = (path: string, manifests: readonly PluginManifest[]): string =>
  manifests
    .flatMap(({ id, aliases }) => aliases.map((alias) => ({ id, ...alias })))
    .filter(({ method, to }) => method === 'WS' && `/${API_PREFIX}${to}` === path)
    .map(({ id, from }) => ` Also at \`${from}\`, while the institution has the plugin \`${id}\` on.`)
    .join('');

/** Plain WebSockets, as parts of an AsyncAPI 3 document. */
export const socketChannels = (
  sockets: readonly (DocumentedSocket & { readonly path: string })[],
  manifests: readonly PluginManifest[],
) => {
  const parts = sockets.map(({ path, description, receives, sends }) => {
    const id = idOf(path);
    const channel = { $ref: `#/channels/${id}` };
    // One name may be used in both directions, with shapes of their own.
    const messages = Object.fromEntries([
      ...receives.map((frame): [string, object] => [`client-${frame.name}`, messageOf(frame, 'input')]),
      ...sends.map((frame): [string, object] => [`server-${frame.name}`, messageOf(frame, 'output')]),
    ]);
    const references = (prefix: string) =>
      Object.keys(messages)
        .filter((name) => name.startsWith(prefix))
        .map((name) => ({ $ref: `#/channels/${id}/messages/${name}` }));
    return {
      channels: {
        [id]: {
          address: path,
          description: `${description}${alsoAt(path, manifests)}`,
          servers: [{ $ref: '#/servers/sockets' }],
          parameters: Object.fromEntries([...path.matchAll(/\{([a-z_]+)\}/g)].map(([, name = '']) => [name, { description: 'An id' }])),
          messages,
        },
      },
      operations: {
        [`${id}-receive`]: { action: 'receive', summary: 'Frames of clients', channel, messages: references('client-') },
        [`${id}-send`]: { action: 'send', summary: 'Frames to clients', channel, messages: references('server-') },
      },
    };
  });
  return {
    channels: Object.assign({}, ...parts.map(({ channels }) => channels)) as object,
    operations: Object.assign({}, ...parts.map(({ operations }) => operations)) as object,
  };
};
