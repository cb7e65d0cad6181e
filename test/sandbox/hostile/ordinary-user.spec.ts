import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { WITHOUT_BUBBLEWRAP } from '../ordinary-driver.js';
import { RunnerProcess, TOKEN } from '../../runner/runner-process.js';
import { hostilePrograms } from './hostile-program.js';
import { described, problemsOf } from './verdict.js';

/** Somebody who owns nothing, has no account and is not the runner's own user either. */
const ORDINARY = 64_777;
/** Programs about what is used up; the rest is no different from a runner that root has started. */
const ABOUT_RESOURCES =
  /bomb|flood|fork|thread|memory|disk|recursion|daemon|orphan|outlives|children|deleted|relay|sparse|fallocate|signals|kill/;
/**
 * Where no control group can be made, what a program uses up in the kernel's own memory (files without content, full pipes) is bounded
 * by time and by the number of descriptors alone.
 */
const ONLY_BOUND_BY_CONTROL_GROUPS = /memory-in-|inode/;
const LIMITS = { wall_ms: 5000, cpu_ms: 3000, memory_mb: 128, disk_mb: 16, output_bytes: 65_536 };

describe('a runner without rights of any kind', { skip: WITHOUT_BUBBLEWRAP }, () => {
  let runner: RunnerProcess;
  before(() => {
    const env = {
      LECTERN_RUNNER: 'bubblewrap',
      LECTERN_RUNNER_LISTEN: '127.0.0.1:0',
      LECTERN_RUNNER_TOKEN: TOKEN,
      LECTERN_RUNNER_CONCURRENCY: '4',
    };
    runner = new RunnerProcess({ env, user: ORDINARY });
  });
  after(() => runner.end());

  it('says that only limits of processes are in force', async () => {
    const { driver, weak, in_force } = await runner.status();
    assert.deepEqual([driver, weak], ['bubblewrap', false]);
    for (const limit of ['memory', 'processes', 'cpu']) assert.match(in_force[limit] ?? '', /^rlimit/);
  });

  describe('still ends what uses up its machine', { concurrency: 4 }, () => {
    for (const program of hostilePrograms({ RUNNER_PID: '4194303', MARK: 'hostile' })) {
      if (!ABOUT_RESOURCES.test(program.name)) continue;
      it(program.name, async () => {
        const limits = { ...LIMITS, ...program.limits };
        const { language, source, run } = program;
        const result = await runner.run(source, { language, cases: [run], limits });
        const problems = problemsOf(program, result, [], limits.wall_ms);
        const known = ONLY_BOUND_BY_CONTROL_GROUPS.test(program.name);
        assert.deepEqual(known ? problems.filter((problem) => problem.startsWith('took')) : problems, [], described(result));
      });
    }
  });

  it('answers afterwards', async () => {
    assert.equal((await runner.run('print("still here")')).stdout, 'still here\n');
  });
});
