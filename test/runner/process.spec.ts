import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import { isRunning } from '../start/spawned.js';
import { descendantsOf, RunnerProcess, type RunnerProcessOptions, TOKEN } from './runner-process.js';

const settings = {
  driver: 'bubblewrap',
  weak_allowed: false,
  production: true,
  concurrency: 1,
  listen: 'private',
  token: TOKEN,
};
const isRoot = process.getuid?.() === 0;
const LONG = { limits: { wall_ms: 60_000, cpu_ms: 60_000 } };

describe("the runner's process", { skip: noSandbox }, () => {
  const started: RunnerProcess[] = [];
  const start = (options: RunnerProcessOptions): RunnerProcess => {
    const runner = new RunnerProcess(options);
    started.push(runner);
    return runner;
  };
  afterEach(async () => {
    for (const runner of started.splice(0)) await runner.end();
  });

  it('started as root, becomes a user of its own without any right', { skip: isRoot ? false : 'needs root' }, async () => {
    const runner = start({ settings });
    await runner.listening();
    const status = readFileSync(`/proc/${runner.pid}/status`, 'utf8');
    const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1]?.trim();
    const [uid] = (field('Uid') ?? '').split('\t');
    assert.ok(Number(uid) > 0 && Number(uid) !== 65_534, status);
    assert.deepEqual([...new Set(field('Uid')?.split('\t'))], [uid]);
    assert.deepEqual([...new Set(field('Gid')?.split('\t'))].length, 1);
    assert.equal(field('Groups'), '');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) assert.match(field(set) ?? '', /^0+$/, set);
    assert.equal((await runner.run('print("ran")')).stdout, 'ran\n');
  });

  it('is not the user of others', { skip: isRoot ? false : 'needs root' }, async () => {
    for (const user of ['root', 'nobody', '0', '65534', 'nobody-has-this-name']) {
      const { code, output } = await start({ settings: { ...settings, user } }).ended;
      assert.equal(code, 78, output);
      assert.match(output, /LECTERN_RUNNER_USER/);
    }
    const runner = start({ settings: { ...settings, user: '64777' } });
    await runner.listening();
    assert.match(readFileSync(`/proc/${runner.pid}/status`, 'utf8'), /^Uid:\t64777\t64777\t64777\t64777$/m);
    assert.equal((await runner.run('print("ran")')).stdout, 'ran\n');
  });

  it('holds nothing of the server: neither environment nor secrets in its command line', async () => {
    const runner = start({ settings });
    await runner.listening();
    assert.equal(readFileSync(`/proc/${runner.pid}/environ`, 'utf8'), '');
    assert.doesNotMatch(readFileSync(`/proc/${runner.pid}/cmdline`, 'utf8'), new RegExp(TOKEN));
  });

  it('ends with whoever started it, and all that it runs', async () => {
    const runner = start({ settings });
    const endpoint = await runner.listening();
    assert.ok('socketPath' in endpoint.target);
    const folder = dirname(endpoint.target.socketPath);
    assert.ok(existsSync(folder));
    const running = runner.run('import time; time.sleep(60)', LONG).catch(() => 'failed');
    await eventually(async () => (await runner.status()).running === 1);
    const all = await eventually(() => {
      const below = descendantsOf(runner.pid);
      return below.length >= 2 ? below : undefined;
    });
    runner.child.stdin?.end();
    assert.equal(await running, 'failed');
    assert.equal((await runner.ended).code, 0);
    await eventually(() => !all.some(isRunning));
    assert.equal(existsSync(folder), false);
  });

  it('killed, it leaves no process behind', async () => {
    const runner = start({ settings });
    const running = runner.run('import os, time\nfor _ in range(5): os.fork()\ntime.sleep(60)', LONG).catch(() => 'failed');
    await eventually(async () => (await runner.status()).running === 1);
    const all = await eventually(() => {
      const below = descendantsOf(runner.pid);
      return below.length > 20 ? below : undefined;
    });
    runner.child.kill('SIGKILL');
    assert.equal(await running, 'failed');
    await eventually(() => !all.some(isRunning));
  });

  it('on SIGTERM finishes what it runs, takes nothing more, and ends', async () => {
    const runner = start({ settings });
    const running = runner.run('import time; time.sleep(3); print("finished")');
    await eventually(async () => (await runner.status()).running === 1);
    runner.child.kill('SIGTERM');
    // the signal is on its way until then
    await eventually(async () => (await runner.status()).problem === 'the runner is ending');
    await assert.rejects(runner.run('print(1)'), /not available/);
    assert.equal((await running).stdout, 'finished\n');
    assert.equal((await runner.ended).code, 0);
  });

  it('by itself is configured by its environment, which may not hold what the server has', async () => {
    const env = {
      LECTERN_RUNNER_LISTEN: '127.0.0.1:0',
      LECTERN_RUNNER_TOKEN: TOKEN,
      LECTERN_RUNNER_CONCURRENCY: '1',
      NODE_ENV: 'production',
    };
    const runner = start({ env });
    assert.equal((await runner.run('print("over tcp")')).stdout, 'over tcp\n');
    for (const name of ['DATABASE_URL', 'DATABASE_APP_URL', 'SECRET_KEY', 'JWT_SECRET_KEY', 'OPENAI_API_KEY', 'REDIS_URL', 'PGPASSWORD']) {
      const { code, output } = await start({ env: { ...env, [name]: 'canary' } }).ended;
      assert.equal(code, 78, output);
      assert.match(output, new RegExp(`${name}: must not be`));
      assert.doesNotMatch(output, /canary/);
    }
    for (const wrong of [
      { LECTERN_RUNNER_TOKEN: 'canary' },
      { LECTERN_RUNNER: 'process' },
      { LECTERN_RUNNER: 'wasm' },
      { LECTERN_RUNNER_CONCURRENCY: '0' },
    ]) {
      const { code, output } = await start({ env: { ...env, ...wrong } }).ended;
      assert.equal(code, 78, output);
      assert.match(output, new RegExp(Object.keys(wrong).join()));
      assert.doesNotMatch(output, /canary/);
    }
  });
});
