import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CaseResult, RunRequest } from '../../../src/runner/protocol.js';
import { eventually } from '../../../src/testing/eventually.js';
import { WITHOUT_BUBBLEWRAP } from '../ordinary-driver.js';
import { TestSandbox } from '../test-sandbox.js';
import { hostilePrograms, type HostileProgram } from './hostile-program.js';
import { filesBelow, groupsOf, processesAtRest, survivors } from './left-behind.js';
import { Neighbour } from './neighbour.js';
import { Outside } from './outside.js';
import { described, problemsOf } from './verdict.js';

/** Programs at a time, beside the neighbour. Most of them wait for their clock. */
const AT_A_TIME = 5;
/** Beside five hostile programs, on a machine that is busy with other tests. */
const GOOD_TIME_MS = 15_000;
const CHECK_EVERY = 40;
/** Of a program that says nothing of its own: it ends long before. */
const LIMITS = { wall_ms: 5000, cpu_ms: 3000, memory_mb: 128, disk_mb: 16, output_bytes: 65_536 };
/** Of a program whose end is not up to the clock: how long it may be kept waiting by the others says nothing about it. */
const PATIENCE = { wall_ms: 30_000, cpu_ms: 15_000 };

const limitsOf = ({ expect, limits }: HostileProgram) => ({ ...LIMITS, ...limits, ...(expect.includes('timeout') ? {} : PATIENCE) });

const programs = hostilePrograms({});

describe('a runner among hostile programs', { skip: WITHOUT_BUBBLEWRAP }, () => {
  let runner: TestSandbox;
  let outside: Outside;
  let neighbour: Neighbour;
  let known: ReadonlyMap<string, HostileProgram>;
  let atStart: { processes: number; files: number; groups: number };
  let ended = 0;

  const run = async (request: RunRequest): Promise<CaseResult> => {
    const [result] = await runner.run(request);
    assert.ok(result);
    return result;
  };

  const hello = async (): Promise<number> => {
    const started = performance.now();
    const cases = [{ kind: 'program', stdin: 'Ada' }] as const;
    const result = await run({ language: 'python', source: 'print("Hello,", input())', cases: [...cases] });
    assert.equal(result.stdout, 'Hello, Ada\n', described(result));
    return performance.now() - started;
  };

  before(async () => {
    outside = await Outside.open();
    runner = await TestSandbox.start(AT_A_TIME + 1);
    known = new Map(hostilePrograms(outside.places(runner)).map((program) => [program.name, program]));
    await hello();
    const processes = await processesAtRest(runner.pid);
    atStart = { processes, files: (await filesBelow(runner.folder)).length, groups: (await groupsOf(runner.pid)).length };
    neighbour = new Neighbour((request) => runner.run(request));
  });
  after(async () => {
    await runner.close();
    await outside.close();
  });

  it('has enough of them', () => {
    assert.ok(programs.length >= 220, `${programs.length} programs`);
    for (const language of ['python', 'javascript', 'c'])
      assert.ok(programs.filter((program) => program.language === language).length >= 50);
  });

  describe('ends each as expected', { concurrency: AT_A_TIME }, () => {
    for (const { name } of programs) {
      it(name, async () => {
        const program = known.get(name);
        assert.ok(program);
        const limits = limitsOf(program);
        const { language, source } = program;
        const result = await run({ language, source, cases: [program.run], limits, priority: 'bulk' });
        const problems = problemsOf(program, result, [outside.secret, neighbour.secret], limits.wall_ms);
        assert.deepEqual(problems, [], described(result));
        if ((ended += 1) % CHECK_EVERY === 0) assert.ok((await hello()) < GOOD_TIME_MS, 'the service answers in good time');
      });
    }
  });

  it('leaves others undisturbed', async () => {
    await neighbour.leave();
    assert.ok(neighbour.runs > 0);
    assert.deepEqual(neighbour.disturbances, []);
  });

  it('lets nothing out', async (t) => {
    if (!(await outside.watchesPackets(eventually))) t.diagnostic('packets are not watched: that takes an administrator');
    assert.deepEqual(await outside.traces(), []);
  });

  it('leaves no process behind', async () => {
    assert.deepEqual(await survivors(outside.processName), []);
    assert.ok((await processesAtRest(runner.pid)) <= atStart.processes);
  });

  it('leaves no file behind, and no control group', async () => {
    await eventually(async () => (await filesBelow(runner.folder)).length <= atStart.files);
    await eventually(async () => (await groupsOf(runner.pid)).length <= atStart.groups);
  });

  it('answers afterwards', async () => {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) times.push(await hello());
    assert.ok(Math.min(...times) < 2000, `${times.join(', ')} ms`);
    const status = await runner.status();
    assert.deepEqual([status.running, status.waiting], [0, 0]);
  });
});
