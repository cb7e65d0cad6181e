// Runs files of tests: builds, starts one embedded PostgreSQL for all of them, offers them one Kafka broker, and reports.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { build } from './build.mjs';
import { runInReadableCopy } from './readable-copy.mjs';
import { SharedBroker } from './shared-broker.mjs';
import { systemParts } from './system-parts.mjs';
import { TestReport } from './test-report.mjs';

const root = join(import.meta.dirname, '..');

function filesNamed(ending, words) {
  const entries = readdirSync(join(root, 'dist'), { recursive: true });
  const files = entries.filter((file) => file.endsWith(ending) && !file.includes('node_modules')).sort();
  // The long ones first, so that the last minute is not one file's.
  const ordered = [...files.filter((file) => file.startsWith('test')), ...files.filter((file) => !file.startsWith('test'))];
  return ordered.filter((file) => words.length === 0 || words.some((word) => file.includes(word))).map((file) => join(root, 'dist', file));
}

/**
 * Files end by themselves: told to exit after their last test they lose results that are still on the way. A test that hangs runs into
 * `timeout`; a file that lives on after its tests is ended, and has failed, when the time for all is over.
 */
async function runFiles(files, { concurrency, timeout, wholeTimeout }, report) {
  const options = { files, concurrency, timeout, signal: AbortSignal.timeout(wholeTimeout), execArgv: ['--enable-source-maps'] };
  for await (const { type, data } of run(options)) report.take(type, data);
}

async function startServices() {
  const { startEmbeddedPostgres } = await import('../dist/src/platform/database/embedded/start-embedded-postgres.js');
  const postgres = await startEmbeddedPostgres({ fast: true, database: 'lectern' });
  const broker = new SharedBroker();
  const { superuserUrl, ownerUrl, appUrl } = postgres;
  Object.assign(process.env, {
    LECTERN_TEST_SUPERUSER_URL: superuserUrl,
    LECTERN_TEST_OWNER_URL: ownerUrl,
    LECTERN_TEST_APP_URL: appUrl,
    LECTERN_TEST_BROKER_URL: await broker.listen(),
    NODE_ENV: 'test',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
  });
  let stopping;
  const stop = () => (stopping ??= Promise.all([broker.stop(), postgres.stop()]));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().finally(() => process.exit(130)));
  return { port: postgres.port, stop };
}

/**
 * The whole life of a script that tests: `script` is its path from the root, `ending` what its files end with once they are
 * compiled, `concurrency` how many run at once, `timeout` how long each test may take and `wholeTimeout` all of them. The words of the command line select files.
 */
export async function runSpecs({ script, ending, ...limits }) {
  const words = process.argv.slice(2);
  const elsewhere = runInReadableCopy(root, script, words);
  if (elsewhere !== undefined) process.exit(elsewhere);
  const started = performance.now();
  const { variables, missing } = systemParts();
  for (const name of missing) console.log(`${name} is missing: what needs it is skipped`);
  Object.assign(process.env, variables);
  const { compiled } = build({ tests: true });
  const services = await startServices();
  console.log(`${compiled} files compiled, PostgreSQL on port ${services.port} after ${Math.round(performance.now() - started)} ms`);
  const nameOf = (file) =>
    relative(root, file)
      .replace(/^dist\//, '')
      .replace(/\.js$/, '.ts');
  const report = new TestReport(nameOf);
  try {
    await runFiles(filesNamed(ending, words), limits, report);
  } finally {
    await services.stop();
  }
  const { passed, failed, skipped } = report.finish((performance.now() - started) / 1000);
  // Where everything can be installed, what was skipped was not shown to work.
  const tolerated = process.env.CI ? 0 : skipped;
  process.exit(failed > 0 || passed === 0 || skipped > tolerated ? 1 : 0);
}
