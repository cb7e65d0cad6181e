import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { escapeIdentifier } from 'pg';
import { coreMigrations } from '../../migrations/index.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded/start-embedded-postgres.js';
import { connected } from '../../src/platform/database/migrations/connected.js';
import type { MigrationOwner } from '../../src/platform/database/migrations/ledger.js';
import { migrate } from '../../src/platform/database/migrations/migrate.js';
import { prepareRoles, RolesNotReady } from '../../src/platform/database/migrations/prepare-roles.js';
import { migrationStatus, verifyDatabase } from '../../src/platform/database/migrations/verify-database.js';
import { migration, tenantTable } from '../../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;
const table = (id: string, name: string) =>
  migration(id, `CREATE TABLE ${name} (${TENANT_ID}, id uuid NOT NULL, PRIMARY KEY (tenant_id, id)); ${tenantTable(name)}`);
const core: MigrationOwner = { schema: 'core', migrations: [table('0001-one', 'core.one'), table('0002-two', 'core.two')] };

describe('the migrator', () => {
  let server: EmbeddedPostgres;
  let urls: { ownerUrl: string; appUrl: string };
  let count = 0;

  const inDatabase = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const asSuperuser = (sql: string) => connected(inDatabase(server.superuserUrl, 'lectern'), (client) => client.query(sql));
  const rowsOf = (sql: string) => connected(urls.ownerUrl, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);

  before(async () => {
    server = await startEmbeddedPostgres({ database: 'lectern', fast: true });
  });
  after(() => server.stop());
  beforeEach(async () => {
    const name = `m${(count += 1)}`;
    await asSuperuser(`CREATE DATABASE ${escapeIdentifier(name)} OWNER lectern_owner`);
    urls = { ownerUrl: inDatabase(server.ownerUrl, name), appUrl: inDatabase(server.appUrl, name) };
  });

  it('applies what is pending, once', async () => {
    const first = await migrate({ ...urls, owners: [{ ...core, migrations: core.migrations.slice(0, 1) }] });
    assert.deepEqual(first.applied, ['core/0001-one']);
    const second = await migrate({ ...urls, owners: [core] });
    assert.deepEqual(second.applied, ['core/0002-two']);
    const [state] = await migrationStatus({ ...urls, owners: [core] });
    assert.deepEqual(
      state?.applied.map((entry) => entry.id),
      ['0001-one', '0002-two'],
    );
    assert.deepEqual(await verifyDatabase({ ...urls, owners: [core] }), { problems: [], warnings: [] });
  });

  it('lets one of two processes work while the other waits', async () => {
    const slow: MigrationOwner = {
      schema: 'core',
      migrations: [migration('0001-slow', 'SELECT pg_sleep(0.3); CREATE TABLE core.once (id int)')],
    };
    const lines: string[] = [];
    const run = () => migrate({ ...urls, owners: [slow], log: (line) => lines.push(line) });
    const results = await Promise.all([run(), run(), run()]);
    assert.deepEqual(
      results.flatMap((result) => result.applied),
      ['core/0001-slow'],
    );
    assert.equal(lines.filter((line) => line.includes('waiting')).length, 2);
  });

  it('reports a plugin whose migration fails, and leaves nothing of it and everything of the others', async () => {
    const bad: MigrationOwner = {
      schema: 'bad',
      migrations: [table('0001-good', 'bad.good'), migration('0002-bad', 'CREATE TABLE bad.half (id int); SELECT 1/0')],
    };
    const good: MigrationOwner = { schema: 'good', migrations: [table('0001-good', 'good.good')] };
    const result = await migrate({ ...urls, owners: [core, bad, good] });
    assert.deepEqual(
      result.failed.map(({ schema }) => schema),
      ['bad'],
    );
    assert.match(result.failed[0]?.error.message ?? '', /bad\/0002-bad failed: division by zero/);
    assert.deepEqual(await rowsOf(`SELECT to_regclass('bad.half') AS half, to_regclass('good.good') IS NOT NULL AS good`), [
      { half: null, good: true },
    ]);
    const { problems } = await verifyDatabase({ ...urls, owners: [core, good, bad] });
    assert.deepEqual(problems, ['bad/0002-bad is pending: run `lectern migrate up`']);
  });

  it('throws when the core fails', async () => {
    await assert.rejects(
      migrate({ ...urls, owners: [{ schema: 'core', migrations: [migration('0001-bad', 'SELECT 1/0')] }] }),
      /core\/0001-bad failed/,
    );
  });

  it('refuses a migration that was edited after it was applied, and warns of one it does not know', async () => {
    await migrate({ ...urls, owners: [core] });
    const edited: MigrationOwner = { schema: 'core', migrations: [migration('0001-one', 'SELECT 1')] };
    await assert.rejects(migrate({ ...urls, owners: [edited] }), /the text of 0001-one changed/);
    const found = await verifyDatabase({ ...urls, owners: [edited] });
    assert.deepEqual(found.problems, ['core/0001-one was edited after it was applied']);
    assert.deepEqual(found.warnings, ['core/0002-two was applied by a version newer than this one']);
  });

  it('names every table that does not keep tenants apart', async () => {
    const open = migration(
      '0003-open',
      `
      CREATE TABLE core.open (tenant_id uuid NOT NULL, id uuid PRIMARY KEY);
      CREATE TABLE core.loose (${TENANT_ID}, id uuid NOT NULL, PRIMARY KEY (tenant_id, id));
      ALTER TABLE core.loose ENABLE ROW LEVEL SECURITY; ALTER TABLE core.loose FORCE ROW LEVEL SECURITY;
      CREATE POLICY everybody ON core.loose TO lectern_app USING (true);`,
    );
    const owners = [{ schema: 'core', migrations: [...core.migrations, open] }];
    await migrate({ ...urls, owners });
    assert.deepEqual((await verifyDatabase({ ...urls, owners })).problems, [
      'policy everybody of core.loose does not compare the tenant',
      'core.open has no forced row-level security',
      'core.open has no policy',
      'unique key open_pkey of core.open is not led by tenant_id',
    ]);
  });

  it('keeps tenants apart in every table of the core', async () => {
    const owners = [{ schema: 'core', migrations: coreMigrations }];
    await migrate({ ...urls, owners });
    assert.deepEqual(await verifyDatabase({ ...urls, owners }), { problems: [], warnings: [] });
    const tables = await rowsOf(`SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'core'`);
    assert.ok(Number(tables[0]?.n) > 10, 'the catalogue was read');
  });

  it('does not let a powerful role serve', async () => {
    await migrate({ ...urls, owners: [core] });
    await asSuperuser(`CREATE ROLE bypassing LOGIN BYPASSRLS PASSWORD 'x' IN ROLE lectern_app`);
    const served = async (url: string) => (await verifyDatabase({ ...urls, appUrl: url, owners: [core] })).problems.join();
    const as = (name: string, password: string) => Object.assign(new URL(urls.appUrl), { username: name, password }).href;
    assert.equal(await served(urls.appUrl), '');
    assert.match(await served(inDatabase(server.superuserUrl, new URL(urls.appUrl).pathname.slice(1))), /is a superuser/);
    assert.match(await served(as('bypassing', 'x')), /BYPASSRLS/);
    assert.match(await served(urls.ownerUrl), /owns the tables/);
    assert.match(await served(urls.ownerUrl), /CREATEROLE/);
    await asSuperuser('DROP ROLE bypassing');
  });

  it('gives the application a role of another name, with limits on every statement', async () => {
    const appUrl = Object.assign(new URL(urls.appUrl), { username: 'school app', password: "it's" }).href;
    await Promise.all([prepareRoles(urls.ownerUrl, appUrl), prepareRoles(urls.ownerUrl, appUrl)]);
    await migrate({ ...urls, appUrl, owners: [core] });
    assert.deepEqual((await verifyDatabase({ ...urls, appUrl, owners: [core] })).problems, []);
    const settings = await connected(appUrl, (client) =>
      client.query(
        `SELECT current_setting('statement_timeout') AS statement, current_setting('plan_cache_mode') AS plan, (SELECT count(*)::int FROM core.one) AS rows`,
      ),
    );
    assert.deepEqual(settings.rows, [{ statement: '5s', plan: 'force_custom_plan', rows: 0 }]);
  });

  it('lets the owner become the system role, but not see what that sees without it', async () => {
    await migrate({ ...urls, owners: [core] });
    const policy = `CREATE POLICY system ON core.one TO lectern_system USING (true); GRANT SELECT ON core.one TO lectern_system;
      SET app.tenant_id = '0190b7a0-0000-7000-8000-000000000001'; SET ROLE lectern_app; INSERT INTO core.one (id) VALUES (gen_random_uuid());`;
    await connected(inDatabase(server.superuserUrl, new URL(urls.ownerUrl).pathname.slice(1)), (client) => client.query(policy));
    const count = (options?: string) =>
      connected(
        `${urls.ownerUrl}${options ?? ''}`,
        async (client) => (await client.query<{ n: number }>('SELECT count(*)::int AS n FROM core.one')).rows[0]?.n,
      );
    assert.equal(await count(), 0);
    assert.equal(await count(`?options=${encodeURIComponent('-c role=lectern_system')}`), 1);
  });

  it('says what to run when the owner may not prepare the roles', async () => {
    await asSuperuser(`CREATE ROLE weak LOGIN PASSWORD 'x'`);
    const weak = Object.assign(new URL(urls.ownerUrl), { username: 'weak', password: 'x' }).href;
    await assert.rejects(prepareRoles(weak, urls.appUrl), (error: Error) => {
      assert.ok(error instanceof RolesNotReady);
      assert.match(error.message, /GRANT lectern_system TO "weak" WITH INHERIT FALSE, SET TRUE;/);
      return true;
    });
    await assert.rejects(
      prepareRoles(weak, Object.assign(new URL(urls.appUrl), { username: 'other', password: 'canary' }).href),
      (error: Error) => {
        assert.match(error.message, /CREATE ROLE "other" LOGIN PASSWORD '<the one in DATABASE_APP_URL>';/);
        assert.doesNotMatch(error.message, /canary/);
        return true;
      },
    );
  });
});
