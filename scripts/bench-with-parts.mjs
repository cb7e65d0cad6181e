// Builds and runs a benchmark that needs Kafka or Redis: `node scripts/bench-with-parts.mjs events`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { systemParts } from './system-parts.mjs';

const root = join(import.meta.dirname, '..');
const [name, ...words] = process.argv.slice(2);
const { variables, missing } = systemParts();
for (const part of missing) console.error(`missing: ${part}`);
build({ tests: true });
const parameters = ['--enable-source-maps', join(root, `dist/bench/${name}.js`), ...words];
const { status } = spawnSync(process.execPath, parameters, { cwd: root, env: { ...process.env, ...variables }, stdio: 'inherit' });
process.exit(status ?? 1);
