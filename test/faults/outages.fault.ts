import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded/start-embedded-postgres.js';
import { type Client, client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import { expectStatus } from '../learning/support.js';
import { decided, echoExercise, submit } from '../submissions/support.js';
import { processesOf } from '../support/processes-of.js';
import { percentile } from './harness/hammer.js';
import { Installation } from './harness/installation.js';
import { assertKept, drained } from './harness/ledger.js';
import { Load } from './harness/load.js';
import type { ServerProcess } from './harness/server-process.js';

const REFUSED_WITHIN_MS = 2000;
/** Each writer has then been refused several times: in the middle of a request, and at once. */
const REFUSALS = 80;

/** Where databases of tests are made from now on. */
const addressesOf = ({ superuserUrl, ownerUrl, appUrl }: EmbeddedPostgres): NodeJS.ProcessEnv => ({
  LECTERN_TEST_SUPERUSER_URL: superuserUrl,
  LECTERN_TEST_OWNER_URL: ownerUrl,
  LECTERN_TEST_APP_URL: appUrl,
});

describe('PostgreSQL taken away under load', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lectern-outage-'));
  chmodSync(dataDir, 0o755);
  const options = { dataDir, fast: true, database: 'lectern' };
  const ofTheRun = { ...process.env };
  let postgres: EmbeddedPostgres;
  let installation: Installation;
  let api: ServerProcess;

  before(async () => {
    postgres = await startEmbeddedPostgres(options);
    Object.assign(process.env, addressesOf(postgres));
    installation = await Installation.start();
    const [started] = await installation.start('api', 'worker');
    assert.ok(started);
    api = started;
  });
  after(async () => {
    await installation.close();
    Object.assign(process.env, ofTheRun);
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const signal = (name: 'SIGSTOP' | 'SIGCONT') => async (): Promise<void> => {
    for (const pid of processesOf(postgres.pid)) process.kill(pid, name);
  };
  const restart = async (): Promise<void> => void (postgres = await startEmbeddedPostgres({ ...options, port: postgres.port }));

  for (const [name, away, back] of [
    ['frozen', signal('SIGSTOP'), signal('SIGCONT')],
    ['stopped', () => postgres.stop(), restart],
  ] as const)
    it(`${name}: requests are refused within 2 s, nothing is half done, and all goes on by itself`, async (context: TestContext) => {
      const { alpha, beta } = installation.world;
      const tokens = [alpha.student.client.token ?? '', beta.student.client.token ?? ''];
      const load = new Load(context, { apis: [api], tokens, writers: 8, pauseMs: 20 });
      let usual = 0;
      try {
        await eventually(() => load.acknowledged.length > 50);
        const before = load.acknowledged.length;
        usual = percentile(load.outcomes, 100);
        await away();
        try {
          await eventually(() => load.failures.length >= REFUSALS);
          assert.equal((await client(api).get('//health/live')).status, 200);
          await eventually(async () => (await client(api).get('//health/ready')).status === 503);
        } finally {
          await back();
        }
        await eventually(() => load.acknowledged.length > before + 100);
        await eventually(async () => (await client(api).get('//health/ready')).status === 200);
      } finally {
        await load.stop();
      }
      const others = load.failures.filter(({ status }) => status !== 503);
      assert.deepEqual(others, [], api.complaints.filter((line) => line.includes('"level":50')).join('\n'));
      const slowest = percentile(load.failures, 100);
      context.diagnostic(`${name}: ${load.failures.length} requests refused, the slowest after ${slowest} ms`);
      // what the same machine takes while nothing is wrong comes on top
      assert.ok(slowest < REFUSED_WITHIN_MS + usual, `the slowest refusal took ${slowest} ms, the slowest answer before ${usual} ms`);
      await drained(installation);
      await assertKept(installation, load.acknowledged);
    });
});

interface Health {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly status: string }>>;
}

/** Nothing listens on port 1. */
const NO_RUNNER_THERE = { LECTERN_RUNNER_URL: 'http://127.0.0.1:1', LECTERN_RUNNER_TOKEN: 'nobody-will-ever-ask-for-this-one-0123456789' };

describe('without the sandbox, and with a plugin that does not start', { skip: noSandbox }, () => {
  let installation: Installation;
  let server: ServerProcess;
  before(async () => {
    installation = await Installation.start({ plugins: ['busy', 'broken'], env: NO_RUNNER_THERE });
    const [started] = await installation.start('all');
    assert.ok(started);
    server = started;
  });
  after(() => installation.close());

  const as = (person: { client: Client }): { client: Client } => ({ client: client(server, { token: person.client.token ?? '' }) });
  const health = async (): Promise<Health> => (await expectStatus(200, client(server).get('//health'))).body as Health;

  it('is ready, degraded, and serves all the rest', async () => {
    const { student } = installation.world.alpha;
    await expectStatus(200, client(server).get('//health/ready'));
    const { status, checks } = await health();
    assert.equal(status, 'degraded');
    assert.equal(checks.sandbox?.status, 'degraded');
    const broken = await as(student).client.get('/broken/things');
    assert.deepEqual([broken.status, broken.body.error_code], [503, 'PLUGIN_FAILED']);
    await expectStatus(200, as(student).client.get('/busy/work'));
    await expectStatus(200, as(student).client.get('/courses'));
    const execution = await as(student).client.post('/code/execute', { code: 'print(1)', language: 'python' });
    assert.deepEqual([execution.status, execution.body.dependency], [503, 'sandbox']);
  });

  it('keeps what is handed in, and grades it once there is a sandbox', async () => {
    const { student, teacher } = installation.world.alpha;
    const exerciseId = await echoExercise(as(teacher).client);
    const { id } = (await expectStatus(202, submit(as(student), exerciseId, 'print(input())'))).body as { id: string };
    await eventually(
      async () =>
        (await installation.control.sql(`SELECT 1 FROM core.job WHERE waiting_for = 'sandbox' AND input ->> 'submission_id' = $1`, [id]))
          .length > 0,
    );
    await server.stop();
    await server.start({ LECTERN_RUNNER: 'bubblewrap', LECTERN_RUNNER_URL: '', LECTERN_RUNNER_TOKEN: '' });
    const submission = await decided(as(student), id);
    assert.deepEqual([submission.status, submission.score, submission.attempt], ['evaluated', 100, 1]);
    await eventually(async () => (await health()).checks.sandbox?.status === 'up');
  });
});
