import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { type OrdinaryDriver, ordinaryDriver, WITHOUT_BUBBLEWRAP } from './ordinary-driver.js';

describe('Control groups of runs', { skip: WITHOUT_BUBBLEWRAP }, () => {
  let sandbox: OrdinaryDriver;
  before(async () => void (sandbox = await ordinaryDriver({ warm: { python: 0 } })));
  after(() => sandbox.close());
  const run = (source: string, limits = {}) => sandbox.run('python', source, {}, limits);
  /** Where none can be made, that is what is said to be in force. */
  const bounded = (name: string, test: () => Promise<void>) =>
    void it(name, () => (sandbox.cgroupBase ? test() : assert.equal(sandbox.driver.in_force.memory, 'rlimit, watched')));

  bounded('are said to be in force', async () => {
    const version = `cgroup v${sandbox.cgroupBase?.version}`;
    const { memory = '', processes = '', cpu = '' } = sandbox.driver.in_force;
    for (const held of [memory, processes, cpu]) assert.ok(held.startsWith(version) || held.startsWith('rlimit'), held);
    assert.ok([memory, processes].some((held) => held.startsWith(version)));
  });

  bounded('bound the memory of all its processes together', async () => {
    const share = [
      'import os',
      'there, go = os.pipe(), os.pipe()',
      'for _ in range(3):',
      '    if os.fork() == 0:',
      '        data = bytearray(30 << 20)',
      '        os.write(there[1], b".")',
      '        os.close(go[1])',
      '        os.read(go[0], 1)',
      '        os._exit(0)',
      'for _ in range(3): os.read(there[0], 1)',
      'os.close(go[1])',
      'for _ in range(3): os.wait()',
      'print("all there")',
    ].join('\n');
    assert.equal((await run(share, { memory_mb: 64 })).status, 'memory_exceeded');
    const enough = await run(share, { memory_mb: 200 });
    assert.partialDeepStrictEqual(enough, { status: 'ok', stdout: 'all there\n' });
    assert.ok((enough.memory_kb ?? 0) > 90_000 && (enough.memory_kb ?? 0) <= 204_800, `${enough.memory_kb} KB`);
  });

  bounded('bound what lies in its files as memory', async () => {
    const source = 'for n in range(100):\n    with open(f"/tmp/{n}", "wb") as file: file.write(bytes(1 << 20))\nprint("written")';
    assert.equal((await run(source, { memory_mb: 32, disk_mb: 256 })).status, 'memory_exceeded');
  });

  bounded('count the processor time of all its processes together', async () => {
    const source = 'import os\nfor _ in range(4): os.fork()\nwhile True: pass';
    const result = await run(source, { cpu_ms: 400, wall_ms: 20_000 });
    assert.equal(result.status, 'timeout');
    assert.ok(result.cpu_ms >= 400 && result.cpu_ms < 5000, `${result.cpu_ms} ms`);
  });

  bounded('bound its processes and threads', async () => {
    const source = [
      'import threading',
      'started, end = 0, threading.Event()',
      'try:',
      '    for _ in range(100):',
      '        threading.Thread(target=end.wait).start()',
      '        started += 1',
      'except RuntimeError: pass',
      'end.set()',
      'print(started)',
    ];
    const { stdout } = await run(source.join('\n'), { processes: 10 });
    assert.ok(Number(stdout) >= 8 && Number(stdout) <= 10, stdout);
  });

  bounded('are gone with their runs', async () => {
    const folder = Object.values(sandbox.cgroupBase?.folders ?? {})[0] ?? '';
    await run('print(1)');
    await eventually(() => readdirSync(folder).every((name) => !name.startsWith('run-')));
  });
});
