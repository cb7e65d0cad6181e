import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { client } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { PASSWORD, twoTenants, type World } from '../../src/testing/world.js';

describe('signing in', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });

  after(async () => server.close());

  test('answers with tokens, the person and a cookie for the refresh token alone', async () => {
    const { student } = world.alpha;
    const answer = await client(server, { tenant: 'alpha' }).post('/auth/login', { email: ' STUDENT@alpha.test', password: PASSWORD });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.user.id, student.id);
    const me = await client(server, { token: answer.body.access_token }).get('/auth/me');
    assert.equal(me.status, 200, me.text);
  });
});
