import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';

describe('two tenants', () => {
  let server: TestServer;
  let world: World;
  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  for (const slug of ['alpha', 'beta'] as const) {
    for (const role of ['admin', 'teacher', 'student', 'parent'] as const) {
      it(`has a signed-in ${role} in ${slug}`, async () => {
        const person = world[slug][role];
        const { status, body } = await person.client.get('/auth/me');
        assert.equal(status, 200);
        assert.deepEqual([body.id, body.email, body.role], [person.id, `${role}@${slug}.test`, role]);
      });
    }
  }

  it('keeps them apart', async () => {
    const { status, body } = await world.alpha.student.client.with({ tenant: 'beta' }).get('/auth/me');
    assert.deepEqual([status, body.error_code], [403, 'TENANT_MISMATCH']);
  });

  it('has callers without a token', async () => {
    assert.equal((await world.alpha.nobody.get('/auth/me')).status, 401);
  });
});
