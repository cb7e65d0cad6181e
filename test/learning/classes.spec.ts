import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant } from './support.js';

describe('classes and enrollments', () => {
  let server: TestServer;
  let world: World;
  let colleague: Person;
  let newcomer: Person;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    colleague = await addPerson(server, world.alpha, 'teacher', 'colleague');
    newcomer = await addPerson(server, world.alpha, 'student', 'newcomer');
  });
  after(() => server.close());

  const openClass = async (owner: Person, name: string): Promise<string> =>
    (await expectStatus(201, owner.client.post('/classes', { name }))).body.id;
  const seen = async (who: Person): Promise<string[]> =>
    (await expectStatus(200, who.client.get('/classes'))).body.map((one: Json) => one.id);
  const enroll = (who: Person, classId: string, person: { id: string }, role = 'student') =>
    who.client.post(`/classes/${classId}/enrollments`, { user_id: person.id, role });

  it('belong to the teacher who opens them, and to administrators', async () => {
    const { admin, teacher, student } = world.alpha;
    const made = await teacher.client.post('/classes', { name: ' 7b ', code: 'M7', grade_level: 7, term: '2026/27' });
    assert.equal(made.status, 201, made.text);
    const { id, created_at, updated_at, ...rest } = made.body;
    assert.deepEqual(rest, { name: '7b', code: 'M7', grade_level: 7, term: '2026/27' });
    assert.equal(created_at, updated_at);
    assert.deepEqual((await teacher.client.get(`/classes/${id}`)).body, made.body);
    const roster = await teacher.client.get(`/classes/${id}/enrollments`);
    assert.equal(roster.headers.get('cache-control'), 'no-store', 'names of people are not kept on the way');
    assert.deepEqual(
      roster.body.map((one: Json) => [one.user_id, one.name, one.role]),
      [[teacher.id, 'teacher', 'teacher']],
    );
    assert.equal((await admin.client.get(`/classes/${id}`)).status, 200);
    assert.ok((await seen(admin)).includes(id));
    for (const stranger of [colleague, student, world.alpha.parent]) {
      const answer = await stranger.client.get(`/classes/${id}`);
      assert.equal(answer.status, 404);
      assert.equal(answer.body.error_code, 'CLASS_NOT_FOUND');
      assert.ok(!(await seen(stranger)).includes(id));
    }
    const filtered = await teacher.client.get('/classes?term=2026/27&count=exact');
    assert.deepEqual(
      filtered.body.map((one: Json) => one.id),
      [id],
    );
    assert.equal(filtered.headers.get('x-total-count'), '1');
  });

  it('opened by an administrator have no teacher yet', async () => {
    const { admin, teacher } = world.alpha;
    const id = await openClass(admin, 'Unstaffed');
    assert.deepEqual((await admin.client.get(`/classes/${id}/enrollments`)).body, []);
    assert.equal((await teacher.client.get(`/classes/${id}`)).status, 404);
    await expectStatus(201, enroll(admin, id, teacher, 'teacher'));
    assert.equal((await teacher.client.get(`/classes/${id}`)).status, 200);
  });

  it('are seen by their students and those students’ parents', async () => {
    const { student, parent, classId } = world.alpha;
    assert.deepEqual(await seen(student), [classId]);
    assert.deepEqual(await seen(parent), [classId]);
    assert.equal((await parent.client.get(`/classes/${classId}`)).status, 200);
    assert.deepEqual(await seen(newcomer), []);
    for (const who of [student, parent]) assert.equal((await who.client.get(`/classes/${classId}/enrollments`)).status, 403);
  });

  it('change in part and go, for those who teach them', async () => {
    const { teacher, admin } = world.alpha;
    const id = await openClass(teacher, 'Changing');
    const tag = (await teacher.client.get(`/classes/${id}`)).headers.get('etag') ?? '';
    const changed = await teacher.client.patch(`/classes/${id}`, { term: 'Spring' }, { 'if-match': tag });
    assert.deepEqual([changed.body.name, changed.body.term], ['Changing', 'Spring']);
    assert.equal((await teacher.client.put(`/classes/${id}`, { name: 'Late' }, { 'if-match': tag })).status, 412);
    assert.equal((await admin.client.put(`/classes/${id}`, { term: null })).body.term, null);
    assert.equal((await teacher.client.patch(`/classes/${id}`, { teacher: 'me' })).status, 400);
    assert.equal((await colleague.client.patch(`/classes/${id}`, { name: 'Mine' })).status, 404);
    assert.equal((await colleague.client.delete(`/classes/${id}`)).status, 404);
    assert.equal((await teacher.client.get(`/classes/${id}`)).body.name, 'Changing');
    assert.equal((await teacher.client.delete(`/classes/${id}`)).status, 204);
    assert.equal((await admin.client.get(`/classes/${id}`)).status, 404);
    assert.equal((await admin.client.delete(`/classes/${id}`)).status, 404);
  });

  it('enroll each person once, and tell the audit who did it', async () => {
    const { teacher } = world.alpha;
    const id = await openClass(teacher, 'Enrolling');
    const first = await enroll(teacher, id, newcomer);
    assert.equal(first.status, 201, first.text);
    const { created_at, ...rest } = first.body;
    assert.match(created_at, /Z$/);
    assert.deepEqual(rest, { class_id: id, user_id: newcomer.id, name: 'newcomer', role: 'student' });
    const twice = await enroll(teacher, id, newcomer);
    assert.equal(twice.status, 409);
    assert.equal(twice.body.error_code, 'CONFLICT');
    assert.deepEqual(await seen(newcomer), [id]);
    assert.equal((await teacher.client.get(`/users/${newcomer.id}`)).status, 200);
    const audit = await server.sql<{ action: string; actor_id: string; detail: Json }>(
      'SELECT action, actor_id, detail FROM core.audit_event WHERE target_id = $1 ORDER BY id',
      [id],
    );
    assert.deepEqual(
      audit.map((row) => row.action),
      ['classes.class-created', 'classes.person-enrolled'],
    );
    assert.equal(audit[1]?.actor_id, teacher.id);
    assert.deepEqual(audit[1]?.detail, { user_id: newcomer.id, role: 'student' });

    assert.equal((await teacher.client.delete(`/classes/${id}/enrollments/${newcomer.id}`)).status, 204);
    const gone = await teacher.client.delete(`/classes/${id}/enrollments/${newcomer.id}`);
    assert.equal(gone.status, 404);
    assert.equal(gone.body.error_code, 'ENROLLMENT_NOT_FOUND');
    assert.deepEqual(await seen(newcomer), []);
    assert.equal((await teacher.client.get(`/users/${newcomer.id}`)).status, 404);
  });

  it('enroll once when many ask at once', async () => {
    const { teacher } = world.alpha;
    const id = await openClass(teacher, 'Rush');
    const answers = await Promise.all([1, 2, 3, 4].map(() => enroll(teacher, id, newcomer)));
    assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [201, 409, 409, 409]);
    await expectStatus(204, teacher.client.delete(`/classes/${id}`));
  });

  it('take learners as students and staff as teachers, and nobody else', async () => {
    const { teacher, admin, parent, student } = world.alpha;
    const id = await openClass(teacher, 'Roles');
    const cases: [Person, string, number][] = [
      [colleague, 'student', 400],
      [admin, 'student', 400],
      [parent, 'student', 400],
      [parent, 'teacher', 400],
      [student, 'teacher', 400],
      [student, 'owner', 400],
      [colleague, 'teacher', 201],
      [student, 'student', 201],
    ];
    for (const [person, role, status] of cases) assert.equal((await enroll(teacher, id, person, role)).status, status, role);
    const unknown = await enroll(teacher, id, { id: NOWHERE });
    assert.equal(unknown.status, 404);
    assert.equal(unknown.body.error_code, 'USER_NOT_FOUND');
    assert.equal((await colleague.client.get(`/classes/${id}/enrollments?role=student`)).body.length, 1);
  });

  it('are complete up to 1,000 rows', async () => {
    const { teacher, id: tenantId } = world.alpha;
    const id = await openClass(teacher, 'Lecture');
    await server.sql(
      `WITH people AS (
         INSERT INTO core.users (tenant_id, id, email, email_key, name, name_key, role)
         SELECT $1, gen_random_uuid(), 'many' || n || '@alpha.test', 'many' || n || '@alpha.test', 'Many', 'many', 'student'
         FROM generate_series(1, 120) n RETURNING id)
       INSERT INTO core.enrollment (tenant_id, class_id, user_id, role) SELECT $1, $2, id, 'student' FROM people`,
      [tenantId, id],
    );
    const whole = await teacher.client.get(`/classes/${id}/enrollments?count=exact`);
    assert.equal(whole.body.length, 121);
    assert.equal(whole.headers.get('x-total-count'), '121');
    assert.equal(whole.headers.get('link'), null);
    const part = await teacher.client.get(`/classes/${id}/enrollments?limit=100`);
    assert.equal(part.body.length, 100);
    assert.match(part.headers.get('link') ?? '', /rel="next"/);
  });

  it('are filled by administrators alone where the institution says so', async () => {
    const { teacher, admin, student, classId } = world.beta;
    const other = await addPerson(server, world.beta, 'student', 'other');
    const policy = (value: string) => setTenant(server, world.beta.id, 'policies', { teacher_enrollment: value });
    await policy('admin_only');
    const refused = await enroll(teacher, classId, other);
    assert.equal(refused.status, 403);
    assert.equal(refused.body.error_code, 'FORBIDDEN');
    assert.equal((await teacher.client.delete(`/classes/${classId}/enrollments/${student.id}`)).status, 403);
    await expectStatus(201, enroll(admin, classId, other));
    await policy('any');
    await expectStatus(204, teacher.client.delete(`/classes/${classId}/enrollments/${other.id}`));
  });

  it('refuse everybody else, and do not exist for another institution', async () => {
    const { alpha, beta } = world;
    const before = (await alpha.admin.client.get(`/classes/${alpha.classId}/enrollments`)).body;
    const probes = (who: Person['client']) => [
      who.post('/classes', { name: 'Mine' }),
      who.patch(`/classes/${alpha.classId}`, { name: 'Mine' }),
      who.delete(`/classes/${alpha.classId}`),
      who.get(`/classes/${alpha.classId}/enrollments`),
      who.post(`/classes/${alpha.classId}/enrollments`, { user_id: newcomer.id, role: 'student' }),
      who.delete(`/classes/${alpha.classId}/enrollments/${alpha.student.id}`),
    ];
    for (const who of [alpha.student, alpha.parent]) {
      for (const answer of await Promise.all(probes(who.client))) assert.equal(answer.status, 403);
    }
    for (const answer of await Promise.all([...probes(alpha.nobody), alpha.nobody.get('/classes')])) assert.equal(answer.status, 401);
    for (const who of [beta.admin, beta.teacher]) {
      for (const answer of await Promise.all(probes(who.client).slice(1))) assert.equal(answer.body.error_code, 'CLASS_NOT_FOUND');
      assert.equal((await who.client.get(`/classes/${alpha.classId}`)).status, 404);
      assert.equal((await enroll(who, beta.classId, newcomer)).body.error_code, 'USER_NOT_FOUND');
    }
    assert.deepEqual((await alpha.admin.client.get(`/classes/${alpha.classId}/enrollments`)).body, before);
  });
});
