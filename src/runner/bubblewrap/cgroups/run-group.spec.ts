import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { RunGroup } from './run-group.js';

const LIMITS = { wall_ms: 1000, cpu_ms: 1000, memory_mb: 64, output_bytes: 1000, processes: 8, disk_mb: 4 };

/** A folder where the kernel's files would be is told by what is written to it. */
describe('The control group of a run', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'cgroups-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is one folder in version 2 and one for each controller in version 1', () => {
    const second = new RunGroup({ version: 2, folders: { memory: root, pids: root, cpu: root, cpuacct: root } }, LIMITS, 0);
    assert.equal(second.joins.length, 1);
    const folders = { memory: join(root, 'memory'), pids: join(root, 'pids') };
    for (const folder of Object.values(folders)) mkdirSync(folder);
    const first = new RunGroup({ version: 1, folders }, LIMITS, 0);
    assert.deepEqual(
      first.joins.map((file) => file.replace(/run-\d+/, 'run')),
      [join(root, 'memory/run/cgroup.procs'), join(root, 'pids/run/cgroup.procs')],
    );
    second.release();
    first.release();
    assert.ok(!existsSync(join(second.joins[0] ?? '', '..')));
  });

  it('reads what the kernel counts in version 2', () => {
    const group = new RunGroup({ version: 2, folders: { memory: root, cpuacct: root } }, LIMITS, 0);
    const folder = join(group.joins[0] ?? '', '..');
    assert.deepEqual([group.cpuMs(), group.peakKb(), group.memoryExceeded()], [undefined, null, false]);
    writeFileSync(join(folder, 'cpu.stat'), 'usage_usec 12500\nuser_usec 1\n');
    writeFileSync(join(folder, 'memory.peak'), '2097152\n');
    writeFileSync(join(folder, 'memory.events'), 'low 0\nmax 3\noom 1\noom_kill 1\n');
    assert.deepEqual([group.cpuMs(), group.peakKb(), group.memoryExceeded()], [12.5, 2048, true]);
  });

  it('kills all that is in it', () => {
    const group = new RunGroup({ version: 2, folders: { memory: root } }, LIMITS, 0);
    const folder = join(group.joins[0] ?? '', '..');
    writeFileSync(join(folder, 'cgroup.kill'), '');
    group.kill();
    assert.equal(readFileSync(join(folder, 'cgroup.kill'), 'utf8'), '1');
  });

  it('says why it cannot be made', () => {
    assert.throws(() => new RunGroup({ version: 2, folders: { memory: join(root, 'gone') } }, LIMITS, 0), { code: 'ENOENT' });
  });
});
