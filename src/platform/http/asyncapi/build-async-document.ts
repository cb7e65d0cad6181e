import type { INestApplication } from '@nestjs/common';
import { CORE_VERSION } from '../../config/core-version.js';
import { PluginRegistry } from '../../plugins/plugin-registry.js';
import { LiveChannels } from '../../realtime/live-channels.js';
import { UpgradeRouter } from '../../realtime/upgrade-router.js';
import { liveChannel } from './live-channel.js';
import { PublishedContract } from './published-contract.js';
import { socketChannels } from './socket-channels.js';
import { topicChannels } from './topic-channels.js';

const DESCRIPTION = `Events that Lectern publishes (where a broker is configured), and what it says and hears over sockets. An event is delivered at
least once and in the order of its key; \`event_id\` tells a repetition. A topic's name may carry a prefix of the installation.`;

const bearer = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'The `access_token` of `POST /api/v1/auth/login`; each channel says where it is given',
};

/** The AsyncAPI 3 document of everything composed. Needs neither database nor broker. */
export const buildAsyncDocument = (app: INestApplication) => {
  const { events, news } = app.get(PublishedContract, { strict: false });
  const { running } = app.get(PluginRegistry, { strict: false });
  const topics = topicChannels([...events, ...running.flatMap((manifest) => manifest.events.publishes)]);
  const live = liveChannel(app.get(LiveChannels, { strict: false }).all(), news);
  const sockets = socketChannels(app.get(UpgradeRouter, { strict: false }).documented, running);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Lectern',
      version: CORE_VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: '{brokers}',
        protocol: 'kafka',
        description: 'The brokers of the installation (`KAFKA_BROKERS`)',
        variables: { brokers: { description: 'host:port' } },
      },
      sockets: {
        host: '{host}',
        protocol: 'wss',
        description: 'The same host and port as HTTP',
        variables: { host: { description: 'host:port' } },
        security: [{ $ref: '#/components/securitySchemes/bearer' }],
      },
    },
    channels: { ...topics.channels, ...live.channels, ...sockets.channels },
    operations: { ...topics.operations, ...live.operations, ...sockets.operations },
    components: { ...topics.components, securitySchemes: { bearer } },
  };
};
