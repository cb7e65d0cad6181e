import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { Jobs } from '../../src/sdk/jobs.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { testDatabase, type TestDatabase } from '../../src/testing/test-database.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { type School, switchPlugins, twoTenants, type World } from '../../src/testing/world.js';
import { brokenEchoPlugin, echoPlugin, sayAgain, wordSaid } from './echo-plugin.js';
import { addTenant } from './fixture.js';

const say = async (server: TestServer, tenantId: string, ...words: string[]): Promise<void> => {
  const uow = server.get(UnitOfWork);
  for (const word of words) {
    await runForTenant(tenantId, () => uow.run(() => Promise.resolve(uow.publish(wordSaid, { key: 'words', data: { word } }))));
  }
};

const heard = async (server: TestServer, tenantId: string, listener: string): Promise<string[]> => {
  const rows = await server.sql<{ word: string }>('SELECT word FROM echo.heard WHERE tenant_id = $1 AND listener = $2 ORDER BY position', [
    tenantId,
    listener,
  ]);
  return rows.map(({ word }) => word);
};

const hears = (server: TestServer, tenantId: string, listener: string, count: number): Promise<string[]> =>
  eventually(async () => {
    const words = await heard(server, tenantId, listener);
    return words.length >= count ? words : undefined;
  });

const toggle = async (school: School, enabled: boolean): Promise<void> => {
  const { status, text } = await school.admin.client.put('/tenant/plugins/echo', { enabled });
  assert.equal(status, 200, text);
};

describe('the gate before event handlers and jobs', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ plugins: [echoPlugin] });
    world = await twoTenants(server);
  });
  after(() => server.close());

  test('while a tenant has the plugin off, events are dropped or held as the consumer says, for that tenant alone', async () => {
    const { alpha, beta } = world;
    await say(server, alpha.id, 'one');
    await hears(server, alpha.id, 'forgetful', 1);
    await hears(server, alpha.id, 'patient', 1);
    await toggle(alpha, false);
    await say(server, alpha.id, 'two', 'three');
    await say(server, beta.id, 'two');
    await hears(server, beta.id, 'forgetful', 1);
    await hears(server, beta.id, 'patient', 1);
    const held = await eventually(async () => {
      const rows = await server.sql<{ consumer: string; reason: string }>(
        'SELECT consumer, reason FROM core.parked_event ORDER BY position',
      );
      return rows.length >= 2 ? rows : undefined;
    });
    assert.deepEqual(held, [
      { consumer: 'echo:Patient.hear', reason: 'plugin_off' },
      { consumer: 'echo:Patient.hear', reason: 'plugin_off' },
    ]);
    assert.deepEqual(await heard(server, alpha.id, 'patient'), ['one']);
    await toggle(alpha, true);
    await say(server, alpha.id, 'four');
    assert.deepEqual(await hears(server, alpha.id, 'patient', 4), ['one', 'two', 'three', 'four']);
    assert.deepEqual(await hears(server, alpha.id, 'forgetful', 2), ['one', 'four']);
  });

  test('a job of a plugin that is off waits, and is done as soon as it is on again', async () => {
    const { alpha } = world;
    const uow = server.get(UnitOfWork);
    const enqueue = (word: string) =>
      runForTenant(alpha.id, () => uow.run(() => server.get(Jobs).enqueue(sayAgain, { word }, { ownerId: alpha.admin.id })));
    const statusOf = async (id: string): Promise<string> => (await alpha.admin.client.get(`/jobs/${id}`)).body.status;
    const first = await enqueue('on');
    await eventually(async () => (await statusOf(first.id)) === 'completed');
    await toggle(alpha, false);
    const second = await enqueue('off');
    const parked = await eventually(async () => {
      const { body } = await alpha.admin.client.get(`/jobs/${second.id}`);
      return body.waiting_for === null ? undefined : body;
    });
    assert.deepEqual([parked.status, parked.waiting_for, parked.attempts], ['queued', 'plugin:echo', 0]);
    assert.deepEqual(await heard(server, alpha.id, 'job'), ['on']);
    await toggle(alpha, true);
    await eventually(async () => (await statusOf(second.id)) === 'completed');
    assert.deepEqual(await heard(server, alpha.id, 'job'), ['on', 'off']);
  });
});

describe('events for a plugin that did not start', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  test('wait for it, in order, and reach it when it starts again', async () => {
    const broken = await startTestServer({ plugins: [brokenEchoPlugin], database });
    const id = await addTenant(broken, 'waiting');
    try {
      await switchPlugins(broken, id, ['echo']);
      await say(broken, id, 'one', 'two');
      await eventually(async () => (await broken.sql(`SELECT 1 FROM core.parked_event WHERE reason = 'plugin_failed'`)).length === 4);
      await eventually(async () => (await broken.sql('SELECT 1 FROM core.outbox')).length === 0);
    } finally {
      await broken.close();
    }
    const mended = await startTestServer({ plugins: [echoPlugin], database });
    try {
      await say(mended, id, 'three');
      assert.deepEqual(await hears(mended, id, 'patient', 3), ['one', 'two', 'three']);
      assert.deepEqual(await hears(mended, id, 'forgetful', 3), ['one', 'two', 'three']);
    } finally {
      await mended.close();
    }
  });
});
