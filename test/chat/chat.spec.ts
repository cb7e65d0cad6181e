import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';
import { messagesOf, openSession, say } from './support.js';

describe('conversations', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  it('are answered, message by message', async () => {
    const { student } = world.alpha;
    const id = await openSession(student);
    const { body } = await expectStatus(201, say(student, id, 'What is a loop?'));
    assert.deepEqual(await messagesOf(student, id), [body.message, body.reply]);
  });
});
