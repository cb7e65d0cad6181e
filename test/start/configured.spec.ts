import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { connected } from '../../src/platform/database/migrations/connected.js';
import { eventually } from '../../src/testing/eventually.js';
import { type TestDatabase, testDatabase } from '../../src/testing/test-database.js';
import { endAll, Spawned } from './spawned.js';

const secret = () => `k${randomBytes(48).toString('base64url')}`;

interface TakenPort {
  readonly port: number;
  readonly release: () => Promise<void>;
}

const takePort = (): Promise<TakenPort> =>
  new Promise((taken) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      const release = () => new Promise<void>((done) => server.close(() => done()));
      taken({ port: typeof address === 'object' && address ? address.port : 0, release });
    });
  });

describe('a process with a database of its operator', () => {
  let database: TestDatabase;
  const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    DATABASE_URL: database.ownerUrl,
    DATABASE_APP_URL: database.appUrl,
    LECTERN_DATA_DIR: tmpdir(),
    SECRET_KEY: secret(),
    JWT_SECRET_KEY: secret(),
    ...more,
  });

  before(async () => {
    database = await testDatabase();
  });
  after(async () => {
    await endAll();
    await database.drop();
  });

  it('ends with 78 and every problem when the configuration is wrong', async () => {
    const wrong = { NODE_ENV: 'production', PORT: 'canary', TRUST_PROXY: 'true', LOG_LEVEL: 'canary', JWT_SECRET_KEY: 'canary' };
    for (const program of ['main', 'worker'] as const) {
      const { code, output } = await new Spawned({ program, env: wrong, arguments: ['--role', 'canary'] }).ended;
      assert.equal(code, 78, output);
      for (const name of ['DATABASE_URL', 'SECRET_KEY', 'JWT_SECRET_KEY', 'PORT', 'TRUST_PROXY', 'LOG_LEVEL', '--role']) {
        assert.ok(output.includes(`- ${name}: `), `${name} in ${output}`);
      }
      assert.ok(!output.includes('canary'));
    }
  });

  it('says how it is started, without a look at the configuration, and what it does not understand', async () => {
    for (const program of ['main', 'worker'] as const) {
      const { code, output } = await new Spawned({ program, env: { PORT: 'canary' }, arguments: ['--help'] }).ended;
      assert.equal(code, 0, output);
      assert.match(output, /--role all\|api\|worker/);
      assert.ok(output.includes(`Without --role it is ${program === 'main' ? 'all' : 'worker'}.`), output);
    }
    const { code, output } = await new Spawned({ env: {}, arguments: ['--rolle', 'api'] }).ended;
    assert.equal(code, 78, output);
    assert.match(output, /'--rolle'.*--help/);
  });

  it('says which port is in use', async () => {
    const { port, release } = await takePort();
    const { code, output } = await new Spawned({ env: environment({ PORT: String(port) }) }).ended;
    await release();
    assert.equal(code, 1, output);
    assert.match(output, new RegExp(`Port ${port} is in use`));
  });

  it('does not serve as a role that row-level security does not hold for', async () => {
    const { code, output } = await new Spawned({ env: environment({ DATABASE_APP_URL: database.superuserUrl }) }).ended;
    assert.equal(code, 1, output);
    assert.match(output, /is a superuser/);
  });

  it('serves, seeds nothing and ends in order', async () => {
    const server = new Spawned({ env: environment() });
    const [, url] = await server.says(/Lectern serves (\S+)/);
    assert.equal((await fetch(`${url}/health/ready`)).status, 200);
    assert.ok(!server.output.includes('Demo accounts'));
    const { code } = await server.stop('SIGINT');
    assert.equal(code, 0, server.output);
  });

  it('works in the background alone, without a port', async () => {
    const worker = new Spawned({ program: 'worker', env: environment() });
    await worker.says(/worker started/);
    assert.ok(!worker.output.includes('Lectern serves'));
    assert.equal((await worker.stop()).code, 0, worker.output);
  });

  it('in production is not ready before somebody migrates, and names the command', async () => {
    const name = `p_${randomBytes(6).toString('hex')}`;
    await connected(database.superuserUrl, (client) => client.query(`CREATE DATABASE ${name} OWNER lectern_owner`));
    const inNew = (address: string) => Object.assign(new URL(address), { pathname: `/${name}` }).href;
    const { port, release } = await takePort();
    await release();
    const env = environment({ NODE_ENV: 'production', PORT: String(port) });
    Object.assign(env, { DATABASE_URL: inNew(database.ownerUrl), DATABASE_APP_URL: inNew(database.appUrl) });
    const server = new Spawned({ env });
    try {
      await server.says(/lectern migrate up/);
      const statusOf = async (path: string) => (await fetch(`http://localhost:${port}${path}`)).status;
      await eventually(async () => (await statusOf('/health/live')) === 200);
      assert.equal(await statusOf('/health/ready'), 503);
      assert.equal(await statusOf('/api/v1/courses'), 503);
      const verified = await new Spawned({ program: 'cli', arguments: ['migrate', 'verify'], env }).ended;
      assert.equal(verified.code, 1, verified.output);
      const migrated = await new Spawned({ program: 'cli', arguments: ['migrate', 'up'], env }).ended;
      assert.equal(migrated.code, 0, migrated.output);
      assert.match(migrated.output, /applied core\/0001-tenancy/);
      await eventually(async () => (await statusOf('/health/ready')) === 200);
      const again = await new Spawned({ program: 'cli', arguments: ['migrate', 'verify'], env }).ended;
      assert.equal(again.code, 0, again.output);
      const seeded = await new Spawned({ program: 'cli', arguments: ['seed', 'demo'], env }).ended;
      assert.equal(seeded.code, 1, seeded.output);
      assert.match(seeded.output, /Nothing is seeded in production/);
    } finally {
      const { code, output } = await server.stop();
      assert.equal(code, 0, output);
      await connected(database.superuserUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    }
  });
});
