import bcrypt from 'bcrypt';
import { Client } from 'pg';
import { COUNT_COURSES, COUNT_DAYS, COUNT_EXERCISES, COUNT_PERIODS, COUNT_STANDING, ENTER } from '../src/domains/analytics/learner-sql.js';
import { newId } from '../src/sdk/ids.js';
import { CHAPTERS_OF, COURSES, COURSES_OF, EVENTS, INSTITUTIONS, LEARNERS, PEOPLE, PROGRESS, STEPS } from './scale-sql.js';

export const PASSWORD = 'correct horse battery';
const SMALL = { learners: 50, courses: 5 };
const PAGE = 500;
const POLICIES = ['default', 'catalogue', 'search', 'login', 'all_progress', 'course_progress'];
const NO_LIMITS = JSON.stringify(Object.fromEntries(POLICIES.map((name) => [name, { limit: 1_000_000_000, window_seconds: 60 }])));

/** The large institution. */
export interface LargeSchool {
  readonly tenantId: string;
  readonly adminEmail: string;
  readonly learnerIds: readonly string[];
}

/** Institutions, people, courses and chapters; no events yet. */
export const seedInstitutions = async (client: Client): Promise<LargeSchool> => {
  const tenantId = newId();
  await client.query(`INSERT INTO core.tenants (id, slug, name, is_default, limits) VALUES ($1, 'large', 'Large', true, $2)`, [
    tenantId,
    NO_LIMITS,
  ]);
  await client.query(INSTITUTIONS);
  const adminEmail = 'admin@large.test';
  await client.query(
    `INSERT INTO core.users (tenant_id, id, email, email_key, name, name_key, role, password_hash) VALUES ($1, $2, $3, $3, 'Admin', 'admin', 'admin', $4)`,
    [tenantId, newId(), adminEmail, await bcrypt.hash(PASSWORD, 12)],
  );
  for (const { id } of await tenantsOf(client)) {
    const large = id === tenantId;
    // each in the tenant's name: what is derived on the way belongs to it
    await inTenant(client, id, async () => {
      await client.query(PEOPLE, [id, large ? LEARNERS : SMALL.learners]);
      await client.query(COURSES_OF, [id, large ? COURSES : SMALL.courses]);
      await client.query(CHAPTERS_OF, [id]);
    });
  }
  const learners = await client.query<{ id: string }>(`SELECT id FROM core.users WHERE tenant_id = $1 AND role = 'student'`, [tenantId]);
  return { tenantId, adminEmail, learnerIds: learners.rows.map(({ id }) => id) };
};

/** The steps from `first` to `last` of everybody, and all that follows from them, by the product's own statements where it counts. */
export const seedEvents = async (client: Client, first: number, last: number): Promise<void> => {
  for (const { id } of await tenantsOf(client)) {
    await inTenant(client, id, async () => {
      await client.query(EVENTS, [id, first, Math.min(last, STEPS)]);
      for (const sql of PROGRESS) await client.query(sql, [id]);
      await countLearners(client, id);
    });
  }
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
};

const tenantsOf = async (client: Client): Promise<{ id: string }[]> =>
  (await client.query<{ id: string }>(`SELECT id FROM core.tenants WHERE slug <> 'system' ORDER BY id`)).rows;

const inTenant = async (client: Client, tenantId: string, work: () => Promise<void>): Promise<void> => {
  await client.query('BEGIN');
  await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantId]);
  await work();
  await client.query('COMMIT');
};

const countLearners = async (client: Client, tenantId: string): Promise<void> => {
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM core.users WHERE tenant_id = $1 AND role = 'student' ORDER BY id`, [
    tenantId,
  ]);
  for (let from = 0; from < rows.length; from += PAGE) {
    const ids = rows.slice(from, from + PAGE).map(({ id }) => id);
    await client.query(ENTER, [ids, ids.map((_, n) => `Learner ${from + n}`)]);
    await client.query(COUNT_DAYS, [ids, null]);
    await client.query(COUNT_PERIODS, [ids, null]);
    await client.query(COUNT_COURSES, [ids, null]);
    await client.query(COUNT_EXERCISES, [ids, null, 70, 90]);
    await client.query(COUNT_STANDING, [ids]);
  }
};
