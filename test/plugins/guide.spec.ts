import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { eventually } from '../../src/testing/eventually.js';

const run = promisify(execFile);
const home = join(import.meta.dirname, '../../..');

interface Block {
  readonly kind: string;
  readonly text: string;
}

/** The shell commands of the guide, in order; `../reading-diary` is in a folder of our own. */
const blocksOf = (guide: string, folder: string): Block[] =>
  [...guide.matchAll(/```sh ?(\w*)\n([\s\S]*?)```/g)].map(([, kind = '', text = '']) => ({
    kind,
    text: text.replaceAll('../reading-diary', join(folder, 'reading-diary')),
  }));

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
};

let folder: string;
let server: ChildProcess | undefined;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-guide-'));
});
after(async () => {
  if (server?.pid && server.exitCode === null) {
    process.kill(-server.pid, 'SIGTERM');
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

test('the guide to a first plugin does what it says', { timeout: 200_000 }, async () => {
  const blocks = blocksOf(readFileSync(join(home, 'docs/guides/your-first-plugin.md'), 'utf8'), folder);
  const start = blocks.findIndex(({ kind }) => kind === 'server');
  const { NODE_TEST_CONTEXT: _, NODE_ENV: __, ...inherited } = process.env;
  const port = await freePort();
  const env = {
    ...inherited,
    PATH: `${dirname(process.execPath)}:${inherited.PATH}`,
    PORT: String(port),
    LECTERN: `http://localhost:${port}`,
    LECTERN_DATA_DIR: join(folder, 'data'),
  };
  const bash = (parts: readonly Block[], more: NodeJS.ProcessEnv = {}) =>
    run('bash', ['-euo', 'pipefail', '-c', parts.map(({ text }) => text).join('\n')], { cwd: home, env: { ...env, ...more } });

  const { stdout } = await bash(blocks.slice(0, start));
  assert.match(stdout, /reading-diary conforms/);
  assert.match(stdout, /reading-diary\t1\.0\.0\tinstalled/);

  const plugins = { LECTERN_PLUGINS: join(folder, 'reading-diary') };
  server = spawn('bash', ['-c', blocks[start]?.text ?? ''], { cwd: home, env: { ...env, ...plugins }, detached: true, stdio: 'ignore' });
  await eventually(async () => (await fetch(`${env.LECTERN}/health/ready`)).ok, 60_000);

  const answers = await bash(blocks.slice(start + 1));
  assert.match(answers.stdout, /Today I began to read/);
  assert.match(answers.stdout, /"max_entries":1/);
});
