import { createHash, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { coreMigrations } from '../../migrations/index.js';
import { sqlIdentifier } from '../platform/database/sql-identifier.js';
import type { Migration } from '../sdk/migration.js';

/** A database of its own, migrated, without any tenant. */
export interface TestDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly superuserUrl: string;
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 6_204_817;

const superuserUrl = (): string => {
  const url = process.env.LECTERN_TEST_SUPERUSER_URL;
  if (!url) throw new Error('LECTERN_TEST_SUPERUSER_URL is not set: run the file through `npm test -- <part of its path>`');
  return url;
};

const addressed = (database: string, user?: string): string => {
  const url = new URL(superuserUrl());
  url.pathname = `/${database}`;
  if (user) [url.username, url.password] = [user, user];
  return url.href;
};

const connected = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const ROLES = `
  CREATE ROLE lectern_owner LOGIN CREATEROLE PASSWORD 'lectern_owner';
  CREATE ROLE lectern_app LOGIN NOBYPASSRLS PASSWORD 'lectern_app';
  CREATE ROLE lectern_system NOLOGIN NOBYPASSRLS;
  ALTER ROLE lectern_app SET plan_cache_mode = force_custom_plan;
  GRANT lectern_system TO lectern_owner;
`;
const CORE = `
  CREATE SCHEMA core;
  GRANT USAGE ON SCHEMA core TO lectern_app, lectern_system;
`;

const migrated = async (database: string, migrations: readonly Migration[]): Promise<void> => {
  await connected(addressed(database, 'lectern_owner'), async (owner) => {
    await owner.query(CORE);
    for (const { sql } of migrations) await owner.query(sql);
  });
};

const fingerprint = (migrations: readonly Migration[]): string =>
  createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16);

/** The first who asks builds the migrated template; the others wait for the lock. */
const template = async (superuser: Client): Promise<string> => {
  const name = `lectern_template_${fingerprint(coreMigrations)}`;
  await superuser.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await superuser.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [name]);
    if (rowCount) return name;
    const { rowCount: roles } = await superuser.query(`SELECT 1 FROM pg_roles WHERE rolname = 'lectern_owner'`);
    if (!roles) await superuser.query(ROLES);
    await superuser.query(`DROP DATABASE IF EXISTS ${sqlIdentifier(name)}`);
    await superuser.query(`CREATE DATABASE ${sqlIdentifier(name)} OWNER lectern_owner`);
    await migrated(name, coreMigrations);
    await superuser.query(`ALTER DATABASE ${sqlIdentifier(name)} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
    return name;
  } finally {
    await superuser.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
};

/** A clone of the migrated template: some 50 ms. Drop it when done. */
export const testDatabase = async (): Promise<TestDatabase> => {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await connected(superuserUrl(), async (superuser) => {
    const source = await template(superuser);
    await superuser.query(`CREATE DATABASE ${sqlIdentifier(name)} TEMPLATE ${sqlIdentifier(source)} OWNER lectern_owner`);
  });
  return {
    ownerUrl: addressed(name, 'lectern_owner'),
    appUrl: addressed(name, 'lectern_app'),
    superuserUrl: addressed(name),
    drop: () =>
      connected(
        superuserUrl(),
        async (superuser) => void (await superuser.query(`DROP DATABASE IF EXISTS ${sqlIdentifier(name)} WITH (FORCE)`)),
      ),
  };
};
