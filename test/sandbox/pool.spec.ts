import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { type OrdinaryDriver, ordinaryDriver, WITHOUT_BUBBLEWRAP } from './ordinary-driver.js';

/** The first processes of this process's sandboxes: children of its children. */
function waiting(): number[] {
  const processes = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((found) => (found ? [{ pid: Number(found[1]), parent: Number(found[2]), args: found[3] ?? '' }] : []));
  const ours = new Set(processes.filter(({ parent, args }) => parent === process.pid && args.includes('bwrap')).map(({ pid }) => pid));
  return processes.filter(({ parent, args }) => ours.has(parent) && args.startsWith('/bin/sh')).map(({ pid }) => pid);
}

describe('Sandboxes that wait', { skip: WITHOUT_BUBBLEWRAP }, () => {
  let sandbox: OrdinaryDriver;
  before(async () => void (sandbox = await ordinaryDriver({ warm: { python: 2 } })));
  after(() => sandbox.close());
  const run = async (source: string) => (await sandbox.run('python', source)).stdout;

  it('are as many as they should be, and again after each run', async () => {
    await eventually(() => waiting().length === 2);
    assert.equal(await run('print(1)'), '1\n');
    await eventually(() => waiting().length === 2);
  });

  it('are used once', async () => {
    const leave = 'import os, sys\nprint(os.path.exists("/tmp/mark"), hasattr(sys, "mark"))\nopen("/tmp/mark", "w").close()\nsys.mark = 1';
    for (let round = 0; round < 4; round += 1) assert.equal(await run(leave), 'False False\n');
  });

  it('are replaced when they die, and never handed out', async () => {
    await eventually(() => waiting().length === 2);
    const before_ = waiting();
    for (const pid of before_) process.kill(pid, 'SIGKILL');
    assert.equal(await run('print(2)'), '2\n');
    await eventually(() => {
      const now = waiting();
      return now.length === 2 && now.every((pid) => !before_.includes(pid));
    });
  });

  it('are not waited for: more runs than sandboxes start their own', async () => {
    const outputs = await Promise.all(Array.from({ length: 6 }, (_, index) => run(`print(${index})`)));
    assert.deepEqual(outputs, ['0\n', '1\n', '2\n', '3\n', '4\n', '5\n']);
  });

  it('end with the driver, whatever they are doing', async () => {
    const other = await ordinaryDriver({ warm: { python: 1 } });
    const ended = Promise.allSettled([other.run('python', 'while True: pass'), other.run('javascript', 'for (;;);')]);
    await eventually(() => waiting().length >= 4);
    await other.close();
    for (const { status } of await ended) assert.equal(status, 'rejected');
    await assert.rejects(other.run('python', 'print(1)'));
    await eventually(() => waiting().length === 2);
  });
});
