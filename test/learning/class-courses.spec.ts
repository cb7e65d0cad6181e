import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant, writeCourse } from './support.js';

describe('what belongs to a class', () => {
  let server: TestServer;
  let world: World;
  let colleague: Person;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    colleague = await addPerson(server, world.alpha, 'teacher', 'colleague');
  });
  after(() => server.close());

  const openClass = async (owner: Person, name: string): Promise<string> =>
    (await expectStatus(201, owner.client.post('/classes', { name }))).body.id;
  const titles = async (who: Person, classId: string): Promise<string[]> =>
    (await expectStatus(200, who.client.get(`/classes/${classId}/courses`))).body.map((course: Json) => course.title);

  describe('courses', () => {
    it('are added and taken away by those who teach the class, and listed for those who see it', async () => {
      const { teacher, student, parent, admin } = world.alpha;
      const classId = world.alpha.classId;
      const rivers = await writeCourse(teacher.client, { title: 'Rivers', chapters: 1 });
      const draft = await writeCourse(teacher.client, { title: 'Glaciers', chapters: 1, publish: false });
      const path = `/classes/${classId}/courses`;
      const added = await expectStatus(200, teacher.client.put(`${path}/${rivers.id}`));
      assert.deepEqual(added.body, (await teacher.client.get(`/courses/${rivers.id}`)).body);
      await expectStatus(200, admin.client.put(`${path}/${draft.id}`));
      await expectStatus(200, teacher.client.put(`${path}/${rivers.id}`));
      for (const staff of [teacher, admin]) assert.deepEqual(await titles(staff, classId), ['Rivers', 'Glaciers']);
      for (const learner of [student, parent]) assert.deepEqual(await titles(learner, classId), ['Rivers']);
      const audit = await server.sql<{ action: string; detail: Json }>(
        `SELECT action, detail FROM core.audit_event WHERE target_id = $1 AND action LIKE 'classes.course-%' ORDER BY id`,
        [classId],
      );
      assert.deepEqual(
        audit.map(({ action, detail }) => [action, detail.course_id]),
        [
          ['classes.course-added', rivers.id],
          ['classes.course-added', draft.id],
        ],
      );
      await expectStatus(204, teacher.client.delete(`${path}/${draft.id}`));
      assert.equal((await teacher.client.delete(`${path}/${draft.id}`)).body.error_code, 'CLASS_COURSE_NOT_FOUND');
      assert.deepEqual(await titles(teacher, classId), ['Rivers']);
    });

    it('page, and go with the course', async () => {
      const { teacher } = world.alpha;
      const classId = await openClass(teacher, 'Paging');
      const courses = [];
      for (const title of ['One', 'Two', 'Three']) courses.push(await writeCourse(teacher.client, { title, chapters: 0 }));
      for (const { id } of courses) await expectStatus(200, teacher.client.put(`/classes/${classId}/courses/${id}`));
      const first = await teacher.client.get(`/classes/${classId}/courses?limit=2&count=exact`);
      assert.equal(first.headers.get('x-total-count'), '3');
      const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
      const rest = await teacher.client.get(`//${next.replace(/^https?:\/\/[^/]+\//, '')}`);
      assert.deepEqual(
        [...first.body, ...rest.body].map((course: Json) => course.title),
        ['One', 'Two', 'Three'],
      );
      assert.equal((await teacher.client.get(`/classes/${classId}/courses?limit=0`)).status, 400);
      assert.equal((await teacher.client.get(`/classes/${classId}/courses?cursor=${'A'.repeat(40)}`)).status, 400);
      await expectStatus(204, teacher.client.delete(`/courses/${courses[0]?.id}`));
      assert.deepEqual(await titles(teacher, classId), ['Two', 'Three']);
    });

    it('are changed by nobody else, and exist for no other institution', async () => {
      const { alpha, beta } = world;
      const { id } = await writeCourse(alpha.teacher.client, { title: 'Oceans', chapters: 1 });
      const foreign = await writeCourse(beta.teacher.client, { title: 'Deserts', chapters: 1 });
      const path = `/classes/${alpha.classId}/courses/${id}`;
      for (const learner of [alpha.student, alpha.parent]) {
        assert.equal((await learner.client.put(path)).status, 403);
        assert.equal((await learner.client.delete(path)).status, 403);
      }
      for (const stranger of [colleague, beta.teacher, beta.admin]) {
        assert.equal((await stranger.client.put(path)).body.error_code, 'CLASS_NOT_FOUND');
        assert.equal((await stranger.client.delete(path)).body.error_code, 'CLASS_NOT_FOUND');
        assert.equal((await stranger.client.get(`/classes/${alpha.classId}/courses`)).body.error_code, 'CLASS_NOT_FOUND');
      }
      assert.equal((await alpha.nobody.get(`/classes/${alpha.classId}/courses`)).status, 401);
      for (const unknown of [foreign.id, NOWHERE]) {
        const answer = await alpha.teacher.client.put(`/classes/${alpha.classId}/courses/${unknown}`);
        assert.equal(answer.body.error_code, 'COURSE_NOT_FOUND');
      }
      assert.equal((await alpha.teacher.client.put(`/classes/${alpha.classId}/courses/7`)).status, 400);
      await expectStatus(200, alpha.teacher.client.put(path));
    });
  });

  describe('terms', () => {
    it('are listed by administrators, and classes may name others', async () => {
      const { admin, teacher, student } = world.alpha;
      const term = { name: 'Autumn 2026', starts_on: '2026-08-01', ends_on: '2027-01-31' };
      const made = await expectStatus(201, admin.client.post('/terms', term));
      const { id, created_at: _created, updated_at: _updated, ...rest } = made.body;
      assert.deepEqual(rest, term);
      assert.deepEqual((await student.client.get(`/terms/${id}`)).body, made.body);
      assert.deepEqual((await student.client.get('/terms?count=exact')).body, [made.body]);
      for (const who of [teacher, student]) assert.equal((await who.client.post('/terms', term)).status, 403);
      assert.equal((await admin.client.post('/terms', term)).status, 409);
      const known = await expectStatus(201, teacher.client.post('/classes', { name: 'Named', term: 'Autumn 2026' }));
      const unknown = await expectStatus(201, teacher.client.post('/classes', { name: 'Free', term: 'Someday' }));
      assert.deepEqual([known.body.term, unknown.body.term], ['Autumn 2026', 'Someday']);
      assert.deepEqual(
        (await teacher.client.get('/classes?term=Autumn%202026')).body.map((one: Json) => one.id),
        [known.body.id],
      );
      assert.equal((await world.beta.admin.client.get(`/terms/${id}`)).body.error_code, 'TERM_NOT_FOUND');
      assert.deepEqual((await world.beta.admin.client.get('/terms')).body, []);
    });

    it('take their classes along when renamed, and leave them their name when deleted', async () => {
      const { admin, teacher } = world.alpha;
      const made = await admin.client.post('/terms', { name: 'Sprnig', starts_on: '2027-02-01', ends_on: '2027-07-31' });
      const path = `/terms/${made.body.id}`;
      const tag = (await admin.client.get(path)).headers.get('etag') ?? '';
      const one = await expectStatus(201, teacher.client.post('/classes', { name: 'Moving', term: 'Sprnig' }));
      await expectStatus(200, admin.client.patch(path, { name: 'Spring' }, { 'if-match': tag }));
      assert.equal((await admin.client.put(path, { name: 'Other' }, { 'if-match': tag })).status, 412);
      assert.equal((await teacher.client.get(`/classes/${one.body.id}`)).body.term, 'Spring');
      assert.equal((await admin.client.put(path, { name: 'Autumn 2026' })).status, 409);
      assert.equal((await teacher.client.delete(path)).status, 403);
      await expectStatus(204, admin.client.delete(path));
      assert.equal((await admin.client.get(path)).status, 404);
      assert.equal((await teacher.client.get(`/classes/${one.body.id}`)).body.term, 'Spring');
    });

    it('have days in order', async () => {
      const { admin } = world.alpha;
      const bodies = [
        { name: 'Back', starts_on: '2027-02-01', ends_on: '2027-01-01' },
        { name: 'No day', starts_on: '2027-02-30', ends_on: '2027-03-01' },
        { name: 'Early', starts_on: '0000-01-01', ends_on: '2027-03-01' },
        { name: ' ', starts_on: '2027-01-01', ends_on: '2027-03-01' },
        { name: 'Half', starts_on: '2027-01-01' },
      ];
      for (const body of bodies) assert.equal((await admin.client.post('/terms', body)).status, 400, body.name);
    });
  });

  describe('class lists', () => {
    const send = (who: Person, classId: string, csv: string | Buffer, query = '', type = 'text/csv') =>
      who.client.request('POST', `/classes/${classId}/enrollments/import${query}`, csv, { 'content-type': type });
    const roster = async (classId: string): Promise<[string, string][]> =>
      (await world.alpha.admin.client.get(`/classes/${classId}/enrollments`)).body.map((one: Json) => [one.name, one.role]);

    it('enroll everybody they name, whatever names them, and say so row by row', async () => {
      const { teacher } = world.alpha;
      const classId = await openClass(teacher, 'Imported');
      const [ada, bob, eve] = await Promise.all(['ada', 'bob', 'eve'].map((name) => addPerson(server, world.alpha, 'student', name)));
      await server.sql(`UPDATE core.users SET username = 'Bobby', username_key = 'bobby' WHERE id = $1`, [bob?.id]);
      await expectStatus(201, teacher.client.post(`/classes/${classId}/enrollments`, { user_id: eve?.id, role: 'student' }));
      const csv = [
        '\ufeffE-Mail;Username;User ID;Role;Note',
        'ADA@alpha.test;;;;"speaks; loudly"',
        ';bobby;;student;',
        `;;${eve?.id};;`,
        '"colleague@alpha.test";;;Teacher;',
        'ada@alpha.test;;;student;again',
      ].join('\r\n');
      const answer = await expectStatus(200, send(teacher, classId, csv));
      const { rows, ...counts } = answer.body;
      assert.deepEqual(counts, { enrolled: 3, already_enrolled: 2, failed: 0 });
      assert.deepEqual(
        rows.map((row: Json) => [row.line, row.value, row.status, row.errors]),
        [
          [2, 'ADA@alpha.test', 'enrolled', []],
          [3, 'bobby', 'enrolled', []],
          [4, eve?.id, 'already_enrolled', []],
          [5, 'colleague@alpha.test', 'enrolled', []],
          [6, 'ada@alpha.test', 'already_enrolled', []],
        ],
      );
      assert.deepEqual((await roster(classId)).map(([name, role]) => `${name} ${role}`).toSorted(), [
        'ada student',
        'bob student',
        'colleague teacher',
        'eve student',
        'teacher teacher',
      ]);
      const audit = await server.sql<{ actor_id: string; detail: Json }>(
        `SELECT actor_id, detail FROM core.audit_event WHERE target_id = $1 AND action = 'classes.person-enrolled' ORDER BY id`,
        [classId],
      );
      assert.deepEqual(
        audit.map(({ actor_id, detail }) => [actor_id, detail.user_id, detail.role]),
        [
          [teacher.id, eve?.id, 'student'],
          [teacher.id, ada?.id, 'student'],
          [teacher.id, bob?.id, 'student'],
          [teacher.id, colleague.id, 'teacher'],
        ],
      );
      assert.ok(ada);
      assert.equal((await send(teacher, classId, csv)).body.already_enrolled, 5);
    });

    it('enroll nobody when one line in the middle is bad, unless it is to be skipped', async () => {
      const { teacher, parent } = world.alpha;
      const classId = await openClass(teacher, 'Half bad');
      const before = await roster(classId);
      const people = await Promise.all(['fay', 'gus'].map((name) => addPerson(server, world.alpha, 'student', name)));
      const csv = [
        'email,role',
        'fay@alpha.test,student',
        'nobody@alpha.test,student',
        'student@beta.test,student',
        `${parent.email},student`,
        'gus@alpha.test,captain',
        'fay@alpha.test,teacher',
        'gus@alpha.test,student',
      ].join('\n');
      const refused = await send(teacher, classId, csv);
      assert.equal(refused.status, 400, refused.text);
      assert.equal(refused.body.error_code, 'VALIDATION_ERROR');
      assert.deepEqual(refused.body.errors, {
        'line 3': ['There is no such person'],
        'line 4': ['There is no such person'],
        'line 5': ['Somebody with the role parent cannot be in a class as student'],
        'line 6': ['The role is student or teacher'],
        'line 7': ['Somebody with the role student cannot be in a class as teacher', 'A line before names the same person as student'],
      });
      assert.deepEqual(await roster(classId), before);
      const skipped = await expectStatus(200, send(teacher, classId, csv, '?on_error=skip'));
      const { rows, ...counts } = skipped.body;
      assert.deepEqual(counts, { enrolled: 2, already_enrolled: 0, failed: 5 });
      assert.deepEqual(rows[1], { line: 3, value: 'nobody@alpha.test', status: 'failed', errors: ['There is no such person'] });
      assert.equal((await roster(classId)).length, before.length + people.length);
    });

    it('are refused when they are no CSV, too long, or not for the caller', async () => {
      const { teacher, student, admin } = world.alpha;
      const classId = await openClass(teacher, 'Refusing');
      const one = `email\n${student.email}`;
      assert.equal((await send(teacher, classId, 'name\nAda')).body.errors['line 1'].length, 1);
      assert.equal((await send(teacher, classId, Buffer.from('email\ncafé@x.test', 'latin1'))).status, 400);
      assert.equal((await send(teacher, classId, 'email\na\0@x.test')).status, 400);
      assert.equal((await send(teacher, classId, one, '', 'text/csv; charset=latin1')).status, 415);
      assert.equal((await send(teacher, classId, one, '', 'text/plain')).status, 415);
      assert.equal((await teacher.client.post(`/classes/${classId}/enrollments/import`, { email: student.email })).status, 400);
      assert.equal((await teacher.client.post(`/classes/${classId}/enrollments/import`)).status, 400);
      assert.equal((await send(teacher, classId, one, '?on_error=maybe')).status, 400);
      assert.equal((await send(teacher, classId, `email\n${'x'.repeat(1_100_000)}`)).status, 413);
      assert.equal((await send(teacher, classId, `email\n${'a@b.test\n'.repeat(5001)}`)).status, 400);
      assert.equal((await send(student, classId, one)).status, 403);
      assert.equal((await send(colleague, classId, one)).body.error_code, 'CLASS_NOT_FOUND');
      assert.equal((await send(world.beta.admin, classId, one)).body.error_code, 'CLASS_NOT_FOUND');
      await setTenant(server, world.alpha.id, 'policies', { teacher_enrollment: 'admin_only' });
      assert.equal((await send(teacher, classId, one)).status, 403);
      assert.equal((await roster(classId)).length, 1);
      await expectStatus(200, send(admin, classId, one));
      await setTenant(server, world.alpha.id, 'policies', { teacher_enrollment: 'any' });
      assert.equal((await roster(classId)).length, 2);
    });

    it('of 5,000 people are taken at once', async () => {
      const { teacher, id: tenantId } = world.alpha;
      const classId = await openClass(teacher, 'Whole school');
      await server.sql(
        `INSERT INTO core.users (tenant_id, id, email, email_key, name, name_key, role)
         SELECT $1, gen_random_uuid(), 'crowd' || n || '@alpha.test', 'crowd' || n || '@alpha.test', 'Many', 'many', 'student'
         FROM generate_series(1, 5000) n`,
        [tenantId],
      );
      const csv = `email\n${Array.from({ length: 5000 }, (_, n) => `crowd${n + 1}@alpha.test`).join('\n')}`;
      const started = performance.now();
      const answer = await expectStatus(200, send(teacher, classId, csv));
      assert.equal(answer.body.enrolled, 5000);
      assert.ok(performance.now() - started < 20_000);
    });
  });
});
