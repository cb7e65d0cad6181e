import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { after, before, describe, it } from 'node:test';
import type { ArchiveEntry } from '../../src/domains/course-archive/archive-files.js';
import { CourseExport } from '../../src/domains/course-archive/course-export.js';
import { CourseImport } from '../../src/domains/course-archive/course-import.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { Forbidden, InvalidInput } from '../../src/sdk/errors.js';
import type { Client, Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { type School, twoTenants, type World } from '../../src/testing/world.js';
import { type Files, fullCourse, packed, textOf, unpacked } from './archive-support.js';
import { expectStatus } from './support.js';

const entriesOf = (files: Files): ArchiveEntry[] =>
  Object.entries(files).map(([name, content]) => ({ name, kind: 'file', bytes: Buffer.from(content) }));

/** The smallest course. */
const plain: Files = { 'course.json': textOf({ format: 'lectern-course', version: 1, title: 'Plain' }) };

describe('a course archive', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    for (const school of [world.alpha, world.beta]) await expectStatus(201, school.teacher.client.post('/courses', { title: 'Zählen' }));
  });
  after(() => server.close());

  const importInto = (school: School, files: Files) => runForTenant(school.id, () => server.get(CourseImport).run(entriesOf(files)));
  const exportFrom = async (school: School, id: string): Promise<Record<string, string>> => {
    const { files } = await runForTenant(school.id, () => server.get(CourseExport).run(id));
    return Object.fromEntries(files.map(({ name, bytes }) => [name, bytes.toString()]));
  };
  const problemsOf = async (files: Files): Promise<Record<string, readonly string[]>> => {
    const problem: unknown = await importInto(world.alpha, files).catch((error: unknown) => error);
    assert.ok(problem instanceof InvalidInput, String(problem));
    return problem.extras.errors ?? {};
  };
  const rowsOf = async () => {
    const [row] = await server.sql(
      `SELECT (SELECT count(*)::int FROM core.course) AS courses, (SELECT count(*)::int FROM core.chapter) AS chapters,
        (SELECT count(*)::int FROM core.question) AS questions, (SELECT count(*)::int FROM core.quiz) AS quizzes`,
    );
    return row;
  };

  it('comes out of another institution as it came out of the first, byte by byte', async () => {
    const first = await importInto(world.alpha, fullCourse);
    const exported = await exportFrom(world.alpha, first.id);
    assert.deepEqual(exported, fullCourse);
    const second = await importInto(world.beta, exported);
    assert.deepEqual(await exportFrom(world.beta, second.id), exported);
    assert.notEqual(second.id, first.id);
    assert.equal(first.status, 'published');
    assert.equal(first.chapter_count, 3);
    const { body } = await expectStatus(200, world.beta.nobody.get(`/courses/${second.id}?include=chapters`));
    assert.deepEqual(
      body.chapters.map(({ title }: { title: string }) => title),
      ['Maße – Gewichte', 'Zoll', '長さ'],
    );
    const actions = await server.sql<{ action: string }>('SELECT action FROM core.audit_event WHERE target_id = $1', [first.id]);
    assert.ok(actions.some(({ action }) => action === 'courses.course-imported'));
  });

  it('makes another course each time, and no question twice', async () => {
    const before = await server.sql('SELECT id FROM core.question ORDER BY id');
    const again = await importInto(world.alpha, fullCourse);
    assert.deepEqual(await server.sql('SELECT id FROM core.question ORDER BY id'), before);
    assert.deepEqual(await exportFrom(world.alpha, again.id), fullCourse);
  });

  it('may leave out what has a default, be written on Windows, and lie in a folder of its own', async () => {
    const { id, ...course } = await importInto(world.alpha, {
      'my-course/course.json': `\uFEFF${String(plain['course.json'])}`.replaceAll('\n', '\r\n'),
      'my-course/chapters/10-later.md': '# Later\r\n\r\nText\r\n',
      './my-course/chapters/9-sooner.md': '# Sooner\nText at once',
      'my-course/questions.ndjson': '{"key":"a","type":"true_false","question":"?","correct_answer":"true"}\r\n\r\n',
      'my-course/quizzes/1-x.json': '{"title":"X","questions":[{"key":"a"}]}',
    });
    assert.deepEqual([course.title, course.status, course.difficulty_level, course.chapter_count], ['Plain', 'draft', 'beginner', 2]);
    const { body } = await expectStatus(200, world.alpha.teacher.client.get(`/courses/${id}/chapters`));
    assert.deepEqual(
      body.map(({ title, content }: Record<string, string>) => [title, content]),
      [
        ['Sooner', 'Text at once'],
        ['Later', 'Text'],
      ],
    );
  });

  it('says everything that is wrong with it, by its place, and leaves nothing', async () => {
    const before = await rowsOf();
    const errors = await problemsOf({
      'course.json': textOf({ format: 'lectern-course', version: 2, title: '', owner: 'me' }),
      'README.md': 'Hello',
      'chapters/01-one.md': 'No title',
      'chapters/02-two.md': Buffer.from([0x23, 0x20, 0xff]),
      'chapters/03-three.md': '#  \n\nText',
      'chapters/intro.md': '# Not numbered',
      'questions.ndjson': [
        '{"key":"a","type":"true_false","question":"?","correct_answer":"true"}',
        '{"key":"a","type":"multiple_choice","question":"?","options":["x"],"correct_answer":"y"}',
        'no json',
        '{"key":"b b","type":"fill_in_blank","question":"?","correct_answer":"x","id":"1"}',
        '{"key":"a","type":"true_false","question":"?","correct_answer":false}',
      ].join('\n'),
      'quizzes/01-x.json': textOf({
        title: 'X',
        chapter: '09-nowhere',
        passing_score: 2,
        questions: [{ key: 'a' }],
      }),
      'quizzes/02-y.json': textOf({ title: 'Y', chapter: '02-two', questions: [{ key: 'zz' }, { key: 'a' }, { key: 'a', points: 2 }] }),
      'quizzes/03-z.json': '{"title":',
      'quizzes/04-w.json': textOf({ title: 'W', chapter: '09-nowhere', questions: [{ key: 'a' }], draw: [{ count: 100 }, { count: 100 }] }),
    });
    assert.deepEqual(Object.keys(errors).toSorted(), [
      'README.md',
      'chapters/01-one.md',
      'chapters/02-two.md',
      'chapters/03-three.md.title',
      'chapters/intro.md',
      'course.json.owner',
      'course.json.title',
      'course.json.version',
      'questions.ndjson.2.correct_answer',
      'questions.ndjson.2.options',
      'questions.ndjson.3',
      'questions.ndjson.4.id',
      'questions.ndjson.4.key',
      'questions.ndjson.5.key',
      'quizzes/01-x.json.passing_score',
      'quizzes/02-y.json.questions.0.key',
      'quizzes/02-y.json.questions.2.key',
      'quizzes/03-z.json',
      'quizzes/04-w.json',
      'quizzes/04-w.json.chapter',
    ]);
    assert.deepEqual(await rowsOf(), before);
  });

  it('says what does not fit the institution, all of it, and leaves nothing', async () => {
    await expectStatus(201, world.alpha.teacher.client.post('/courses', { title: 'Twice' }));
    await expectStatus(201, world.alpha.teacher.client.post('/courses', { title: 'twice' }));
    const before = await rowsOf();
    const quiz = (draw: object[], more: object = {}) => textOf({ title: 'Q', draw, ...more });
    const errors = await problemsOf({
      ...{
        'course.json': textOf({
          format: 'lectern-course',
          version: 1,
          title: 'New',
          prerequisites: ['Nowhere', 'zählen', 'Zählen', 'Twice'],
        }),
      },
      'chapters/01-one.md': '# One\n\nText',
      'questions.ndjson': '{"key":"a","type":"true_false","question":"new?","correct_answer":"true","subject":"Fresh"}',
      'quizzes/01-a.json': quiz([
        { subject: 'fresh', count: 1 },
        { subject: 'fresh', count: 2 },
      ]),
      'quizzes/02-b.json': quiz([{ subject: 'none', count: 1 }]),
      'quizzes/03-c.json': quiz([{ subject: 'fresh', count: 1 }], { opens_at: '2027-01-01T00:00:00Z', closes_at: '2026-01-01T00:00:00Z' }),
    });
    assert.deepEqual(Object.keys(errors).toSorted(), [
      'course.json.prerequisites.0',
      'course.json.prerequisites.2',
      'course.json.prerequisites.3',
      'quizzes/01-a.json.draw.1.count',
      'quizzes/02-b.json.draw.0.count',
      'quizzes/03-c.json.closes_at',
    ]);
    assert.deepEqual(await rowsOf(), before);
  });

  const GZIP = { 'content-type': 'application/gzip' };
  const upload = (who: Client, body: Buffer, headers: Record<string, string> = {}) =>
    who.request('POST', '/courses/import', body, { ...GZIP, ...headers });
  const download = (who: Client, id: string): Promise<Response> =>
    fetch(`${server.url}/api/v1/courses/${id}/export`, { headers: { authorization: `Bearer ${who.token}` } });

  it('travels over the wire, the same bytes each time', async () => {
    const imported = await expectStatus(201, upload(world.alpha.teacher.client, await packed(fullCourse)));
    assert.deepEqual([imported.body.title, imported.body.status, imported.body.chapter_count], ['Maße & Gewichte', 'published', 3]);
    const answer = await download(world.alpha.teacher.client, imported.body.id);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/gzip');
    assert.match(answer.headers.get('content-disposition') ?? '', /filename="?masse-gewichte\.tar\.gz/);
    const archive = Buffer.from(await answer.arrayBuffer());
    assert.deepEqual(await unpacked(gunzipSync(archive)), fullCourse);
    const moved = await expectStatus(201, upload(world.beta.admin.client, archive));
    const back = await download(world.beta.admin.client, moved.body.id);
    assert.ok(archive.equals(Buffer.from(await back.arrayBuffer())), 'the archive of the copy is the same file');
  });

  it('is for staff, and for courses of their own institution', async () => {
    const archive = await packed(plain);
    const { id } = (await expectStatus(201, upload(world.alpha.teacher.client, archive))).body;
    for (const who of ['student', 'parent'] as const) {
      assert.equal((await upload(world.alpha[who].client, archive)).status, 403);
      assert.equal((await download(world.alpha[who].client, id)).status, 403);
    }
    assert.equal((await world.alpha.nobody.get(`/courses/${id}/export`)).status, 401);
    const foreign = await download(world.beta.admin.client, id);
    assert.deepEqual([foreign.status, ((await foreign.json()) as Json).error_code], [404, 'COURSE_NOT_FOUND']);
    assert.equal((await download(world.alpha.admin.client, id)).status, 200);
  });

  it('needs the permission to write quizzes as well, when there are any', async () => {
    const caller = { permissions: new Set(['courses:write']) };
    const importAs = (files: Files) => runForTenant(world.alpha.id, () => server.get(CourseImport).run(entriesOf(files), caller));
    const exportAs = (id: string) => runForTenant(world.alpha.id, () => server.get(CourseExport).run(id, caller));
    const before = await rowsOf();
    await assert.rejects(importAs(fullCourse), Forbidden);
    assert.deepEqual(await rowsOf(), before);
    const { id } = await importAs(plain);
    assert.equal((await exportAs(id)).files.length, 2);
    await assert.rejects(exportAs((await importInto(world.alpha, fullCourse)).id), Forbidden);
  });

  it('is made once under one idempotency key', async () => {
    const archive = await packed({ 'course.json': textOf({ format: 'lectern-course', version: 1, title: 'Once only' }) });
    const key = { 'idempotency-key': 'archive-once' };
    const first = await expectStatus(201, upload(world.alpha.teacher.client, archive, key));
    const again = await expectStatus(201, upload(world.alpha.teacher.client, archive, key));
    assert.equal(again.body.id, first.body.id);
    assert.equal((await upload(world.alpha.teacher.client, await packed(plain), key)).status, 422);
  });

  it('is refused whole when it is none, breaks off or is broken', async () => {
    const before = await rowsOf();
    const whole = await packed(fullCourse);
    for (const [body, field] of [
      [Buffer.from('PK'), '_'],
      [whole.subarray(0, whole.length - 200), '_'],
      [await packed(plain, [{ name: 'chapters/01-a.md', type: 'symlink', linkname: '/etc/passwd' }]), 'chapters/01-a.md'],
      [
        await packed({ ...fullCourse, 'quizzes/01-lange.json': textOf({ title: 'X', questions: [{ key: 'q9' }] }) }),
        'quizzes/01-lange.json.questions.0.key',
      ],
    ] as const) {
      const refused = await upload(world.alpha.teacher.client, body);
      assert.equal(refused.status, 400, refused.text);
      assert.deepEqual(Object.keys(refused.body.errors), [field]);
    }
    assert.deepEqual(await rowsOf(), before);
  });

  it('is left out when its last step fails', async () => {
    const before = await rowsOf();
    await server.sql(`CREATE FUNCTION core.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$`);
    await server.sql(`CREATE TRIGGER fail BEFORE INSERT ON core.quiz FOR EACH ROW WHEN (NEW.title = 'Masse') EXECUTE FUNCTION core.fail()`);
    assert.equal((await upload(world.alpha.teacher.client, await packed(fullCourse))).status, 500);
    assert.deepEqual(await rowsOf(), before);
    await server.sql('DROP TRIGGER fail ON core.quiz');
    await expectStatus(201, upload(world.alpha.teacher.client, await packed(fullCourse)));
  });
});
