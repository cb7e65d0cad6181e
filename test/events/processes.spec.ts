import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { compose, type LecternApp } from '../../src/compose.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import type { ProcessRole } from '../../src/platform/config/config.js';
import { JobRegistry } from '../../src/platform/jobs/job-registry.js';
import { newId } from '../../src/sdk/ids.js';
import { Jobs } from '../../src/sdk/jobs.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { switchPlugins } from '../../src/testing/world.js';
import { echoPlugin, sayAgain, wordSaid } from './echo-plugin.js';
import { addTenant } from './fixture.js';

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1));

describe('several processes', () => {
  let api: TestServer;
  let tenantId: string;
  const others: LecternApp[] = [];

  const start = async (role: ProcessRole): Promise<LecternApp> => {
    const lectern = await compose({ config: loadConfig(testEnvironment(api.database), { role }), plugins: [echoPlugin] });
    await lectern.init();
    others.push(lectern);
    return lectern;
  };

  const say = async (key: string, words: readonly string[]): Promise<void> => {
    const uow = api.get(UnitOfWork);
    for (const word of words) {
      await runForTenant(tenantId, () => uow.run(() => Promise.resolve(uow.publish(wordSaid, { key, data: { word: `${key} ${word}` } }))));
    }
  };
  const heard = (listener: string) =>
    api.sql<{ word: string }>('SELECT word FROM echo.heard WHERE listener = $1 ORDER BY position', [listener]);

  before(async () => {
    api = await startTestServer({ plugins: [echoPlugin], role: 'api' });
    tenantId = await addTenant(api, 'spread');
    await switchPlugins(api, tenantId, ['echo']);
  });
  after(async () => {
    for (const other of others) await other.close();
    await api.close();
  });

  test('one that only serves requests leaves events and jobs to the others', async () => {
    const uow = api.get(UnitOfWork);
    await say('early', ['1']);
    const { id } = await runForTenant(tenantId, () => uow.run(() => api.get(Jobs).enqueue(sayAgain, { word: 'later' })));
    assert.equal(api.get(JobRegistry).find(sayAgain.name)?.pluginId, 'echo');
    assert.equal((await api.sql('SELECT 1 FROM core.outbox')).length, 1);
    await start('worker');
    await eventually(async () => (await heard('patient')).length === 1);
    await eventually(async () => (await api.sql(`SELECT 1 FROM core.job WHERE id = $1 AND status = 'completed'`, [id])).length === 1);
  });

  test('two relays share the work: everything once, in order of key', async () => {
    await start('worker');
    const keys = [newId(), newId(), newId(), newId(), newId(), newId()];
    await Promise.all(keys.map((key) => say(key, numbers(20))));
    await eventually(async () => (await heard('patient')).length === 121);
    const words = (await heard('patient')).map(({ word }) => word);
    for (const key of keys) {
      assert.deepEqual(
        words.filter((word) => word.startsWith(key)),
        numbers(20).map((n) => `${key} ${n}`),
      );
    }
  });

  test('connections that break in the middle cost nothing and repeat nothing', async () => {
    const keys = [newId(), newId(), newId()];
    const cut = async (): Promise<void> => {
      for (let time = 0; time < 6; time += 1) {
        await api.sql(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND application_name IN ('lectern:system', 'lectern:listen', 'lectern:jobs')`,
        );
        await say(`between-${time}`, ['1']);
      }
    };
    await Promise.all([...keys.map((key) => say(key, numbers(20))), cut()]);
    await eventually(async () => (await heard('patient')).length >= 121 + 66);
    await eventually(async () => (await api.sql('SELECT 1 FROM core.outbox')).length === 0);
    const words = (await heard('patient')).map(({ word }) => word);
    assert.equal(words.length, new Set(words).size);
    for (const key of keys) {
      assert.deepEqual(
        words.filter((word) => word.startsWith(key)),
        numbers(20).map((n) => `${key} ${n}`),
      );
    }
  });
});
