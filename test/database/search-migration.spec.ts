import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { coreMigrations } from '../../migrations/index.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded/start-embedded-postgres.js';
import { connected } from '../../src/platform/database/migrations/connected.js';
import { migrate } from '../../src/platform/database/migrations/migrate.js';

const [ONE, OTHER] = ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'];
const BEFORE = `
  INSERT INTO core.tenants (id, slug, name, locale) VALUES ('${ONE}', 'one', 'One', 'en'), ('${OTHER}', 'other', 'Other', 'de');
  INSERT INTO core.course (tenant_id, id, title, title_key, status) SELECT id, id, 'Houses', 'houses', 'published' FROM core.tenants WHERE slug <> 'system';
  INSERT INTO core.chapter (tenant_id, id, course_id, title, content, position) SELECT id, gen_random_uuid(), id, 'Häuser', '# Roofs', 1 FROM core.tenants WHERE slug <> 'system';`;

describe('the search index, made from courses that were there before', () => {
  let server: EmbeddedPostgres;

  before(async () => {
    server = await startEmbeddedPostgres({ database: 'lectern', fast: true });
  });
  after(() => server.stop());

  it('has them all, each in the language of its institution, and leaves the policies in force', async () => {
    const { ownerUrl, appUrl } = server;
    const older = coreMigrations.filter(({ id }) => id !== '0018-search');
    const up = (migrations: typeof coreMigrations) => migrate({ ownerUrl, appUrl, owners: [{ schema: 'core', migrations }] });
    const rows = (sql: string) => connected(server.superuserUrl, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
    await up(older);
    await rows(BEFORE);
    assert.deepEqual((await up(coreMigrations)).failed, []);
    assert.deepEqual(await rows('SELECT tenant_id, kind, words::text FROM core.search_entry ORDER BY 1, 2'), [
      { tenant_id: ONE, kind: 'chapter', words: "'hauser':1,2 'roof':4,5 'roofs':3" },
      { tenant_id: ONE, kind: 'course', words: "'hous':2 'houses':1" },
      { tenant_id: OTHER, kind: 'chapter', words: "'haus':2 'hauser':1 'roof':4,5 'roofs':3" },
      { tenant_id: OTHER, kind: 'course', words: "'hous':2 'houses':1" },
    ]);
    const open = await rows(
      `SELECT relname FROM pg_class WHERE relnamespace = 'core'::regnamespace AND relname IN ('course', 'chapter', 'search_entry', 'search_word') AND NOT relforcerowsecurity`,
    );
    assert.deepEqual(open, []);
  });
});
