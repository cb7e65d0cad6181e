import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { coreMigrations } from '../../migrations/index.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded/start-embedded-postgres.js';
import { connected } from '../../src/platform/database/migrations/connected.js';
import { migrate } from '../../src/platform/database/migrations/migrate.js';

const TENANT = '01890000-0000-7000-8000-000000000001';
const [LEARNER, RESETTER] = ['01890000-0000-7000-8000-00000000000a', '01890000-0000-7000-8000-00000000000b'];
const COURSE = '01890000-0000-7000-8000-0000000000c0';
const [FIRST, SECOND] = ['01890000-0000-7000-8000-0000000000c1', '01890000-0000-7000-8000-0000000000c2'];
const BEFORE = `
  INSERT INTO core.tenants (id, slug, name, timezone) VALUES ('${TENANT}', 'far', 'Far', 'Pacific/Kiritimati');
  INSERT INTO core.users (tenant_id, id, email, email_key, name, name_key, role)
    SELECT '${TENANT}', id, id || '@x.test', id || '@x.test', 'P', 'p', 'student' FROM unnest(ARRAY['${LEARNER}', '${RESETTER}']::uuid[]) id;
  INSERT INTO core.course (tenant_id, id, title, title_key, status, chapter_count) VALUES ('${TENANT}', '${COURSE}', 'C', 'c', 'published', 2);
  INSERT INTO core.progress_event (tenant_id, id, user_id, kind, course_id, chapter_id, trust, occurred_at) VALUES
    ('${TENANT}', gen_random_uuid(), '${LEARNER}', 'chapter_completed', '${COURSE}', '${SECOND}', 'client_asserted', '2026-01-01T09:00Z'),
    ('${TENANT}', gen_random_uuid(), '${LEARNER}', 'chapter_completed', '${COURSE}', '${FIRST}', 'client_asserted', '2026-01-01T11:00Z'),
    ('${TENANT}', gen_random_uuid(), '${RESETTER}', 'chapter_completed', '${COURSE}', '${FIRST}', 'client_asserted', '2026-01-01T09:00Z');
  INSERT INTO core.course_progress (tenant_id, user_id, course_id, completed_chapters, last_accessed) VALUES
    ('${TENANT}', '${LEARNER}', '${COURSE}', '{${SECOND},${FIRST}}', '2026-01-01T11:00Z'),
    ('${TENANT}', '${RESETTER}', '${COURSE}', '{${FIRST}}', '2026-01-01T09:00Z');
  INSERT INTO core.streak (tenant_id, user_id, current_days, longest_days, last_active_on, updated_at) VALUES
    ('${TENANT}', '${LEARNER}', 2, 2, '2026-01-02', now()), ('${TENANT}', '${RESETTER}', 0, 1, '2026-01-01', '2026-01-03T00:00Z');`;

describe('the log of progress, made from completed chapters', () => {
  let server: EmbeddedPostgres;

  before(async () => {
    server = await startEmbeddedPostgres({ database: 'lectern', fast: true });
  });
  after(() => server.stop());

  it('keeps what was there, in order, with the dates of the institution', async () => {
    const { ownerUrl, appUrl } = server;
    const older = coreMigrations.slice(
      0,
      coreMigrations.findIndex(({ id }) => id === '0013-progress-log'),
    );
    const up = (migrations: typeof coreMigrations) => migrate({ ownerUrl, appUrl, owners: [{ schema: 'core', migrations }] });
    const rows = (sql: string) => connected(server.superuserUrl, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
    await up(older);
    await rows(BEFORE);
    assert.deepEqual((await up(coreMigrations)).failed, []);
    const log = await rows(
      'SELECT user_id, position, kind, actor_id, chapter_id, local_date::text AS day FROM core.progress_event ORDER BY user_id, position',
    );
    assert.deepEqual(log, [
      { user_id: LEARNER, position: 1, kind: 'chapter_completed', actor_id: LEARNER, chapter_id: SECOND, day: '2026-01-01' },
      { user_id: LEARNER, position: 2, kind: 'chapter_completed', actor_id: LEARNER, chapter_id: FIRST, day: '2026-01-02' },
      { user_id: RESETTER, position: 1, kind: 'chapter_completed', actor_id: RESETTER, chapter_id: FIRST, day: '2026-01-01' },
      { user_id: RESETTER, position: 2, kind: 'streak_reset', actor_id: RESETTER, chapter_id: null, day: '2026-01-03' },
    ]);
    assert.deepEqual(
      await rows('SELECT current_days, longest_days, last_active_on::text, seen_on::text, last_position FROM core.streak ORDER BY user_id'),
      [
        { current_days: 2, longest_days: 2, last_active_on: '2026-01-02', seen_on: '2026-01-02', last_position: 2 },
        { current_days: 0, longest_days: 1, last_active_on: '2026-01-01', seen_on: '2026-01-03', last_position: 2 },
      ],
    );
    const [progress] = await rows(
      `SELECT completed_chapters, created_at, updated_at FROM core.course_progress WHERE user_id = '${LEARNER}'`,
    );
    assert.deepEqual(progress, {
      completed_chapters: [SECOND, FIRST],
      created_at: new Date('2026-01-01T09:00Z'),
      updated_at: new Date('2026-01-01T11:00Z'),
    });
  });
});
