// npm run check: everything about the source that can be told without a database. `npm run check -- lint format` runs
// only those.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { build } from './build.mjs';

const FOLDERS = ['src', 'plugins', 'migrations', 'test', 'bench'].filter((folder) => existsSync(folder));
const bin = (name) => `node_modules/.bin/${name}`;

export const CHECKS = {
  typecheck: [bin('tsc'), '--noEmit', '-p', 'tsconfig.json'],
  lint: [bin('eslint'), '.'],
  format: [bin('prettier'), '--check', '--log-level', 'warn', '.'],
  boundaries: [bin('depcruise'), ...FOLDERS, '--config', '.dependency-cruiser.cjs'],
  'sdk-api': [process.execPath, 'scripts/sdk-api.mjs', '--check'],
  openapi: [process.execPath, 'scripts/openapi.mjs', '--check'],
};

/** Runs one check; resolves to what it said and whether it was content. */
export function runCheck(name) {
  const [command, ...parameters] = CHECKS[name];
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ name, passed: false, output: error.message, seconds: 0 }));
    child.on('close', (code) => resolve({ name, passed: code === 0, output, seconds: (performance.now() - started) / 1000 }));
  });
}

/** Two at a time: the slow ones use a core each. Returns how many passed and failed. */
export async function runChecks(names = Object.keys(CHECKS)) {
  build();
  const waiting = [...names];
  const counts = { passed: 0, failed: 0 };
  const worker = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const { passed, output, seconds } = await runCheck(name);
      counts[passed ? 'passed' : 'failed'] += 1;
      console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
      if (!passed) console.log(output.trimEnd().replace(/^/gm, '       '));
    }
  };
  await Promise.all([worker(), worker()]);
  return counts;
}

if (process.argv[1] === import.meta.filename) {
  const unknown = process.argv.slice(2).filter((name) => !(name in CHECKS));
  if (unknown.length > 0) {
    console.error(`Unknown check: ${unknown.join(', ')}. There are: ${Object.keys(CHECKS).join(', ')}`);
    process.exit(2);
  }
  const { passed, failed } = await runChecks(process.argv.length > 2 ? process.argv.slice(2) : undefined);
  console.log(`checks: ${passed} passed, ${failed} failed`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
}
