import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SYSTEM_TENANT_ID } from '../../src/platform/tenancy/system-tenant.js';
import { client, type Client } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type World } from '../../src/testing/world.js';
import { writeCourse } from '../learning/support.js';

const asked = (as: Client, host: string, headers: Record<string, string> = {}) =>
  as.get('/courses', { 'x-forwarded-host': host, ...headers });

describe('the host of a request', () => {
  let world: World;
  let bare: TestServer;
  let based: TestServer;
  let nobody: Client;

  before(async () => {
    bare = await startTestServer();
    world = await twoTenants(bare);
    for (const { teacher, slug } of [world.alpha, world.beta]) await writeCourse(teacher.client, { title: `Of ${slug}`, chapters: 0 });
    const operator = await addPerson(bare, { id: SYSTEM_TENANT_ID, slug: 'system' }, 'operator');
    const set = await operator.client.put(`/tenants/${world.alpha.id}/domains`, { domains: ['learn.alpha.example'] });
    assert.equal(set.status, 200, set.text);
    based = await startTestServer({ database: bare.database, env: { LECTERN_BASE_DOMAIN: 'lectern.test' } });
    nobody = client(based);
  });
  after(async () => {
    await based.close();
    await bare.close();
  });

  const titles = (answer: Awaited<ReturnType<typeof asked>>) => {
    assert.equal(answer.status, 200, answer.text);
    return answer.body.map(({ title }: { title: string }) => title);
  };

  it('names the institution as a subdomain or by a domain of its own', async () => {
    assert.deepEqual(titles(await asked(nobody, 'alpha.lectern.test')), ['Of alpha']);
    assert.deepEqual(titles(await asked(nobody, 'BETA.Lectern.test:8443')), ['Of beta']);
    assert.deepEqual(titles(await asked(nobody, 'learn.alpha.example')), ['Of alpha']);
    assert.deepEqual(
      titles(await asked(client(bare), 'learn.alpha.example', { 'x-tenant': '' })),
      ['Of alpha'],
      'an empty header names nobody',
    );
  });

  it('that is nobody’s is 404 while there is a base domain, unless token or header say who is meant', async () => {
    for (const host of ['gamma.lectern.test', 'lectern.test', 'a.alpha.lectern.test', 'learn.beta.example', '127.0.0.1']) {
      const refused = await asked(nobody, host);
      assert.deepEqual([refused.status, refused.body.error_code], [404, 'TENANT_NOT_FOUND'], host);
    }
    assert.deepEqual(titles(await asked(nobody, 'gateway.internal', { 'x-tenant': 'beta' })), ['Of beta']);
    const { token = '' } = world.beta.student.client;
    assert.deepEqual(titles(await asked(client(based, { token }), 'gateway.internal')), ['Of beta']);
  });

  it('must agree with token and header', async () => {
    const { token = '' } = world.beta.student.client;
    for (const host of ['alpha.lectern.test', 'learn.alpha.example']) {
      const others: Record<string, string>[] = [{ 'x-tenant': 'beta' }, { authorization: `Bearer ${token}` }];
      for (const headers of others) {
        const refused = await asked(nobody, host, headers);
        assert.deepEqual([refused.status, refused.body.error_code], [403, 'TENANT_MISMATCH'], host);
      }
    }
    assert.equal((await asked(client(bare), 'learn.alpha.example', { 'x-tenant': 'beta' })).status, 403);
    assert.deepEqual(titles(await asked(nobody, 'beta.lectern.test', { authorization: `Bearer ${token}`, 'x-tenant': 'beta' })), [
      'Of beta',
    ]);
  });

  it('does not matter to health, metrics and documents', async () => {
    for (const path of [
      '//health',
      '//health/live',
      '//health/ready',
      '//metrics',
      '//openapi.json',
      '//docs',
      '//.well-known/jwks.json',
    ]) {
      assert.equal((await nobody.get(path, { 'x-forwarded-host': 'nobody.example' })).status, 200, path);
    }
  });
});
