import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { OFF_TOPIC, QUESTIONS } from '../chat/tutor-questions.js';
import { importDemoCourse, Learner } from '../chat/tutor-support.js';

const COURSES = 1000;
const CHAPTERS = 20;
/** So many different texts, of the words of the demo course, common ones often and rare ones seldom; the rest are copies of them. */
const TEXTS = 200;
const WORDS = `CREATE UNLOGGED TABLE public.words AS
  SELECT row_number() OVER (ORDER BY md5(word)) AS n, word FROM (SELECT DISTINCT word FROM core.search_word WHERE tenant_id = $1) known`;
const TEMPLATES = `
  INSERT INTO core.chapter (tenant_id, id, course_id, title, content, position)
  SELECT c.tenant_id, gen_random_uuid(), c.id, 'Chapter ' || p,
    (SELECT string_agg(CASE WHEN i % 60 = 0 THEN E'\\n\\n## ' || w.word || E'\\n\\n' ELSE w.word END, ' ' ORDER BY i) FROM generate_series(1, 300) i
      JOIN public.words w ON w.n = 1 + floor(power(abs(hashtext(p || '-' || i) % 100000) / 100000.0, 2) * (SELECT count(*) FROM public.words))::int), p
  FROM core.course c, generate_series(1, ${TEXTS}) p WHERE c.tenant_id = $1 AND c.title = 'Templates'`;
const COPIES = `
  WITH template AS (
    SELECT h.content, h.position - 1 AS n, e.head, e.words FROM core.chapter h JOIN core.course c ON c.id = h.course_id AND c.title = 'Templates'
    JOIN core.search_entry e ON e.id = h.id
  ), copy AS (
    INSERT INTO core.chapter (tenant_id, id, course_id, title, content, position)
    SELECT c.tenant_id, gen_random_uuid(), c.id, 'Chapter ' || p, t.content, p
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS number FROM core.course WHERE tenant_id = $1 AND title = 'Filler') c
    CROSS JOIN generate_series(1, ${CHAPTERS}) p JOIN template t ON t.n = (c.number * ${CHAPTERS} + p) % ${TEXTS}
    RETURNING tenant_id, id, course_id, content
  )
  INSERT INTO core.search_entry (tenant_id, id, course_id, kind, head, words)
  SELECT c.tenant_id, c.id, c.course_id, 'chapter', t.head, t.words FROM copy c JOIN template t ON t.content = c.content`;
const MAKE_COURSES = `
  INSERT INTO core.course (tenant_id, id, title, title_key, status, chapter_count)
  SELECT $1, gen_random_uuid(), CASE n WHEN 0 THEN 'Templates' ELSE 'Filler' END, 'filler', 'published', CASE n WHEN 0 THEN ${TEXTS} ELSE ${CHAPTERS} END
  FROM generate_series(0, ${COURSES}) n`;

describe(`the rules tutor in an institution of ${COURSES * CHAPTERS} chapters`, () => {
  let server: TestServer;
  let world: World;
  let pupil: Learner;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    const { alpha } = world;
    await importDemoCourse(server, alpha.id);
    for (const sql of [WORDS, MAKE_COURSES, TEMPLATES]) await server.sql(sql, sql.includes('$1') ? [alpha.id] : []);
    await server.sql('ALTER TABLE core.chapter DISABLE TRIGGER USER');
    await server.sql(COPIES, [alpha.id]);
    await server.sql('ALTER TABLE core.chapter ENABLE TRIGGER USER');
    await server.sql('ANALYZE core.course, core.chapter, core.search_entry, core.search_word');
    pupil = new Learner(server, alpha.id, alpha.student.id);
  });
  after(() => server.close());

  it('answers from the database’s index, with a bounded number of texts, in a fraction of a second', async (t) => {
    const asked = [...QUESTIONS.map((question) => question.asked), ...OFF_TOPIC];
    for (const one of asked.slice(0, 5)) await pupil.ask(one);
    const times: number[] = [];
    const before = process.memoryUsage().heapTotal;
    for (const one of asked) {
      const start = performance.now();
      await pupil.ask(one);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const [median = 0, slowest = 0] = [times[Math.floor(times.length / 2)], times.at(-1)];
    const grown = (process.memoryUsage().heapTotal - before) / 1024 ** 2;
    t.diagnostic(
      `${asked.length} questions: median ${median.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms; heap ${grown.toFixed(0)} MB more`,
    );
    assert.ok(slowest < 2000, `${slowest} ms`);
    assert.ok(grown < 100, `${grown} MB`);
  });

  it('finds a learner’s own course among them', async (t) => {
    const { alpha } = world;
    const [course] = await server.sql<{ id: string }>(`SELECT id FROM core.course WHERE title LIKE 'Thinking in Python%'`);
    const cited = async (more: object): Promise<number> => {
      let right = 0;
      for (const { asked, chapter } of QUESTIONS) {
        const { citations } = (await pupil.ask(asked, more)).metadata;
        const [row] = await server.sql<{ position: number }>('SELECT position FROM core.chapter WHERE id = $1 AND course_id = $2', [
          citations[0]?.chapter_id ?? null,
          course?.id,
        ]);
        if (row?.position === chapter) right += 1;
      }
      return right;
    };
    const inView = await cited({ about: { courseId: course?.id } });
    await server.sql('INSERT INTO core.class_course (tenant_id, class_id, course_id) VALUES ($1, $2, $3)', [
      alpha.id,
      alpha.classId,
      course?.id,
    ]);
    const ofTheirClass = await cited({});
    t.diagnostic(
      `right chapter of ${COURSES * CHAPTERS}: ${inView} of 30 with the course in view, ${ofTheirClass} of 30 when their class works on it`,
    );
    assert.ok(inView >= 20 && ofTheirClass >= 15, `${inView}, ${ofTheirClass}`);
  });
});
