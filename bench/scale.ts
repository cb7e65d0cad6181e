import 'reflect-metadata';
import { cpus } from 'node:os';
import { Client } from 'pg';
import { loadConfig } from '../src/platform/config/load-config.js';
import { migrateAll, startDatabase } from './database.js';
import { productionEnvironment } from './environment.js';
import { applyLoad, type LoadRequest } from './load.js';
import { median, quantile } from './measure.js';
import { type LargeSchool, PASSWORD, seedEvents, seedInstitutions } from './scale-seed.js';
import { LEARNERS, STEPS } from './scale-sql.js';
import { type ServerProcess, startServer } from './server-process.js';

const GOAL_MS = 25;
const FIRST_STEPS = 5;
const WARM_UP_MS = 500;
const MEASURE_MS = 3000;
const CONNECTIONS = [1, 8] as const;
const WORDS = ['volcano', 'fotosynthesis', 'fractions chapter', 'rivers', 'planet', 'programing', '"chapter 7"', 'electricity lava'];

interface Read {
  readonly name: string;
  readonly path: () => string;
}

interface Measured {
  readonly name: string;
  /** By number of connections: p50 and p99 in ms, and errors. */
  readonly rounds: readonly { readonly p50: number; readonly p99: number; readonly errors: number }[];
  readonly bytes: number;
}

const step = (text: string): void => console.error(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${text}`);

const inTurn = <T>(items: readonly T[]): (() => T) => {
  let index = 0;
  return () => {
    const item = items[index % items.length];
    index += 1;
    if (item === undefined) throw new Error('Nothing to take turns with');
    return item;
  };
};

const readsOf = ({ learnerIds }: LargeSchool): readonly Read[] => {
  const learner = inTurn(learnerIds);
  const word = inTurn(WORDS);
  const summarized = learnerIds[0] ?? '';
  return [
    { name: 'course list', path: () => '/courses' },
    { name: 'progress summary, another learner each time', path: () => `/progress/${learner()}` },
    { name: 'progress summary, the same learner', path: () => `/progress/${summarized}` },
    { name: 'leaderboard', path: () => '/analytics/leaderboard' },
    { name: 'leaderboard of 200', path: () => '/analytics/leaderboard?limit=200' },
    { name: 'search', path: () => `/search?q=${encodeURIComponent(word())}` },
    { name: 'overview of 30 days', path: () => '/analytics/overview' },
    { name: 'statistics of a learner', path: () => `/analytics/students/${learner()}/stats` },
  ];
};

const signIn = async ({ port }: ServerProcess, email: string): Promise<string> => {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  if (!response.ok) throw new Error(`Signing in: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { access_token: string }).access_token;
};

const measure = async ({ port }: ServerProcess, token: string, { name, path }: Read): Promise<Measured> => {
  const next = (): LoadRequest => ({ method: 'GET', path: `/api/v1${path()}`, token });
  await applyLoad({ port, connections: 2, durationMs: WARM_UP_MS, next });
  const rounds: Measured['rounds'][number][] = [];
  let bytes = 0;
  for (const connections of CONNECTIONS) {
    const result = await applyLoad({ port, connections, durationMs: MEASURE_MS, next });
    rounds.push({ p50: median(result.latencies), p99: quantile(result.latencies, 0.99), errors: result.errors });
    bytes = result.bytes;
  }
  step(name);
  return { name, rounds, bytes };
};

const ms = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(1));

const print = (title: string, measured: readonly Measured[]): void => {
  console.log(`\n${title}`);
  const [one, several] = CONNECTIONS;
  console.log(`${'ms'.padEnd(46)}p50 of ${one}  p99 of ${one}  p50 of ${several}  p99 of ${several}  errors   kB`);
  for (const { name, rounds, bytes } of measured) {
    const figures = rounds.flatMap(({ p50, p99 }) => [ms(p50).padStart(8), ms(p99).padStart(8)]).join('  ');
    const errors = rounds.reduce((sum, round) => sum + round.errors, 0);
    console.log(`${name.padEnd(46)}${figures}  ${String(errors).padStart(6)}  ${(bytes / 1024).toFixed(1).padStart(5)}`);
  }
};

/** The goals are for one reader at a time: with more, the cores are what is measured. */
const judge = (measured: readonly Measured[]): void => {
  for (const { name, rounds } of measured) {
    const p50 = rounds[0]?.p50 ?? Number.NaN;
    console.log(`${p50 <= GOAL_MS ? 'reached' : 'MISSED '}  ${name}: ${ms(p50)} ms, goal ${GOAL_MS}`);
  }
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const database = await startDatabase();
const client = new Client({ connectionString: database.superuserUrl });
try {
  const environment = productionEnvironment(database);
  await migrateAll(loadConfig(environment, { role: 'api' }));
  await client.connect();
  const school = await seedInstitutions(client);
  await seedEvents(client, 1, FIRST_STEPS);
  step(`${LEARNERS * FIRST_STEPS} events`);
  const command = ['--max-semi-space-size=8', 'dist/src/main.js'];
  const server = await startServer({ name: 'lectern', command, env: environment, readyPath: '/api/v1/courses' });
  const token = await signIn(server, school.adminEmail);
  const reads = readsOf(school);
  const growing = reads.filter(({ name }) => name.startsWith('leaderboard') || name.startsWith('overview'));
  const few: Measured[] = [];
  for (const read of growing) few.push(await measure(server, token, read));
  await seedEvents(client, FIRST_STEPS + 1, STEPS);
  step(`${LEARNERS * STEPS} events`);
  const many: Measured[] = [];
  for (const read of reads) many.push(await measure(server, token, read));
  await server.kill();

  console.log(`\n${LEARNERS} learners, 50 courses, small institutions beside; everything on ${cpus().length} cores.`);
  print(`With ${LEARNERS * FIRST_STEPS} events`, few);
  print(`With ${LEARNERS * STEPS} events`, many);
  console.log();
  judge(many);
  for (const { name, rounds } of few) {
    const later = many.find((read) => read.name === name)?.rounds[0]?.p50 ?? Number.NaN;
    console.log(`${name}: ten times the events take ${(later / (rounds[0]?.p50 ?? Number.NaN)).toFixed(2)} times as long`);
  }
} finally {
  await client.end().catch(() => undefined);
  await database.stop();
}
process.exit(0);
