import 'reflect-metadata';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig } from '../src/platform/config/load-config.js';
import { LocalRunner } from '../src/platform/sandbox/local-runner.js';
import { hellos, sustainedRate } from './code-hello.js';
import { type CodeFindings, codeReportOf } from './code-report.js';
import { disturbance } from './code-saturation.js';
import { openSchool } from './code-school.js';
import { executions, startOfJobs, waitedSubmissions } from './code-submissions.js';
import { migrateAll, startDatabase } from './database.js';
import { productionEnvironment } from './environment.js';
import { childRunning, memoryOf } from './memory.js';
import { seed } from './seed.js';
import { startServer } from './server-process.js';
import { startCommand } from './start-command.js';

/** `npm run bench:code`: what running learners' code costs, and what others notice of it. */

const REST_MS = 4000;

const step = (text: string): void => console.error(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${text}`);

const startRunner = async (concurrency: number): Promise<LocalRunner> => {
  const runner = new LocalRunner({ mode: 'bubblewrap', production: true, weakAllowed: false, concurrency, user: undefined });
  const start = await runner.started;
  if (start?.driver) return runner;
  await runner.close();
  throw new Error(`No sandbox can be measured here: ${start?.problem ?? runner.problem}`);
};

/** The runner by itself, without a server. */
const measureRunner = async (concurrency: number) => {
  const runner = await startRunner(concurrency);
  try {
    await pause(REST_MS);
    const { rested, restless } = await hellos(runner);
    step(`hello, ${concurrency} at once`);
    const sustained = await sustainedRate(runner, concurrency);
    step(`runs a second, ${concurrency} at once`);
    return { rested, restless, sustained };
  } finally {
    await runner.close();
  }
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const database = await startDatabase();
try {
  const environment = productionEnvironment(database);
  const config = loadConfig(environment, { role: 'all' });
  const usual = await measureRunner(config.runnerConcurrency);
  const onAllCores = config.runnerConcurrency === cpus().length ? usual : await measureRunner(cpus().length);

  await migrateAll(config);
  const seeded = await seed(database.superuserUrl);
  const server = await startServer({ name: 'lectern', command: startCommand(), env: environment, readyPath: '/api/v1/courses' });
  await pause(REST_MS);
  const runnerPid = childRunning(server.pid, 'runner.js');
  if (runnerPid === undefined) throw new Error('The server has started no runner');
  const memory = memoryOf(runnerPid);
  step(`runner at rest: ${memory.processes} processes`);

  const school = await openSchool(server.port, database.superuserUrl, seeded);
  step('signed in, exercise written and checked');
  const findings: CodeFindings = {
    concurrency: config.runnerConcurrency,
    ...usual,
    onAllCores: onAllCores.sustained,
    memory,
    submission: await waitedSubmissions(server.port, school),
    jobStart: await startOfJobs(database.superuserUrl),
    execution: await executions(server.port, school),
    disturbed: [
      await disturbance(server.port, school, 'course list', '/courses'),
      await disturbance(server.port, school, 'progress', `/progress/${school.reader.id}/courses/${school.courseId}`),
    ],
  };
  await pause(REST_MS);
  const after = memoryOf(runnerPid);
  await server.kill();
  console.log(codeReportOf(findings, after));
} finally {
  await database.stop();
}
process.exit(0);
