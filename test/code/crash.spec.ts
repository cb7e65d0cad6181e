import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../src/testing/eventually.js';
import { startTestRunner } from '../../src/testing/test-runner.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { execute, setQuota, startCodeServer, usualDriver } from './support.js';

const SCRIPT = fileURLToPath(new URL('dying-server.js', import.meta.url));

describe('a server that is killed while a program runs', () => {
  let server: TestServer;
  let world: World;
  let child: ChildProcessByStdio<null, Readable, null>;
  let childUrl: string;

  before(async () => {
    server = await startCodeServer();
    world = await twoTenants(server);
    await setQuota(world.alpha, { user_concurrent: 1 });
    const env = { ...process.env, ...testEnvironment(server.database) };
    child = spawn(process.execPath, [SCRIPT], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    [childUrl] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  });
  after(async () => {
    child.kill('SIGKILL');
    await server.close();
  });

  it('leaves a place and a claim that end by themselves: then the same request is done, once', async () => {
    const { student } = world.alpha;
    const code = 'import time; time.sleep(2); print("done")';
    const headers = { authorization: `Bearer ${student.client.token}`, 'content-type': 'application/json', 'idempotency-key': 'killed' };
    const lost = fetch(`${childUrl}/api/v1/code/execute`, { method: 'POST', headers, body: JSON.stringify({ code }) });
    await eventually(async () => (await server.sql('SELECT 1 FROM core.code_run')).length === 1);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await assert.rejects(lost);
    await exited;

    const retry = () => execute(student, code, {}, { 'idempotency-key': 'killed' });
    assert.equal((await retry()).body.error_code, 'IDEMPOTENCY_IN_PROGRESS');
    assert.equal((await execute(student, 'print(1)')).body.error_code, 'QUOTA_EXCEEDED');
    // As if the time had passed.
    await server.sql(`UPDATE core.idempotency_claim SET leased_until = now() - interval '1 second'`);
    await server.sql(`UPDATE core.code_run SET expires_at = now() - interval '1 second'`);
    const done = await retry();
    assert.deepEqual([done.status, done.body.stdout], [200, 'done\n']);
    const replayed = await retry();
    assert.deepEqual([replayed.text, replayed.headers.get('idempotent-replayed')], [done.text, 'true']);
    const { body } = await student.client.get(`/code/history/${student.id}`);
    assert.deepEqual(body, [done.body]);
    const [account] = await server.sql('SELECT runs FROM core.code_cpu_day WHERE user_id = $1', [student.id]);
    assert.deepEqual(account, { runs: 1 });
  });
});

describe('a runner that is killed while a program runs', () => {
  it('is said to be away, costs nobody anything, and comes back', async () => {
    const runner = await startTestRunner({ driver: usualDriver });
    const server = await startTestServer({ runner });
    try {
      const { alpha } = await twoTenants(server);
      const lost = execute(alpha.student, 'import time; time.sleep(8)', {}, { 'idempotency-key': 'lost' });
      await eventually(async () => (await server.sql('SELECT 1 FROM core.code_run')).length === 1);
      const { endpoint } = runner;
      process.kill(runner.pid ?? 0, 'SIGKILL');
      const answer = await lost;
      assert.deepEqual([answer.status, answer.body.dependency], [503, 'sandbox']);
      for (const table of ['code_run', 'code_cpu_day', 'code_execution', 'idempotency_claim']) {
        assert.equal((await server.sql(`SELECT 1 FROM core.${table}`)).length, 0, table);
      }
      // not by its status, which is remembered for a while
      await eventually(() => runner.endpoint !== undefined && runner.endpoint !== endpoint);
      const again = await execute(alpha.student, 'print(1)', {}, { 'idempotency-key': 'lost' });
      assert.deepEqual([again.status, again.body.stdout], [200, '1\n']);
    } finally {
      await server.close();
      await runner.close();
    }
  });
});
