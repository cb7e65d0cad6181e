import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Driver } from '../driver.js';
import type { CaseResult, RunCase } from '../protocol.js';
import { createWasmDriver } from './wasm-driver.js';

let driver: Driver;

before(async () => {
  driver = await createWasmDriver({
    nodePath: process.execPath,
    pyodideDir: dirname(createRequire(import.meta.url).resolve('pyodide/package.json')),
    childScript: join(import.meta.dirname, 'pyodide-child.js'),
  });
});

after(() => driver.close());

const never = new AbortController().signal;

type Given = { [P in 'stdin' | 'function' | 'kind']?: string } & { arguments?: readonly unknown[]; limits?: object };

const run = async (source: string, { limits = {}, ...more }: Given = {}): Promise<CaseResult> => {
  const [language] = driver.languages;
  assert.ok(language);
  const program = await driver.prepare({ language: 'python', source }, language.limits, never);
  return program.run({ kind: 'program', stdin: '', ...more } as RunCase, { ...language.limits, ...limits }, never);
};

test('a program reads, prints and ends', async () => {
  const { status, stdout, stderr, exit_code } = await run(
    'name = input()\nprint("Hello,", name)\nimport sys\nprint("oops", file=sys.stderr)\nexit(3)',
    {
      stdin: 'Ada\n',
    },
  );
  assert.deepEqual(
    { status, stdout, stderr, exit_code },
    { status: 'runtime_error', stdout: 'Hello, Ada\n', stderr: 'oops\n', exit_code: 3 },
  );
});

test('a call gives its value as JSON', async () => {
  const { status, value } = await run('def add(a, b):\n    return a + b', {
    kind: 'call',
    function: 'add',
    arguments: [1, 2],
  });
  assert.deepEqual({ status, value }, { status: 'ok', value: '3' });
});

test('a value that is too long is none, and says so', async () => {
  const { status, value, stderr } = await run('def f():\n    return "x" * 3_000_000', { kind: 'call', function: 'f', arguments: [] });
  assert.deepEqual([status, value], ['runtime_error', undefined]);
  assert.match(stderr, /^What f returned is too long/);
});

test('a traceback shows the learner’s lines alone', async () => {
  const { status, stderr } = await run('def f():\n    return 1 / 0\nf()');
  assert.equal(status, 'runtime_error');
  assert.match(stderr, /^Traceback[^]*File "\/work\/main.py", line 3[^]*ZeroDivisionError/);
  assert.doesNotMatch(stderr, /bootstrap|_pyodide|<exec>/);
});

test('limits end a program, and what it printed before is kept', async () => {
  const loop = await run('print("on")\nwhile True: pass', { limits: { wall_ms: 3000 } });
  assert.deepEqual([loop.status, loop.stdout], ['timeout', 'on\n']);
  const flood = await run('while True: print("x" * 1000)', { limits: { output_bytes: 5000 } });
  assert.deepEqual([flood.status, flood.truncated, flood.stdout.length], ['output_exceeded', true, 5000]);
  const memory = await run('x = [bytearray(100_000_000) for _ in range(50)]');
  assert.equal(memory.status, 'memory_exceeded');
});

test('an aborted run leaves nothing behind, and the next one works', async () => {
  const stop = new AbortController();
  const [language] = driver.languages;
  assert.ok(language);
  const program = await driver.prepare({ language: 'python', source: 'while True: pass' }, language.limits, never);
  const running = program.run({ kind: 'program', stdin: '' }, language.limits, stop.signal);
  stop.abort(new Error('gone'));
  await assert.rejects(running, /gone/);
  assert.equal((await run('print(1)')).stdout, '1\n');
});

const HOSTILE = `
import sys

def without_traces():
    for name in ("js", "pyodide_js"):
        sys.modules.pop(name, None)
    import js

def code_of_a_string():
    sys.modules.pop("_pyodide_core")
    import _pyodide_core
    print("ESCAPED", _pyodide_core.to_js([1]).constructor.constructor("return 1")())

def imports(name):
    return lambda: __import__(name)

def process():
    import subprocess
    subprocess.run(["ls"])

attempts = [imports("js"), imports("pyodide_js"), imports("pyodide.code"), without_traces, process, code_of_a_string, lambda: open("/etc/passwd")]
for number, attempt in enumerate(attempts):
    try:
        attempt()
        print("ESCAPED", number)
    except Exception as error:
        print("refused")
print(len(attempts))
`;

test('hostile: neither the bridge to the host nor its files, processes or code are in reach', async () => {
  const { status, stdout, stderr } = await run(HOSTILE);
  assert.deepEqual({ status, stdout, stderr }, { status: 'ok', stdout: `${'refused\n'.repeat(7)}7\n`, stderr: '' });
});

test('hostile: nothing of the environment, the arguments or the machine is to be seen', async () => {
  const { stdout } = await run('import os, sys\nprint(sorted(os.environ), sys.argv, sorted(os.listdir("/")))');
  assert.equal(stdout, "['HOME', 'LANG', 'PATH'] ['main.py'] ['dev', 'home', 'lib', 'proc', 'tmp', 'work']\n");
});

test('hostile: no packet leaves', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { status } = await run(`import socket\ns = socket.create_connection(("127.0.0.1", ${port}), 2)\ns.send(b"x")\nprint(s.recv(1))`);
  assert.equal(status, 'runtime_error');
  assert.equal(connections, 0);
  await new Promise((resolve) => server.close(resolve));
});
