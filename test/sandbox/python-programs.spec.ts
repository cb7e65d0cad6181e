import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type OrdinaryDriver, ordinaryDriver, WITHOUT_BUBBLEWRAP } from './ordinary-driver.js';

describe('A Python program in a sandbox', { skip: WITHOUT_BUBBLEWRAP }, () => {
  let sandbox: OrdinaryDriver;
  before(async () => void (sandbox = await ordinaryDriver()));
  after(() => sandbox.close());
  const run = (source: string, stdin = '', limits = {}) => sandbox.run('python', source, { kind: 'program', stdin }, limits);

  it('reads its standard input and prints', async () => {
    const result = await run('print("Hello,", input())', 'Ada\n');
    assert.partialDeepStrictEqual(result, { status: 'ok', stdout: 'Hello, Ada\n', stderr: '', exit_code: 0, truncated: false });
    assert.ok(result.duration_ms > 0 && result.duration_ms < 20_000);
  });

  it('shows its own lines, and no others, in a traceback', async () => {
    const { status, stderr, exit_code } = await run('def half(n):\n    return n / 0\n\nhalf(1)\n');
    assert.deepEqual([status, exit_code], ['runtime_error', 1]);
    assert.match(stderr, /^Traceback \(most recent call last\):\n {2}File "\/work\/main\.py", line 4, in <module>\n {4}half\(1\)\n/);
    assert.match(stderr, /ZeroDivisionError: division by zero\n$/);
    assert.doesNotMatch(stderr, /bootstrap/);
  });

  it('says where its grammar is wrong', async () => {
    const { status, stderr } = await run('print("a"\n');
    assert.equal(status, 'runtime_error');
    assert.match(stderr, /^ {2}File "\/work\/main\.py", line 1\n/);
  });

  it('ends as it says', async () => {
    assert.partialDeepStrictEqual(await run('exit()'), { status: 'ok', exit_code: 0 });
    assert.partialDeepStrictEqual(await run('import sys\nsys.exit(3)'), { status: 'runtime_error', exit_code: 3 });
    assert.partialDeepStrictEqual(await run('import os\nos.kill(os.getpid(), 9)'), { status: 'runtime_error', exit_code: null });
  });

  it('is stopped at each of its limits', async () => {
    const endless = await run('print("begun")\nwhile True: pass', '', { cpu_ms: 300 });
    assert.partialDeepStrictEqual(endless, { status: 'timeout', stdout: 'begun\n', exit_code: null });
    const asleep = await run('import time\nprint("begun")\ntime.sleep(60)', '', { wall_ms: 1500 });
    assert.partialDeepStrictEqual(asleep, { status: 'timeout', stdout: 'begun\n' });
    assert.ok(asleep.duration_ms >= 1500 && asleep.duration_ms < 20_000);
    const loud = await run('while True: print("x" * 100)', '', { output_bytes: 1000 });
    assert.partialDeepStrictEqual(loud, { status: 'output_exceeded', truncated: true });
    assert.equal(loud.stdout.length, 1000);
    const greedy = await run('data = bytearray(10 ** 9)\nprint(len(data))');
    assert.partialDeepStrictEqual(greedy, { status: 'memory_exceeded', stdout: '' });
  });

  it('prints just as much as it may', async () => {
    const { status, stdout, truncated } = await run('print("x" * 999)', '', { output_bytes: 1000 });
    assert.deepEqual([status, stdout.length, truncated], ['ok', 1000, false]);
  });

  it('may print what is no text', async () => {
    const { stdout } = await run('import sys\nsys.stdout.buffer.write(b"\\xffa\\x00b")');
    assert.equal(stdout, '\uFFFDa\uFFFDb');
  });

  it('takes all of its children with it, daemons too', async () => {
    const source =
      'import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(60)\n    os._exit(0)\nprint("bye")';
    const result = await run(source);
    assert.partialDeepStrictEqual(result, { status: 'ok', stdout: 'bye\n' });
    assert.ok(result.duration_ms < 20_000);
  });

  it('sees nothing of the machine', async () => {
    const source = [
      'import os',
      'print(sorted(os.listdir("/dev")), os.getpid(), os.getuid(), os.uname().nodename, dict(os.environ))',
      'print([fd for fd in range(256) if open_(fd)])',
    ];
    const open = 'def open_(fd):\n    import os\n    try: os.fstat(fd)\n    except OSError: return False\n    return True\n';
    const { stdout } = await run(open + source.join('\n'));
    assert.equal(
      stdout,
      "['full', 'null', 'random', 'urandom', 'zero'] 2 1000 sandbox {'HOME': '/work', 'PATH': '/usr/bin:/bin', 'LANG': 'C.UTF-8'}\n[0, 1, 2, 4]\n",
    );
  });

  it('is abandoned when nobody waits for it any longer', async () => {
    const controller = new AbortController();
    const running = sandbox.run('python', 'while True: pass', {}, {}, controller.signal);
    setTimeout(() => controller.abort(new Error('gone')), 100);
    await assert.rejects(running, /gone/);
    assert.equal((await run('print(1)')).stdout, '1\n');
  });
});
