import 'reflect-metadata';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig } from '../src/platform/config/load-config.js';
import { migrateAll, startDatabase } from './database.js';
import { POOL_SIZE, productionEnvironment } from './environment.js';
import { measureGateCost } from './gate-cost.js';
import { compare, type Compared, CONNECTIONS } from './measure.js';
import { residentMb } from './process-usage.js';
import { reportOf } from './report.js';
import { scenariosOf } from './scenarios.js';
import { type School, seed } from './seed.js';
import { type ServerCommand, type ServerProcess, startServer } from './server-process.js';
import { startCommand } from './start-command.js';

const BOOTS = 3;
const REST_MS = 4000;
const SIGNED_IN = 20;

/** Only the scenarios whose name contains one of these: `npm run bench -- quiz`. */
const words = process.argv.slice(2);

const step = (text: string): void => console.error(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${text}`);

const signIn = async ({ port }: ServerProcess, { students, password }: School): Promise<string[]> => {
  const tokens = students.slice(0, SIGNED_IN).map(async ({ email }) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    if (!response.ok) throw new Error(`Signing in: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { access_token: string }).access_token;
  });
  return Promise.all(tokens);
};

const sessionOf = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }).sid;

/** Starts the server several times; the last one stays. */
const boot = async (command: ServerCommand): Promise<{ server: ServerProcess; bootsMs: number[] }> => {
  const bootsMs: number[] = [];
  for (;;) {
    const server = await startServer(command);
    bootsMs.push(server.bootMs);
    if (bootsMs.length === BOOTS) return { server, bootsMs };
    await server.kill();
  }
};

// an exit, whatever its reason, takes the servers along
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const database = await startDatabase();
try {
  const environment = productionEnvironment(database);
  const config = loadConfig(environment, { role: 'api' });
  await migrateAll(config);
  const school = await seed(database.superuserUrl);
  step('database migrated and seeded');

  const { server: lectern, bootsMs } = await boot({
    name: 'lectern',
    command: startCommand(),
    env: environment,
    readyPath: '/api/v1/courses',
  });
  await pause(REST_MS);
  const atRest = residentMb(lectern.pid);
  step(`Lectern started: ${Math.round(atRest)} MB at rest`);
  const bare = await startServer({
    name: 'bare',
    command: ['dist/bench/bare-server.js'],
    env: { ...environment, POOL_SIZE: String(POOL_SIZE), TENANT_ID: school.tenantId },
    readyPath: `/api/v1/courses/${school.course.id}`,
  });
  const tokens = await signIn(lectern, school);
  step('signed in');

  const compared: Compared[] = [];
  const chosen = scenariosOf(school, tokens).filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  for (const scenario of chosen) {
    compared.push(await compare(scenario, { lectern, bare, databasePid: database.pid }));
    step(scenario.name);
  }
  await pause(REST_MS);
  const residentAfterMb = residentMb(lectern.pid);
  await Promise.all([lectern.kill(), bare.kill()]);
  const gate = await measureGateCost(config, school, sessionOf(tokens[0] ?? ''), database.superuserUrl);
  step('gate and tenancy');

  console.log(
    `\n${CONNECTIONS} connections, pool of ${POOL_SIZE}, fsync on. Load, servers and database share ${cpus().length} cores: trust the ratios, not the rates.\n`,
  );
  console.log(reportOf({ bootsMs, residentMb: atRest, residentAfterMb, compared, gate }));
} finally {
  await database.stop();
}
process.exit(0);
