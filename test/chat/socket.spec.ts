import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';

import { ChatClient } from './chat-client.js';
import { messagesOf, openSession } from './support.js';

describe('the chat over a WebSocket', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  for (const by of ['header', 'protocol', 'query', 'frame'] as const) {
    it(`takes the token by ${by}`, async () => {
      const { student } = world.alpha;
      const id = await openSession(student);
      const chat = await ChatClient.connect(server.url, id, { token: student.client.token, by });
      assert.deepEqual(chat.frames, [{ type: 'ready', session_id: id }]);
      assert.equal(chat.socket.protocol, by === 'protocol' ? 'bearer' : '');
      chat.send({ type: 'message', content: 'What is a loop?', metadata: { page: 3 } });
      const { message: reply } = await chat.next('reply');
      const [asked, answer] = await messagesOf(student, id);
      assert.deepEqual([chat.of('message'), reply], [[{ type: 'message', message: asked }], answer]);
      assert.deepEqual([asked.content, asked.metadata], ['What is a loop?', { page: 3 }]);
      const types = chat.frames.map(({ type }) => type);
      assert.deepEqual([types.slice(0, 2), types.at(-1)], [['ready', 'message'], 'reply']);
      assert.equal(
        chat
          .of('delta')
          .map(({ content }) => content)
          .join(''),
        answer.content,
      );
      chat.close();
    });
  }
});
