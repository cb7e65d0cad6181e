import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type OrdinaryDriver, ordinaryDriver, WITHOUT_BUBBLEWRAP } from './ordinary-driver.js';

describe('Languages in a sandbox', { skip: WITHOUT_BUBBLEWRAP }, () => {
  let sandbox: OrdinaryDriver;
  before(async () => void (sandbox = await ordinaryDriver({ warm: { python: 1 } })));
  after(() => sandbox.close());
  const program = (language: string, source: string, stdin = '', limits = {}) =>
    sandbox.run(language, source, { kind: 'program', stdin }, limits);
  const call = (language: string, source: string, ...given: (number | string)[]) =>
    sandbox.run(language, source, { kind: 'call', function: 'add', arguments: given });

  describe('JavaScript', () => {
    const javascript = (source: string, stdin?: string, limits?: object) => program('javascript', source, stdin, limits);

    it('runs scripts and modules', async () => {
      assert.partialDeepStrictEqual(
        await javascript('console.log(require("fs").readFileSync(0, "utf8").trim(), require.main === module)', 'Ada\n'),
        {
          status: 'ok',
          stdout: 'Ada true\n',
          stderr: '',
        },
      );
      assert.equal((await javascript('import { EOL } from "node:os";\nconsole.log(JSON.stringify(EOL), await 1);')).stdout, '"\\n" 1\n');
    });

    it('tells errors by its own lines', async () => {
      const { status, stderr, exit_code } = await javascript('\nnull.x;\n');
      assert.deepEqual([status, exit_code], ['runtime_error', 1]);
      assert.match(stderr, /^\/work\/main\.js:2\n/);
      assert.doesNotMatch(stderr, /bootstrap/);
      assert.partialDeepStrictEqual(await javascript('process.exit(7)'), { status: 'runtime_error', exit_code: 7 });
    });

    it('has no more memory than it may, on the heap or beside it', async () => {
      const heap = 'const all = []; for (;;) all.push(new Array(1000).fill(0.5));';
      const beside = 'const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1));';
      for (const source of [heap, beside]) {
        const result = await javascript(source, '', { memory_mb: 96 });
        assert.equal(result.status, 'memory_exceeded', JSON.stringify(result));
      }
    });

    it('calls what is exported or declared, and waits for it', async () => {
      const add = ['function add(a, b) { return a + b; }', 'const add = async (a, b) => a + b;', 'exports.add = (a, b) => a + b;'];
      for (const source of [...add, 'export function add(a, b) { return a + b; }']) {
        assert.partialDeepStrictEqual(await call('javascript', source, 1, 2), { status: 'ok', value: '3' }, source);
      }
    });

    it('gives no value that JSON does not have', async () => {
      const returned = ['NaN', 'undefined', '[1, undefined]', 'new Map()', '10n', '() => 1', '{ a: Infinity }'];
      for (const value of returned) {
        const result = await call('javascript', `const add = () => (${value});`);
        assert.deepEqual([result.status, result.value], ['runtime_error', undefined], value);
        assert.match(result.stderr, /^What add returned is no JSON value: /);
      }
      assert.match((await call('javascript', 'const sub = 1;')).stderr, /^The program defines no function add\./);
    });
  });

  describe('Python', () => {
    it('calls a function of a program that is not the main one', async () => {
      const source = 'def add(a, b):\n    print(__name__)\n    return {"sum": a + b}\n\nif __name__ == "__main__":\n    input()\n';
      assert.partialDeepStrictEqual(await call('python', source, 1, 2), { status: 'ok', value: '{"sum": 3}', stdout: 'main\n' });
    });

    it('gives no value that JSON does not have, or that came twice', async () => {
      for (const value of ['{1}', 'float("nan")', 'object()', 'b""']) {
        const result = await call('python', `def add(): return ${value}`);
        assert.deepEqual([result.status, result.value], ['runtime_error', undefined], value);
        assert.match(result.stderr, /^What add returned is no JSON value: /);
      }
      const forged = 'import os\nos.write(4, b"V\\x00\\x00\\x00\\x011")\ndef add(): return 2';
      assert.equal((await call('python', forged)).value, undefined);
      assert.match((await call('python', 'sub = 1')).stderr, /^The program defines no function add\./);
    });

    it('gives no value that is too long', async () => {
      for (const [language, source] of [
        ['python', 'def add(): return "x" * 1100000'],
        ['javascript', 'const add = () => "x".repeat(1100000);'],
      ] as const) {
        const { status, value, stderr } = await call(language, source);
        assert.deepEqual([status, value], ['runtime_error', undefined]);
        assert.match(stderr, /1048576/);
      }
    });

    it('knows nothing of the call’s machinery', async () => {
      const source =
        'import sys\ndef add():\n    frame, found = sys._getframe(), []\n    while frame: found.append(sorted(frame.f_locals)); frame = frame.f_back\n    return found';
      const { value } = await call('python', source);
      assert.doesNotMatch(value ?? 'nothing', /secret|expected/);
    });
  });

  describe('C', () => {
    it('is compiled once and run any number of times', async () => {
      const source =
        '#include <stdio.h>\n#include <math.h>\nint main(void) { double x; scanf("%lf", &x); printf("%.3f\\n", sqrt(x)); return 0; }';
      const limits = sandbox.driver.languages.find(({ id }) => id === 'c')?.limits ?? assert.fail('no C');
      const { signal } = new AbortController();
      const prepared = await sandbox.driver.prepare({ language: 'c', source }, limits, signal);
      assert.equal(prepared.refusal, undefined);
      const runs = await Promise.all(['2', '9'].map((stdin) => prepared.run({ kind: 'program', stdin }, limits, signal)));
      assert.deepEqual(
        runs.map(({ stdout }) => stdout),
        ['1.414\n', '3.000\n'],
      );
      await prepared.dispose();
    });

    it('tells what the compiler has against it', async () => {
      const wrong = await program('c', 'int main(void) { return x; }');
      assert.partialDeepStrictEqual(wrong, { status: 'compile_error', stdout: '', exit_code: 1 });
      assert.match(wrong.stderr, /^main\.c: In function 'main':\nmain\.c:1:25: error: /);
      assert.equal((await program('c', '#include "/dev/zero"\nint main(void) {}')).status, 'compile_error');
    });

    it('is stopped at its limits', async () => {
      assert.equal((await program('c', 'int main(void) { for (;;); }', '', { cpu_ms: 200 })).status, 'timeout');
      const greedy = '#include <stdlib.h>\n#include <string.h>\nint main(void) { for (;;) memset(malloc(1 << 20), 1, 1 << 20); }';
      assert.match((await program('c', greedy, '', { memory_mb: 32 })).status, /^(memory_exceeded|runtime_error)$/);
      assert.partialDeepStrictEqual(await program('c', 'int main(void) { return *(volatile int *)0; }'), {
        status: 'runtime_error',
        exit_code: null,
      });
    });
  });

  it('takes large sources and inputs, and programs that do not care for them', async () => {
    const large = `text = """${'x'.repeat(1_000_000)}"""\nprint(len(text))`;
    assert.equal((await program('python', large)).stdout, '1000000\n');
    assert.equal((await program('python', 'import sys; print(len(sys.stdin.read()))', 'y'.repeat(1_000_000))).stdout, '1000000\n');
    assert.partialDeepStrictEqual(await program('python', 'print("done")', 'y'.repeat(1_000_000)), { status: 'ok', stdout: 'done\n' });
    assert.equal((await program('python', 'import os\nfor fd in range(5):\n    try: os.close(fd)\n    except OSError: pass')).status, 'ok');
  });
});
