// npm test: builds, starts one embedded PostgreSQL for all files and runs them two at a time.
// `npm test -- auth journeys` runs only the files whose path contains one of the words.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { build } from './build.mjs';
import { runInReadableCopy } from './readable-copy.mjs';
import { SharedBroker } from './shared-broker.mjs';
import { systemParts } from './system-parts.mjs';
import { TestReport } from './test-report.mjs';

const root = join(import.meta.dirname, '..');
const FILE_TIMEOUT_MS = 240_000;

function specFiles(words) {
  const entries = readdirSync(join(root, 'dist'), { recursive: true });
  const files = entries.filter((file) => file.endsWith('.spec.js') && !file.includes('node_modules')).sort();
  // The long ones first, so that the last minute is not one file's.
  const ordered = [...files.filter((file) => file.startsWith('test')), ...files.filter((file) => !file.startsWith('test'))];
  return ordered.filter((file) => words.length === 0 || words.some((word) => file.includes(word))).map((file) => join(root, 'dist', file));
}

/** Files end by themselves: told to exit after their last test they lose results that are still on the way. One that hangs runs into the limit. */
async function runFiles(files, report) {
  const options = { files, concurrency: 2, timeout: FILE_TIMEOUT_MS, execArgv: ['--enable-source-maps'] };
  for await (const { type, data } of run(options)) report.take(type, data);
}

const elsewhere = runInReadableCopy(root, 'scripts/test.mjs', process.argv.slice(2));
if (elsewhere !== undefined) process.exit(elsewhere);

const started = performance.now();
const { variables, missing } = systemParts();
for (const name of missing) console.log(`${name} is missing: what needs it is skipped`);
const { compiled } = build({ tests: true });
const { startEmbeddedPostgres } = await import('../dist/src/platform/database/embedded/start-embedded-postgres.js');
const postgres = await startEmbeddedPostgres({ fast: true, database: 'lectern' });
const { superuserUrl, ownerUrl, appUrl } = postgres;
const broker = new SharedBroker();
Object.assign(process.env, variables, {
  LECTERN_TEST_SUPERUSER_URL: superuserUrl,
  LECTERN_TEST_OWNER_URL: ownerUrl,
  LECTERN_TEST_APP_URL: appUrl,
  LECTERN_TEST_BROKER_URL: await broker.listen(),
  NODE_ENV: 'test',
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
});
console.log(`${compiled} files compiled, PostgreSQL on port ${postgres.port} after ${Math.round(performance.now() - started)} ms`);

let stopping;
const stop = () => (stopping ??= Promise.all([broker.stop(), postgres.stop()]));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().finally(() => process.exit(130)));

const report = new TestReport((file) =>
  relative(root, file)
    .replace(/^dist\//, '')
    .replace(/\.js$/, '.ts'),
);
try {
  await runFiles(specFiles(process.argv.slice(2)), report);
} finally {
  await stop();
}
const { passed, failed, skipped } = report.finish((performance.now() - started) / 1000);
// Where everything can be installed, what was skipped was not shown to work.
const tolerated = process.env.CI ? 0 : skipped;
process.exit(failed > 0 || passed === 0 || skipped > tolerated ? 1 : 0);
