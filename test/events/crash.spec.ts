import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../src/testing/eventually.js';
import { testDatabase, type TestDatabase } from '../../src/testing/test-database.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { switchPlugins } from '../../src/testing/world.js';
import { echoPlugin } from './echo-plugin.js';
import { addConsumer, addTenant, effects, hurry, prepareEffects, publish } from './fixture.js';

/** Runs a publishing process and kills it the moment it has committed `count` events; answers those it told of. */
const publishAndDie = async (database: TestDatabase, tenantId: string, count: number): Promise<string[]> => {
  const script = fileURLToPath(new URL('crashing-writer.js', import.meta.url));
  const env = { ...testEnvironment(database), PATH: process.env.PATH, PROBE_TENANT: tenantId, LOG_LEVEL: 'fatal' };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (/^\d+:[a-d]:\d+$/.test(line)) told.push(line);
    if (told.length === count) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  assert.equal(child.signalCode, 'SIGKILL');
  return told;
};

describe('a process that is killed', () => {
  let database: TestDatabase;
  let server: TestServer;
  let tenantId: string;

  before(async () => {
    database = await testDatabase();
    server = await startTestServer({ plugins: [echoPlugin], database });
    tenantId = await addTenant(server, 'crashing');
    await switchPlugins(server, tenantId, ['echo']);
    await server.close();
  });
  after(() => database.drop());

  test('loses no committed event, and none takes effect twice', async () => {
    const told = [...(await publishAndDie(database, tenantId, 60)), ...(await publishAndDie(database, tenantId, 61))];
    server = await startTestServer({ plugins: [echoPlugin], database });
    try {
      await eventually(
        async () =>
          (await server.sql('SELECT 1 FROM core.outbox UNION ALL SELECT 1 FROM core.parked_event')).length === 0 &&
          (await server.sql<{ n: number }>('SELECT count(*)::int AS n FROM echo.heard'))[0]?.n !== 0,
        30_000,
      );
      for (const listener of ['patient', 'forgetful']) {
        const rows = await server.sql<{ word: string }>('SELECT word FROM echo.heard WHERE listener = $1 ORDER BY position', [listener]);
        const words = rows.map(({ word }) => word);
        assert.equal(new Set(words).size, words.length, 'an event took effect twice');
        const missing = told.filter((word) => !words.includes(word));
        assert.deepEqual(missing, [], 'a committed event was lost');
        for (const line of new Set(words.map((word) => word.replace(/\d+$/, '')))) {
          const numbers = words.filter((word) => word.startsWith(line)).map((word) => Number(word.slice(line.length)));
          assert.deepEqual(
            numbers,
            numbers.map((_, index) => index + 1),
            `out of order: ${line}`,
          );
        }
      }
    } finally {
      await server.close();
    }
  });

  test('in the middle of a handler leaves nothing of it, and another does it once, in order', async () => {
    const keys = ['x', 'y', 'z'];
    const numbers = [1, 2, 3, 4];
    const api = await startTestServer({ database, role: 'api' });
    try {
      await prepareEffects(api);
      for (const key of keys) await publish(api, tenantId, key, ...numbers);
      for (const times of [1, 3]) {
        const script = fileURLToPath(new URL('handling-worker.js', import.meta.url));
        const env = { ...testEnvironment(database), PATH: process.env.PATH, LOG_LEVEL: 'fatal' };
        const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
        let inside = 0;
        for await (const line of createInterface({ input: child.stdout })) {
          if (line === 'inside') inside += 1;
          if (inside === times) child.kill('SIGKILL');
        }
        assert.ok(inside >= times);
      }
      const before = await effects(api, 'core:Killed.inside');
      assert.ok(before.length < keys.length * numbers.length, 'it was killed before the end');
      const worker = await startTestServer({ database, beforeStart: (get) => addConsumer({ get }, 'Killed.inside') });
      try {
        await eventually(async () => {
          await hurry(worker);
          return (await effects(api, 'core:Killed.inside')).length >= keys.length * numbers.length;
        });
        for (const key of keys) {
          const own = (await effects(api, 'core:Killed.inside')).filter((row) => row.key === key);
          assert.deepEqual(
            own.map(({ n }) => n),
            numbers,
          );
        }
      } finally {
        await worker.close();
      }
    } finally {
      await api.close();
    }
  });
});
