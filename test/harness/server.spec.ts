import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { client } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';

describe('the test server', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());

  it('answers, on a migrated database', async () => {
    assert.equal((await client(server).get('/nowhere')).status, 404);
    assert.deepEqual(await server.sql('SELECT id FROM core.plan'), [{ id: 'standard' }]);
  });

  it('lends a second server its database', async () => {
    const second = await startTestServer({ database: server.database });
    assert.notEqual(second.url, server.url);
    await second.close();
    assert.equal((await client(server).get('/nowhere')).status, 404);
  });
});
