import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { coreMigrations } from '../../migrations/index.js';
import { SEARCH } from '../../src/domains/search/catalogue-search.js';
import { connected } from '../../src/platform/database/migrations/connected.js';
import { verifyDatabase } from '../../src/platform/database/migrations/verify-database.js';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, addTenant, type School, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, setTenant } from '../learning/support.js';
import { GERMAN, write } from './corpus.js';

const SMALL_TENANTS = 60;

/** Tenants of one course and four chapters, and one of forty courses and 800 chapters, past the API. */
const CROWD = `
  WITH school AS (
    INSERT INTO core.tenants (id, slug, name, locale) SELECT gen_random_uuid(), 'crowd-' || n, 'Crowd', 'en' FROM generate_series(1, ${SMALL_TENANTS}) n RETURNING id, 1 AS courses
  ), wanted AS (SELECT id, courses FROM school UNION ALL SELECT $1::uuid, 40),
  course AS (
    INSERT INTO core.course (tenant_id, id, title, title_key, status)
    SELECT w.id, gen_random_uuid(), 'Crowded course ' || n, 'x', 'published' FROM wanted w, generate_series(1, w.courses) n RETURNING tenant_id, id
  )
  INSERT INTO core.chapter (tenant_id, id, course_id, title, content, position)
  SELECT c.tenant_id, gen_random_uuid(), c.id, 'Chapter ' || n, 'Every crowd says common, some say word' || n || ' and ' || md5(c.id::text || n), n
  FROM course c, generate_series(1, CASE WHEN c.tenant_id = $1 THEN 20 ELSE 4 END) n`;

/** Rows of the small tenants that make the tables large: nobody looks for them, so nothing indexes them. */
const BULK = `
  INSERT INTO core.chapter (tenant_id, id, course_id, title, content, position)
  SELECT c.tenant_id, gen_random_uuid(), c.id, 'Bulk ' || n, repeat('bulk ', 40), n
  FROM core.course c, generate_series(5, 400) n WHERE c.tenant_id <> $1 AND c.title LIKE 'Crowded%'`;

describe('the search index', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    for (const { id } of [world.alpha, world.beta])
      await setTenant(server, id, 'limits', { search: { limit: 10_000, window_seconds: 60 } });
  });
  after(() => server.close());

  const found = async (school: School, q: string): Promise<string[]> =>
    (await expectStatus(200, school.nobody.get(`/search?q=${encodeURIComponent(q)}`))).body.results.map((result: Json) => result.title);

  /** As the application's role, in a transaction of this tenant; `undefined`: the tenant is not set at all. */
  const asApp = (tenantId: string | undefined, sql: string, parameters: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
    connected(server.database.appUrl, async (client) => {
      await client.query('BEGIN');
      if (tenantId !== undefined) await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
      return (await client.query<Record<string, unknown>>(sql, [...parameters])).rows;
    });
  const RAW = `SELECT id, total FROM core.search_catalogue($1, '{course,chapter}', true, 200)`;
  /** Word by word. */
  const TERMS = `SELECT unnest(ids) AS id FROM core.search_terms($1, NULL, 100)`;

  it('is made anew, by a job, when the institution speaks another language', async () => {
    const { alpha } = world;
    await write(alpha.teacher.client, GERMAN);
    await server.sql(`INSERT INTO core.search_word (tenant_id, word) VALUES ($1, 'leftover')`, [alpha.id]);
    assert.deepEqual(await found(alpha, 'Hauses '), ['Größen'], 'the word itself is found in any language');
    await write(alpha.teacher.client, [{ title: 'Freundlich', chapters: [] }]);
    assert.deepEqual(await found(alpha, 'Freundlichkeiten '), []);
    await expectStatus(200, alpha.admin.client.patch('/tenant', { locale: 'de' }));
    await eventually(async () => (await jobs(alpha.id, 'completed')) === 1);
    assert.deepEqual(await found(alpha, 'Freundlichkeiten '), ['Freundlich']);
    assert.deepEqual(await server.sql(`SELECT FROM core.search_word WHERE tenant_id = $1 AND word = 'leftover'`, [alpha.id]), []);
    await expectStatus(200, alpha.admin.client.patch('/tenant', { locale: 'de' }));
    await expectStatus(200, alpha.admin.client.patch('/tenant', { name: 'Alpha' }));
    assert.equal(await jobs(alpha.id), 1, 'nothing to do when the language stays');
  });

  it('is made anew when operators change the language', async () => {
    const system =
      (await server.sql<{ id: string }>(`SELECT id FROM core.tenants WHERE slug = 'system'`))[0] ?? (await addTenant(server, 'system'));
    const operator = await addPerson(server, { id: system.id, slug: 'system' }, 'operator');
    await expectStatus(200, operator.client.patch(`/tenants/${world.beta.id}`, { locale: 'fr-CA' }));
    await eventually(async () => (await jobs(world.beta.id, 'completed')) === 1);
    assert.equal(await jobs(world.alpha.id), 1);
  });

  const jobs = async (tenantId: string, status?: string): Promise<number> =>
    (
      await server.sql(`SELECT FROM core.job WHERE tenant_id = $1 AND name = 'search.index-again' AND ($2::text IS NULL OR status = $2)`, [
        tenantId,
        status ?? null,
      ])
    ).length;

  it('stems by every language that PostgreSQL knows, and does without for the others', async () => {
    const languageOf = async (locale: string): Promise<string> => {
      await server.sql('UPDATE core.tenants SET locale = $2 WHERE id = $1', [world.beta.id, locale]);
      const [row] = await server.sql<{ language: string }>('SELECT core.search_language($1)::text AS language', [world.beta.id]);
      return row?.language ?? '';
    };
    const locales = {
      en: 'english',
      'en-GB': 'english',
      'DE-at': 'german',
      'pt-BR': 'portuguese',
      nb: 'norwegian',
      'zh-Hant-TW': 'simple',
      tlh: 'simple',
    };
    for (const [locale, language] of Object.entries(locales)) assert.equal(await languageOf(locale), language, locale);
    for (const locale of ['zh', 'ja', 'he']) {
      await languageOf(locale);
      const title = `Проверка ${locale}`;
      await write(world.beta.teacher.client, [{ title, chapters: [] }]);
      assert.deepEqual(await found(world.beta, `ПРОВЕРКА ${locale}`), [title]);
      assert.ok((await found(world.beta, 'Првоерка')).includes(title), 'two letters changed places, in any script');
    }
  });

  it('is read through indexes, as the application, whatever the size of the others', async () => {
    await server.sql(CROWD, [world.beta.id]);
    await server.sql('ALTER TABLE core.chapter DISABLE TRIGGER USER');
    await server.sql(BULK, [world.beta.id]);
    await server.sql('ALTER TABLE core.chapter ENABLE TRIGGER USER');
    await server.sql('ANALYZE core.search_entry, core.search_word, core.course, core.chapter');
    const scans = async () => {
      await server.sql('SELECT pg_stat_force_next_flush()');
      const rows = await server.sql<{ name: string; scans: string }>(
        `SELECT relname AS name, seq_scan::text AS scans FROM pg_stat_user_tables WHERE relname IN ('search_entry', 'search_word')
         UNION ALL SELECT indexrelname, idx_scan::text FROM pg_stat_user_indexes WHERE indexrelname LIKE 'search_%'`,
      );
      return new Map(rows.map(({ name, scans: count }) => [name, Number(count)]));
    };
    const before = await scans();
    for (const q of ['word7 ', 'wrod7 ', 'cro', 'comon crowd', 'qqqqzzzz ']) await asAppFlushed(world.beta.id, q);
    const after = await scans();
    const more = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    for (const table of ['search_entry', 'search_word']) assert.equal(more(table), 0, `${table} was read from end to end`);
    for (const index of ['search_entry_words', 'search_word_trigrams', 'search_word_pkey'])
      assert.ok(more(index) > 0, `${index} was not used`);
    const plan = await asApp(world.beta.id, `EXPLAIN ${SEARCH}`, ['word7', ['chapter'], false, 10]);
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    assert.match(text, /Function Scan on search_catalogue/);
    assert.match(text, /Index Scan using chapter_pkey/);
    assert.doesNotMatch(text, /Seq Scan on chapter/);
  });

  const asAppFlushed = (tenantId: string, q: string): Promise<unknown> =>
    connected(server.database.appUrl, async (client) => {
      await client.query('BEGIN');
      await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
      await client.query(RAW, [q]);
      await client.query('COMMIT');
      await client.query('SELECT pg_stat_force_next_flush()');
      await client.query('SELECT 1');
    });

  it('counts up to 1,000 of one institution, and names no row of another', async () => {
    const tenants = await server.sql<{ id: string }>('SELECT id FROM core.tenants');
    const own = async (id: string) =>
      new Set((await server.sql<{ id: string }>('SELECT id FROM core.search_entry WHERE tenant_id = $1', [id])).map((row) => row.id));
    let rows = 0;
    for (const { id } of tenants) {
      const ids = await own(id);
      for (const q of ['crowd', 'common', 'wrod2']) {
        const answer = await asApp(id, RAW, [q]);
        const byWord = await asApp(id, TERMS, [[q, 'word3', 'crowd']]);
        assert.ok([...answer, ...byWord].every((row) => ids.has(String(row.id))));
        rows += answer.length + byWord.length;
      }
    }
    assert.ok(rows > SMALL_TENANTS * 5);
    const [first] = await asApp(world.beta.id, RAW, ['common ']);
    assert.equal(first?.total, 800);
    const counted = await asApp(world.beta.id, 'SELECT chapters FROM core.search_terms($1, NULL, 10)', [['common', 'qqqq', 'comon']]);
    assert.deepEqual(counted, [{ chapters: 800 }, { chapters: 0 }, { chapters: 800 }], 'each word by itself, a slip mended');
    await server.sql(
      `INSERT INTO core.search_entry (tenant_id, id, course_id, kind, head, words)
       SELECT tenant_id, gen_random_uuid(), course_id, kind, head, words FROM core.search_entry WHERE tenant_id = $1 AND kind = 'chapter' LIMIT 300`,
      [world.beta.id],
    );
    assert.equal((await asApp(world.beta.id, RAW, ['common ']))[0]?.total, 1000);
  });

  it('is closed without a tenant, and its parts are nobody’s', async () => {
    const code = (call: Promise<unknown>) =>
      call.then(
        () => 'none',
        (error: { code: string }) => error.code,
      );
    assert.equal(await code(asApp(undefined, RAW, ['crowd'])), '42501');
    assert.equal(await code(asApp('', RAW, ['crowd'])), '42501');
    assert.equal(await code(asApp('alpha', RAW, ['crowd'])), '22P02');
    assert.equal(await code(asApp(world.beta.id, RAW, ['crowd'])), 'none');
    assert.equal(await code(asApp(undefined, TERMS, [['crowd']])), '42501');
    assert.equal(await code(asApp('alpha', TERMS, [['crowd']])), '22P02');
    assert.equal(await code(asApp(world.beta.id, TERMS, [['crowd']])), 'none');
    const parts = [
      'SET ROLE lectern_search',
      `SELECT * FROM core.search_hits('${world.alpha.id}', 'crowd', 'crowd', '{course,chapter}', true, 10)`,
      `SELECT core.search_near_words('${world.alpha.id}', 'simple', 'crowd', true)`,
      `SELECT core.search_slips('${world.alpha.id}', 'crowd')`,
      `SELECT core.search_chapters_with('${world.alpha.id}', 'crowd', 10)`,
      `SELECT core.search_chapters_headed('${world.alpha.id}', 'crowd', 10)`,
      `SELECT core.search_completions('${world.alpha.id}', 'cro')`,
      `CREATE FUNCTION core.search_mine() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    ];
    for (const part of parts) assert.equal(await code(asApp(world.beta.id, part)), '42501', part);
  });

  it('is known to `lectern migrate verify`', async () => {
    const { ownerUrl, appUrl } = server.database;
    const problems = async () =>
      (await verifyDatabase({ ownerUrl, appUrl, owners: [{ schema: 'core', migrations: coreMigrations }] })).problems;
    assert.deepEqual(await problems(), []);
    await server.sql('GRANT EXECUTE ON FUNCTION core.search_catalogue TO PUBLIC');
    await server.sql('ALTER FUNCTION core.search_catalogue RESET search_path');
    await server.sql('GRANT INSERT ON core.search_entry TO lectern_search');
    await server.sql('GRANT CREATE ON SCHEMA core TO lectern_search');
    await server.sql(
      `CREATE FUNCTION core.peep() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1::bigint'`,
    );
    await server.sql('REVOKE ALL ON FUNCTION core.peep FROM PUBLIC');
    await server.sql('ALTER FUNCTION core.peep OWNER TO lectern_search');
    assert.deepEqual(await problems(), [
      'function core.peep belongs to lectern_search, which sees all tenants',
      "function core.search_catalogue runs with its owner's rights on its caller's search_path",
      "function core.search_catalogue runs with its owner's rights for everybody",
      'the role lectern_search may change core.search_entry',
      'the role lectern_search may create in core',
    ]);
    await server.sql('ALTER FUNCTION core.search_catalogue OWNER TO lectern_owner');
    assert.ok((await problems()).includes('function core.search_catalogue belongs to lectern_owner instead of lectern_search'));
  });
});
