import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { coreMigrations } from '../../migrations/index.js';
import { connected } from '../../src/platform/database/migrations/connected.js';
import type { TestDatabase } from '../../src/testing/test-database.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { builtInPlugins } from '../../src/plugins.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { REPOSITORY } from '../checks/house.js';

interface Cluster {
  readonly port: number;
  readonly superuserUrl: string;
  stop(): Promise<void>;
}

const bin = process.env.LECTERN_TEST_POSTGRES_BIN;
const skip = bin ? false : "the operating system's PostgreSQL is not installed";

const start = async (folder: string): Promise<Cluster> => {
  const script = pathToFileURL(join(REPOSITORY, 'scripts/distribution-postgres.mjs')).href;
  const tool = (await import(script)) as { startDistributionPostgres(bin: string): Promise<Cluster> };
  return tool.startDistributionPostgres(folder);
};

/** Roles and database as an operator makes them, on a server where we are not at home. */
const prepare = async (cluster: Cluster): Promise<TestDatabase> => {
  await connected(cluster.superuserUrl, async (superuser) => {
    await superuser.query("CREATE ROLE lectern_owner LOGIN CREATEROLE PASSWORD 'o'");
    await superuser.query('CREATE DATABASE lectern OWNER lectern_owner');
  });
  const url = (user: string): string => `postgres://${user}@127.0.0.1:${cluster.port}/lectern`;
  return { superuserUrl: url('postgres'), ownerUrl: url('lectern_owner:o'), appUrl: url('lectern_app:a'), drop: () => Promise.resolve() };
};

describe("the operating system's PostgreSQL", { skip }, () => {
  let cluster: Cluster;
  let server: TestServer;
  let world: World;
  before(async () => {
    cluster = await start(bin ?? '');
    server = await startTestServer({ database: await prepare(cluster), plugins: builtInPlugins });
    world = await twoTenants(server);
  });
  after(async () => {
    await server?.close();
    await cluster?.stop();
  });

  it('is 15 or newer, and not ours', async () => {
    const [row] = await server.sql<{ version: number }>(`SELECT current_setting('server_version_num')::int AS version`);
    assert.ok((row?.version ?? 0) >= 150_000);
  });

  it('has every migration of the core', async () => {
    const applied = await server.sql<{ id: string }>('SELECT id FROM core.migration_ledger ORDER BY id');
    assert.deepEqual(
      applied.map(({ id }) => id),
      coreMigrations.map(({ id }) => id),
    );
  });

  it('finds what is misspelled in any script, though its locale knows ASCII only', async () => {
    const { teacher, nobody } = world.beta;
    for (const title of ['Größe der Häuser', 'Правописание']) {
      assert.equal((await teacher.client.post('/courses', { title, status: 'published' })).status, 201);
    }
    for (const [q, title] of [
      ['GRÖSSE', 'Größe der Häuser'],
      ['grosse haeuser', 'Größe der Häuser'],
      ['Hausre', 'Größe der Häuser'],
      ['правописание', 'Правописание'],
      ['Прваописание', 'Правописание'],
    ]) {
      const { body } = await nobody.get(`/search?q=${encodeURIComponent(q ?? '')}`);
      assert.equal(body.results[0]?.title, title, q);
    }
  });

  it('serves two institutions, apart', async () => {
    const course = await world.alpha.teacher.client.post('/courses', { title: 'Tides' });
    assert.equal(course.status, 201, course.text);
    assert.equal((await world.alpha.teacher.client.get(`/courses/${course.body.id}`)).status, 200);
    assert.equal((await world.beta.teacher.client.get(`/courses/${course.body.id}`)).status, 404);
  });
});
