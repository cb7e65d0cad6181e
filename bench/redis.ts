import 'reflect-metadata';
import { Client } from 'pg';
import { loadConfig } from '../src/platform/config/load-config.js';
import { TestRedis } from '../test/support/redis.js';
import { migrateAll, startDatabase } from './database.js';
import { productionEnvironment } from './environment.js';
import { applyLoad } from './load.js';
import { quantile } from './measure.js';
import { type School, seed } from './seed.js';
import { type ServerProcess, startServer } from './server-process.js';
import { startCommand } from './start-command.js';

/** `npm run bench:redis`: what Redis costs a request while it is there, not there and frozen, and how exact its limits are. */

const ROUNDS = 3;
const ROUND_MS = 4000;
const LIMIT = 1000;
const REQUESTS = 3000;
const AT_ONCE = 32;

const step = (text: string): void => console.error(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${text}`);

interface Row {
  readonly name: string;
  readonly latencies: number[];
  errors: number;
}

const signIn = async ({ port }: ServerProcess, { students, password }: School): Promise<string> => {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: students[0]?.email, password }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
};

const loadOnto = async (row: Row, { port }: ServerProcess, token: string, connections: number): Promise<void> => {
  const next = () => ({ method: 'GET', path: '/api/v1/courses', token }) as const;
  const { latencies, errors } = await applyLoad({ port, connections, durationMs: ROUND_MS, next });
  row.latencies.push(...latencies);
  row.errors += errors;
};

/** The three in turns, so that a busy moment of the machine hits all. */
const latencies = async (without: ServerProcess, withRedis: ServerProcess, redis: TestRedis, token: string, connections: number) => {
  const [absent, up, frozen] = ['without Redis', 'Redis up', 'Redis frozen'].map((name): Row => ({ name, latencies: [], errors: 0 }));
  if (!absent || !up || !frozen) throw new Error('Nothing to measure');
  for (let round = 0; round < ROUNDS; round += 1) {
    await loadOnto(absent, without, token, connections);
    await loadOnto(up, withRedis, token, connections);
    redis.freeze();
    await loadOnto(frozen, withRedis, token, connections);
    redis.thaw();
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
  for (const { name, latencies: all, errors } of [absent, up, frozen]) {
    const [p50, p99, worst] = [0.5, 0.99, 1].map((q) => quantile(all, q).toFixed(2));
    console.log(
      `${String(connections).padStart(2)} connections, ${name.padEnd(13)}: p50 ${p50} ms, p99 ${p99} ms, worst ${worst} ms, ${all.length} requests, ${errors} errors`,
    );
  }
};

const exactness = async (servers: readonly ServerProcess[], token: string): Promise<void> => {
  const statuses: number[] = [];
  let sent = 0;
  const work = async (): Promise<void> => {
    while (sent < REQUESTS) {
      const server = servers[(sent += 1) % servers.length];
      const response = await fetch(`http://127.0.0.1:${server?.port}/api/v1/search?q=variables`, {
        headers: { authorization: `Bearer ${token}` },
      });
      await response.arrayBuffer();
      statuses.push(response.status);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const count = (status: number) => statuses.filter((seen) => seen === status).length;
  console.log(
    `limit of ${LIMIT} a minute over ${servers.length} servers: of ${statuses.length} requests, ${AT_ONCE} at once, ${count(200)} passed, ${count(429)} were refused`,
  );
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const database = await startDatabase();
const redis = await TestRedis.start();
try {
  const environment = productionEnvironment(database);
  await migrateAll(loadConfig(environment, { role: 'all' }));
  const school = await seed(database.superuserUrl);
  const superuser = new Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  await superuser.query(
    `UPDATE core.tenants SET limits = limits || jsonb_build_object('search', jsonb_build_object('limit', $1::int, 'window_seconds', 60))`,
    [LIMIT],
  );
  await superuser.end();
  const start = (name: string, env: NodeJS.ProcessEnv) =>
    startServer({ name, command: startCommand(), env: { ...environment, ...env }, readyPath: '/api/v1/courses' });
  const without = await start('without', {});
  const first = await start('first', { REDIS_URL: redis.url });
  const second = await start('second', { REDIS_URL: redis.url });
  const token = await signIn(first, school);
  step('started');
  await exactness([first, second], token);
  for (const connections of [1, 16]) {
    await latencies(without, first, redis, token, connections);
    step(`${connections} connections`);
  }
  for (const server of [without, first, second]) await server.kill();
} finally {
  await redis.stop();
  await database.stop();
}
process.exit(0);
