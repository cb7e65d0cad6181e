import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { Readable } from 'node:stream';
import bcrypt from 'bcrypt';
import { Client } from 'pg';
import { loadConfig } from '../src/platform/config/load-config.js';
import { newId } from '../src/sdk/ids.js';
import { migrateAll, startDatabase } from './database.js';
import { productionEnvironment } from './environment.js';
import { residentMb } from './process-usage.js';
import { type ServerProcess, startServer } from './server-process.js';
import { startCommand } from './start-command.js';

const SIZES = [10_000, 100_000];
const GRADES = 12;
const SUBJECTS = 10;
/** So that memory shows what is held: with more, V8 lets garbage lie, some 150 MB of it on a machine that has them to spare. */
const HEAP = '--max-old-space-size=96';
const PASSWORD = 'correct horse battery';
const SAMPLE_MS = 25;
const REST_MS = 4000;
const BODY = 'A half is what two share fairly, a quarter what four do; so the more share, the smaller the part. '.repeat(10);

/** Items of about 1 kB, a line each, made while they are sent. */
function* lines(count: number): Generator<string> {
  for (let n = 0; n < count; n += 1) {
    const place = { grade: n % GRADES, subject: `Subject ${Math.floor(n / GRADES) % SUBJECTS}`, topic: `Topic ${n} of ${count}` };
    yield `${JSON.stringify({ ...place, title: `Lesson ${n}`, content_type: 'text', data: { body: BODY, minutes: 10 } })}\n`;
  }
}

const addAuthor = async (superuserUrl: string): Promise<string> => {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const tenantId = newId();
    await client.query(`INSERT INTO core.tenants (id, slug, name, is_default) VALUES ($1, 'bench', 'Bench', true)`, [tenantId]);
    await client.query(
      `INSERT INTO core.users (tenant_id, id, email, email_key, name, name_key, role, password_hash) VALUES ($1, $2, $3, $3, 'Author', 'author', 'teacher', $4)`,
      [tenantId, newId(), 'author@bench.test', await bcrypt.hash(PASSWORD, 12)],
    );
    return 'author@bench.test';
  } finally {
    await client.end();
  }
};

const signIn = async ({ port }: ServerProcess, email: string): Promise<string> => {
  const body = JSON.stringify({ email, password: PASSWORD });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, { method: 'POST', headers, body });
  return ((await response.json()) as { access_token: string }).access_token;
};

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
  readonly restMb: number;
  readonly peakMb: number;
  readonly told: string;
}

/** How long the work takes, and the most memory the server holds meanwhile. */
const measure = async (server: ServerProcess, work: () => Promise<{ megabytes: number; told: string }>): Promise<Measured> => {
  await pause(REST_MS);
  const restMb = residentMb(server.pid);
  let peakMb = restMb;
  const sample = setInterval(() => (peakMb = Math.max(peakMb, residentMb(server.pid))), SAMPLE_MS);
  const startedAt = performance.now();
  try {
    const done = await work();
    return { ...done, restMb, peakMb, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    clearInterval(sample);
  }
};

const importItems = async ({ port }: ServerProcess, token: string, count: number) => {
  let bytes = 0;
  const sent = function* () {
    for (const line of lines(count)) {
      bytes += line.length;
      yield Buffer.from(line);
    }
  };
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/content-items/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: Readable.toWeb(Readable.from(sent())) as ReadableStream,
    duplex: 'half',
  });
  const told = await response.text();
  if (!response.ok) throw new Error(`The import was refused: ${told}`);
  return { megabytes: bytes / 2 ** 20, told };
};

const exportItems = async ({ port }: ServerProcess, token: string) => {
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' };
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/content-items/export`, { headers });
  let bytes = 0;
  let items = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) items += 1;
  }
  return { megabytes: bytes / 2 ** 20, told: `${items} lines` };
};

const report = (what: string, { seconds, megabytes, restMb, peakMb, told }: Measured): void =>
  console.log(
    `${what.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s ${megabytes.toFixed(1).padStart(7)} MB   resident ${restMb.toFixed(0)} MB before, at most ${peakMb.toFixed(0)} MB   ${told}`,
  );

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const database = await startDatabase();
try {
  const environment = productionEnvironment(database);
  await migrateAll(loadConfig(environment, { role: 'api' }));
  const email = await addAuthor(database.superuserUrl);
  const server = await startServer({ name: 'lectern', command: [HEAP, ...startCommand()], env: environment, readyPath: '/health/ready' });
  const token = await signIn(server, email);
  report('the first items', await measure(server, () => importItems(server, token, 100)));
  for (const size of SIZES) report(`import of ${size}`, await measure(server, () => importItems(server, token, size)));
  for (const size of SIZES) report(`the same ${size} again`, await measure(server, () => importItems(server, token, size)));
  report('export of everything', await measure(server, () => exportItems(server, token)));
  await server.kill();
} finally {
  await database.stop();
}
process.exit(0);
