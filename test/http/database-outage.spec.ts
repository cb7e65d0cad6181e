import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded/start-embedded-postgres.js';
import { type Answer, client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { LiveConnectionClient } from '../../src/testing/live-client.js';
import { addPerson, addTenant, type Person, switchPlugins } from '../../src/testing/world.js';
import { processesOf } from '../support/processes-of.js';

/** The figure is two seconds, and is measured among the faults. Here a machine may be busy with other tests. */
const LIMIT_MS = 10_000;

const timed = async (send: () => Promise<Answer>): Promise<{ answer: Answer; ms: number }> => {
  const startedAt = performance.now();
  const answer = await send();
  return { answer, ms: performance.now() - startedAt };
};

const assertUnavailable = ({ answer, ms }: { answer: Answer; ms: number }): void => {
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.body.error_code, 'DEPENDENCY_UNAVAILABLE');
  assert.equal(answer.body.dependency, 'database');
  assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  assert.ok(ms < LIMIT_MS, `took ${Math.round(ms)} ms`);
};

describe('without its database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lectern-outage-'));
  chmodSync(dataDir, 0o755);
  let postgres: EmbeddedPostgres;
  let server: TestServer;
  let teacher: Person;
  let live: LiveConnectionClient;
  before(async () => {
    postgres = await startEmbeddedPostgres({ dataDir, fast: true, database: 'lectern' });
    process.env.LECTERN_TEST_SUPERUSER_URL = postgres.superuserUrl;
    process.env.LECTERN_TEST_OWNER_URL = postgres.ownerUrl;
    process.env.LECTERN_TEST_APP_URL = postgres.appUrl;
    server = await startTestServer();
    const tenant = await addTenant(server, 'alpha');
    await switchPlugins(server, tenant.id, ['co-learning']);
    teacher = await addPerson(server, tenant, 'teacher');
    live = await LiveConnectionClient.connect(server, teacher.client.token);
  });
  after(async () => {
    live.close();
    await server.close();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const read = () => teacher.client.get('/courses');
  /** From the cache while the database is up. */
  const profile = () => teacher.client.get('/auth/me');
  const write = () => teacher.client.post('/auth/login', { email: teacher.email, password: teacher.password });

  /** Over a connection that was open before. */
  const knock = () => live.ask('join_colearning', { session_id: teacher.id });

  const ready = () => client(server).get('//health/ready');
  const refused = (answer: Answer) => (answer.status === 200 ? undefined : answer);

  for (const [name, down, up] of [
    ['frozen', () => signal('SIGSTOP'), () => signal('SIGCONT')],
    ['stopped', () => postgres.stop(), async () => void (postgres = await restarted())],
  ] as const) {
    it(`answers 503 soon while it is ${name}, and recovers by itself`, async () => {
      assert.equal((await read()).status, 200);
      assert.equal((await profile()).status, 200);
      assert.equal((await knock()).error_code, 'ROOM_NOT_FOUND');
      await down();
      try {
        for (const attempt of await Promise.all([timed(read), timed(write), timed(read)])) assertUnavailable(attempt);
        for (const attempt of await Promise.all([timed(read), timed(write)])) assertUnavailable(attempt);
        const message = await knock();
        assert.deepEqual([message.ok, message.error_code, message.retry_after >= 1], [false, 'DEPENDENCY_UNAVAILABLE', true]);
        assertUnavailable({ answer: await eventually(async () => refused(await profile())), ms: 0 });
        assertUnavailable({ answer: await eventually(async () => refused(await ready())), ms: 0 });
        assert.equal((await client(server).get('//health/live')).status, 200);
      } finally {
        await up();
      }
      await eventually(async () => (await read()).status === 200);
      assert.equal((await write()).status, 200);
      assert.equal((await knock()).error_code, 'ROOM_NOT_FOUND', 'nobody was sent away');
      assert.equal((await ready()).status, 200);
    });
  }

  const signal = async (name: 'SIGSTOP' | 'SIGCONT'): Promise<void> => {
    for (const pid of processesOf(postgres.pid)) process.kill(pid, name);
  };
  const restarted = () => startEmbeddedPostgres({ dataDir, fast: true, database: 'lectern', port: postgres.port });
});
