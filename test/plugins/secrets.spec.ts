import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { RotateSecrets } from '../../src/platform/secrets/rotate-secrets.js';
import { TenantSettings } from '../../src/sdk/settings.js';
import { type TestDatabase, testDatabase } from '../../src/testing/test-database.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { notesSettings } from '../fixtures/plugins/notes/notes.definitions.js';
import notes from '../fixtures/plugins/notes/plugin.js';

const key = (): string => randomBytes(48).toString('base64url');
const oldKey = key();
const newKey = key();

let database: TestDatabase;
let first: TestServer;
let world: World;

const start = (env: NodeJS.ProcessEnv) => startTestServer({ database, plugins: [notes], env });
const secretIn = (server: TestServer, tenantId: string) =>
  runForTenant(tenantId, async () => (await server.get(TenantSettings).of(notesSettings)).api_key);

before(async () => {
  database = await testDatabase();
  first = await start({ SECRET_KEY: oldKey });
  world = await twoTenants(first);
  for (const [school, secret] of [
    [world.alpha, 'secret of alpha'],
    [world.beta, 'secret of beta'],
  ] as const) {
    const answer = await school.admin.client.put('/tenant/plugins/notes', { settings: { api_key: secret } });
    assert.equal(answer.status, 200, answer.text);
  }
});
after(async () => {
  await first.close();
  await database.drop();
});

test('only the plugin reads its secret, in the tenant it belongs to', async () => {
  assert.equal(await secretIn(first, world.alpha.id), 'secret of alpha');
  assert.equal(await secretIn(first, world.beta.id), 'secret of beta');
  await first.sql(
    `UPDATE core.tenant_plugin t SET secrets = (SELECT secrets FROM core.tenant_plugin WHERE plugin_id = 'notes' AND tenant_id = $1)
     WHERE plugin_id = 'notes' AND tenant_id = $2`,
    [world.alpha.id, world.beta.id],
  );
  await assert.rejects(secretIn(first, world.beta.id), 'a secret copied from another tenant does not open');
  await first.sql(`UPDATE core.tenant_plugin SET secrets = '{}' WHERE plugin_id = 'notes' AND tenant_id = $1`, [world.beta.id]);
});

test('after a rotation the older key is not needed any more', async () => {
  const rotating = await start({ SECRET_KEY: newKey, SECRET_KEY_OLD: oldKey });
  try {
    assert.equal(await secretIn(rotating, world.alpha.id), 'secret of alpha');
    assert.equal((await rotating.get(RotateSecrets).run()).renewed, 1);
    assert.equal((await rotating.get(RotateSecrets).run()).renewed, 0);
  } finally {
    await rotating.close();
  }
  const rotated = await start({ SECRET_KEY: newKey });
  try {
    assert.equal(await secretIn(rotated, world.alpha.id), 'secret of alpha');
  } finally {
    await rotated.close();
  }
  await assert.rejects(secretIn(first, world.alpha.id), /is not configured/);
});
