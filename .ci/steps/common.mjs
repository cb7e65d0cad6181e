import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export const repository = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');

export const readme = () => readFileSync(`${repository}/README.md`, 'utf8');

/** What stands between two markers of the README, code blocks only. */
export function readmeBlocks(marker) {
  const [, section = ''] = readme().match(new RegExp(`<!-- ${marker} -->([^]*)<!-- /${marker} -->`)) ?? [];
  const blocks = [...section.matchAll(/```\w+\n([^]*?)```/g)].map(([, code]) => code);
  if (blocks.length === 0) throw new Error(`The README has nothing marked ${marker}`);
  return blocks.join('\n');
}

const COMMAND_LIMIT_MS = 900_000;

/** Runs a command to its end, showing what it says. Throws when it fails, or does not end. */
export function run(command, parameters, options = {}) {
  console.log(`$ ${command} ${parameters.join(' ')}`);
  return execFileSync(command, parameters, { stdio: 'inherit', timeout: COMMAND_LIMIT_MS, ...options });
}

/** A server as a child process; its output goes to a file, which `text` reads. */
export function startServer(command, parameters, { log, ...options }) {
  const file = openSync(log, 'w');
  const child = spawn(command, parameters, { stdio: ['ignore', file, file], ...options });
  closeSync(file);
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  const text = () => readFileSync(log, 'utf8');
  return { child, exited, text };
}

export async function waitUntil(condition, what, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(100)) if (await condition()) return;
  throw new Error(`It did not happen within ${seconds} s that ${what}`);
}

export async function waitUntilReady(server, url, seconds = 60) {
  let ended = false;
  void server.exited.then(() => (ended = true));
  for (const end = Date.now() + seconds * 1000; Date.now() < end && !ended; await pause(100)) {
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`The server did not become ready:\n${server.text()}`);
}

/** Asks the server to end, as an orchestrator would, and returns how it did. */
export async function terminate(server, seconds = 25) {
  server.child.kill('SIGTERM');
  const late = pause(seconds * 1000, 'late', { ref: false });
  const how = await Promise.race([server.exited, late]);
  if (how === 'late') {
    server.child.kill('SIGKILL');
    throw new Error(`The server did not end within ${seconds} s of SIGTERM:\n${server.text()}`);
  }
  return how;
}

/** Runs the requests of the README and compares with what it says comes back (`# → text`), line by line. */
export function runJourney(url, password) {
  const script = readmeBlocks('journey');
  const environment = { ...process.env, LECTERN: url, LECTERN_DEMO_PASSWORD: password };
  const said = execFileSync('bash', ['-euo', 'pipefail', '-c', script], { env: environment, encoding: 'utf8' });
  console.log(said);
  const answers = said.split('\n');
  for (const [, expected] of script.matchAll(/# → (.+)$/gm)) {
    const at = answers.findIndex((line) => line.includes(expected.trim()));
    if (at < 0) throw new Error(`The README promises ${expected.trim()}, which did not come (in this order)`);
    answers.splice(0, at + 1);
  }
}

let passed = 0;
let failed = 0;

/** One counted part of a step. */
export async function part(name, work) {
  console.log(`--- ${name}`);
  try {
    await work();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.error(`FAILED ${name}: ${error.stack ?? error}`);
    throw error;
  }
}

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
