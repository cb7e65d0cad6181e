import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runnerAt } from '../../src/platform/sandbox/runner-connection.js';
import type { LocalRunner } from '../../src/platform/sandbox/local-runner.js';
import { Sandbox } from '../../src/platform/sandbox/sandbox.js';
import type { RunRequest } from '../../src/runner/protocol.js';
import { Unavailable } from '../../src/sdk/errors.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { noSandbox, startTestRunner } from '../../src/testing/test-runner.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';

const program = (source: string, more: Partial<RunRequest> = {}): RunRequest => ({
  language: 'python',
  source,
  cases: [{ kind: 'program' }],
  ...more,
});
const isAway = (error: unknown): boolean => error instanceof Unavailable && error.extras.dependency === 'sandbox';
const sandboxOf = async (server: TestServer) => (await client(server).get('//health')).body.checks.sandbox;

describe('the sandbox', { skip: noSandbox }, () => {
  let runner: LocalRunner;
  let server: TestServer;
  let sandbox: Sandbox;
  before(async () => {
    runner = await startTestRunner({ concurrency: 1 });
    server = await startTestServer({ runner });
    sandbox = server.get(Sandbox);
  });
  after(async () => {
    await server.close();
    await runner.close();
  });

  it('gives results in the order of the cases, and tells of each as it ends', async () => {
    const told: number[] = [];
    const cases = ['1', '2', '3'].map((stdin) => ({ kind: 'program' as const, stdin }));
    const results = await sandbox.run(program('print(input())', { cases }), { onResult: (index) => told.push(index) });
    assert.deepEqual(
      results.map(({ stdout }) => stdout),
      ['1\n', '2\n', '3\n'],
    );
    assert.deepEqual(told.sort(), [0, 1, 2]);
  });

  it('says in health what runs code, and how far that may be trusted', async () => {
    const { status, message } = await sandboxOf(server);
    assert.equal(status, 'up');
    assert.match(message, /^bubblewrap; .*cpu: /);
  });

  it('ends a run whose caller no longer wants it', async () => {
    const stop = new AbortController();
    const running = sandbox.run(program('while True: pass'), { signal: stop.signal });
    await eventually(async () => (await server.get(Sandbox).status()).running === 1);
    stop.abort(new Error('not wanted'));
    await assert.rejects(running, /not wanted/);
    assert.equal((await sandbox.run(program('print(1)')))[0]?.stdout, '1\n');
  });

  it('a runner killed in mid-run fails the run, comes again by itself, and runs the next', async () => {
    const { pid } = runner;
    assert.ok(pid);
    const running = sandbox.run(program('import time; time.sleep(60)', { limits: { wall_ms: 60_000 } }));
    await eventually(async () => (await sandbox.status()).running === 1);
    process.kill(pid, 'SIGKILL');
    await assert.rejects(running, isAway);
    await eventually(() => runner.pid !== pid && runner.endpoint);
    assert.equal((await eventually(() => sandbox.run(program('print("again")'))))[0]?.stdout, 'again\n');
  });

  it('is away, and says why, with a wrong token, without a runner, and where a weak one is not allowed', async () => {
    assert.ok(runner.endpoint && 'socketPath' in runner.endpoint.target);
    const weak = await startTestRunner({ driver: 'process' });
    const address = `unix:${runner.endpoint.target.socketPath}`;
    const others = [
      { options: { runner: runnerAt(address, 'x'.repeat(32)) }, message: /does not accept our token/ },
      { options: { runner: runnerAt('http://127.0.0.1:1', 'x'.repeat(32)) }, message: /does not answer/ },
      { options: { runner: weak, env: { HOST: '::' } }, message: /process is weak/ },
    ];
    for (const { options, message } of others) {
      const other = await startTestServer({ ...options, database: server.database, plugins: [] });
      try {
        await assert.rejects(other.get(Sandbox).run(program('print(1)')), isAway);
        const { status, message: said } = await sandboxOf(other);
        assert.equal(status, 'degraded');
        assert.match(said, message);
        assert.equal((await client(other).get('//health/ready')).status, 200);
      } finally {
        await other.close();
      }
    }
    await weak.close();
  });

  it('is away without a runner at all, which is nothing that health complains about', async () => {
    const other = await startTestServer({ database: server.database, plugins: [] });
    try {
      await assert.rejects(other.get(Sandbox).status(), isAway);
      assert.equal((await sandboxOf(other)).status, 'up');
    } finally {
      await other.close();
    }
  });
});
