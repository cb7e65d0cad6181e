import { constants, readFileSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// The script of a child process that runs one program in WebAssembly and is then killed. What Node lets it do at all is
// decided by the flags it is started with; see `interpreter-process.ts`. Arguments: the folder of Pyodide, the bootstrap.
// Standard input brings the case, descriptor 3 takes two lines: that it is ready, and how the program ended.

interface Pyodide {
  runPython(code: string): (text: string) => string;
  unregisterJsModule(name: string): void;
  setStdin(options: { read: (buffer: Uint8Array) => number; isatty: boolean }): void;
  setStdout(options: { write: (buffer: Uint8Array) => number; isatty: boolean }): void;
  setStderr(options: { write: (buffer: Uint8Array) => number; isatty: boolean }): void;
}

const REPORT = 3;
const [, , folder = '', bootstrap = ''] = process.argv;

// Asked for one table of constants while Pyodide loads, which the permission model refuses to give.
Object.assign(process, { binding: () => ({ fs: constants }) });

const { loadPyodide } = (await import(pathToFileURL(`${folder}/pyodide.mjs`).href)) as {
  loadPyodide: (options: object) => Promise<Pyodide>;
};
const python = await loadPyodide({ indexURL: `${folder}/`, jsglobals: Object.create(null) as object, env: {} });
for (const module of ['js', 'pyodide_js']) python.unregisterJsModule(module);

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** The pipes do not block: when one is full, WebAssembly waits until the host has read. */
const writeAll = (descriptor: number, bytes: Uint8Array): number => {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }
  return bytes.length;
};
python.setStdout({ write: (bytes) => writeAll(1, bytes), isatty: false });
python.setStderr({ write: (bytes) => writeAll(2, bytes), isatty: false });
let input = Buffer.alloc(0);
python.setStdin({
  read(buffer) {
    const count = input.copy(buffer);
    input = input.subarray(count);
    return count;
  },
  isatty: false,
});
const run = python.runPython(readFileSync(bootstrap, 'utf8'));

// Whatever of the host is still in reach of WebAssembly's own glue is of no use without these.
const host = process;
for (const name of ['process', 'fetch', 'WebSocket', 'EventSource', 'require', 'navigator']) Reflect.deleteProperty(globalThis, name);

writeSync(REPORT, 'ready\n');
const parts: Buffer[] = [];
for await (const part of host.stdin) parts.push(part as Buffer);
const text = Buffer.concat(parts).toString();
// Asked for by somebody, or given up by a host that has none to run.
if (text === '') host.exit(0);
input = Buffer.from((JSON.parse(text) as { stdin?: string }).stdin ?? '');
const before = host.cpuUsage();
const ended = run(text);
const { user, system } = host.cpuUsage(before);
writeAll(REPORT, Buffer.from(`${JSON.stringify({ ...(JSON.parse(ended) as object), cpu_ms: (user + system) / 1000 })}\n`));
host.exit(0);
