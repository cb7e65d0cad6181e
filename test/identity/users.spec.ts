import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TenantDirectory } from '../../src/platform/tenancy/tenant-directory.js';
import { newId } from '../../src/sdk/ids.js';
import { type Answer, client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, addTenant, PASSWORD, type Person, type School, twoTenants, type World } from '../../src/testing/world.js';

const assertRefused = (answer: Answer, status: number, code: string): void => {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.error_code, code, answer.text);
};

describe('people', () => {
  let server: TestServer;
  let world: World;
  let alpha: School;
  let beta: School;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    ({ alpha, beta } = world);
    await server.sql(`UPDATE core.tenants SET policies = '{"registration": "open"}', revision = revision + 1 WHERE id = $1`, [alpha.id]);
    server.get(TenantDirectory).forgetAll();
  });

  after(async () => server.close());

  const nobody = (tenant: string) => client(server, { tenant });
  const body = (email: string, more: object = {}) => ({ email, name: 'Somebody', password: PASSWORD, ...more });
  const count = async (table: 'users' | 'session') => {
    const rows = await server.sql(table === 'users' ? 'SELECT id FROM core.users' : 'SELECT id FROM core.session');
    return rows.length;
  };

  describe('registration', () => {
    test('makes a student or a parent and signs them in', async () => {
      for (const role of ['student', 'parent', undefined]) {
        const email = `reg-${role ?? 'default'}@alpha.test`;
        const answer = await nobody('alpha').post(
          '/auth/register',
          body(email, { ...(role ? { role } : {}), grade_level: 4, username: `reg_${role}` }),
        );
        assert.equal(answer.status, 201, answer.text);
        assert.equal(answer.body.user.role, role ?? 'student');
        assert.equal(answer.body.user.grade_level, 4);
        assert.ok(answer.headers.get('set-cookie')?.includes(answer.body.refresh_token));
        const me = await client(server, { token: answer.body.access_token }).get('/auth/me');
        assert.equal(me.body.email, email);
      }
    });

    test('gives nobody more than that, and nothing where it is closed', async () => {
      const before = await count('users');
      for (const role of ['teacher', 'admin', 'operator', 'root']) {
        assertRefused(await nobody('alpha').post('/auth/register', body('r@alpha.test', { role })), 400, 'VALIDATION_ERROR');
        assertRefused(await nobody('alpha').post('/users', body('r@alpha.test', { role })), 400, 'VALIDATION_ERROR');
      }
      assertRefused(await nobody('beta').post('/auth/register', body('r@beta.test')), 403, 'FORBIDDEN');
      assertRefused(await nobody('beta').post('/users', body('r@beta.test')), 403, 'FORBIDDEN');
      assert.equal(await count('users'), before);
      const made = await nobody('alpha').post('/users', {
        email: 'open@alpha.test',
        password: PASSWORD,
        role: 'student',
        profile: { name: 'Profile Name', grade_level: 2, learning_preferences: ['visual'] },
      });
      assert.equal(made.status, 201, made.text);
      assert.equal(made.body.name, 'Profile Name');
      assert.deepEqual(made.body.profile.learning_preferences, ['visual']);
      assert.equal(made.body.profile.grade_level, 2);
    });

    test('refuses malformed bodies by field', async () => {
      const bad: [object, string][] = [
        [{ email: 'no-address' }, 'email'],
        [{ password: 'short' }, 'password'],
        [{ password: 'x'.repeat(73) }, 'password'],
        [{ name: undefined }, 'name'],
        [{ name: '  ' }, 'name'],
        [{ username: 'a@b' }, 'username'],
        [{ grade_level: 'five' }, 'grade_level'],
        [{ is_active: true }, 'is_active'],
        [{ profile: { role: 'admin' } }, 'profile.role'],
      ];
      for (const [change, field] of bad) {
        const answer = await nobody('alpha').post('/auth/register', { ...body('bad@alpha.test'), ...change });
        assertRefused(answer, 400, 'VALIDATION_ERROR');
        assert.ok(answer.body.errors[field], `${field}: ${answer.text}`);
      }
    });

    test('of one address by many at once succeeds once, in whatever spelling; another tenant is another world', async () => {
      const spellings = ['race@alpha.test', 'RACE@alpha.test', 'Race@Alpha.test', ' race@alpha.test'];
      const answers = await Promise.all(spellings.map((email) => nobody('alpha').post('/auth/register', body(email))));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
      for (const answer of answers) if (answer.status === 409) assert.equal(answer.body.error_code, 'EMAIL_TAKEN');
      const names = await Promise.all(
        ['Same.Name', 'same.name'].map((username, i) => nobody('alpha').post('/auth/register', body(`n${i}@alpha.test`, { username }))),
      );
      assert.deepEqual(names.map(({ status }) => status).sort(), [201, 409]);
      assert.equal(names.find(({ status }) => status === 409)?.body.error_code, 'USERNAME_TAKEN');
      const elsewhere = await beta.admin.client.post('/users', body('race@alpha.test', { username: 'same.name' }));
      assert.equal(elsewhere.status, 201, elsewhere.text);
    });

    test('POST /users replays with an idempotency key', async () => {
      const visitor = nobody('alpha');
      const key = { 'idempotency-key': newId() };
      const first = await alpha.admin.client.post('/users', body('idem@alpha.test'), key);
      const again = await alpha.admin.client.post('/users', body('idem@alpha.test'), key);
      assert.deepEqual([first.status, again.status], [201, 201], again.text);
      assert.equal(again.headers.get('idempotent-replayed'), 'true');
      assert.equal(again.body.id, first.body.id);
      assertRefused(await alpha.admin.client.post('/users', body('idem2@alpha.test'), key), 422, 'IDEMPOTENCY_MISMATCH');
      assertRefused(await visitor.post('/users', body('idem@alpha.test')), 409, 'EMAIL_TAKEN');
    });
  });

  describe('creating accounts', () => {
    test('staff create every role of an institution, audited; learners and teachers none', async () => {
      for (const role of ['student', 'parent', 'teacher', 'admin']) {
        const answer = await alpha.admin.client.post('/users', body(`made-${role}@alpha.test`, { role }));
        assert.equal(answer.status, 201, answer.text);
        assert.equal(answer.body.role, role);
        const audited = await server.sql(
          "SELECT 1 FROM core.audit_event WHERE action = 'users.created' AND target_id = $1 AND actor_id = $2",
          [answer.body.id, alpha.admin.id],
        );
        assert.equal(audited.length, 1);
      }
      assertRefused(await alpha.admin.client.post('/users', body('op@alpha.test', { role: 'operator' })), 400, 'VALIDATION_ERROR');
      for (const caller of [alpha.student, alpha.teacher]) {
        assertRefused(await caller.client.post('/users', body('no@alpha.test')), 403, 'FORBIDDEN');
      }
    });

    test("a parent's new student is their child, also where registration is closed", async () => {
      const made = await beta.parent.client.post('/users', body('kid@beta.test', { role: 'student' }));
      assert.equal(made.status, 201, made.text);
      const children = await beta.parent.client.get(`/users/${beta.parent.id}/children`);
      assert.deepEqual(new Set(children.body.map((child: { id: string }) => child.id)), new Set([beta.student.id, made.body.id]));
      assert.equal((await beta.parent.client.get(`/users/${made.body.id}`)).status, 200);
      assertRefused(await beta.parent.client.post('/users', body('p2@beta.test', { role: 'parent' })), 400, 'VALIDATION_ERROR');
      assertRefused(await beta.parent.client.post('/users', body('p2@beta.test', { role: 'admin' })), 400, 'VALIDATION_ERROR');
    });
  });

  describe('reading', () => {
    test('themselves, their guardian, their teacher and administrators may; everybody else finds nobody', async () => {
      const other = await addPerson(server, alpha, 'student');
      const otherParent = await addPerson(server, alpha, 'parent');
      const otherTeacher = await addPerson(server, alpha, 'teacher');
      for (const reader of [alpha.student, alpha.parent, alpha.teacher, alpha.admin]) {
        const answer = await reader.client.get(`/users/${alpha.student.id}`);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.body.email, 'student@alpha.test');
      }
      for (const stranger of [other, otherParent, otherTeacher, beta.admin, beta.teacher, beta.student]) {
        const found = await stranger.client.get(`/users/${alpha.student.id}`);
        const unknown = await stranger.client.get(`/users/${newId()}`);
        assertRefused(found, 404, 'USER_NOT_FOUND');
        assert.equal(found.body.detail, unknown.body.detail);
      }
      assertRefused(await alpha.student.client.get(`/users/${alpha.admin.id}`), 404, 'USER_NOT_FOUND');
      assertRefused(await alpha.admin.client.get(`/users/${newId()}`), 404, 'USER_NOT_FOUND');
      assertRefused(await alpha.admin.client.get('/users/not-an-id'), 400, 'VALIDATION_ERROR');
      assertRefused(await nobody('alpha').get(`/users/${alpha.student.id}`), 401, 'UNAUTHENTICATED');
    });

    test('administrators find everybody, by role and by the beginning of a name or address, page by page', async () => {
      const school = await addTenant(server, 'paging');
      const admin = await addPerson(server, school, 'admin', 'zz-admin');
      for (let i = 0; i < 5; i += 1) await addPerson(server, school, 'student', `pupil${i}`);
      const all: string[] = [];
      let path = '/users?limit=2&role=student&count=exact';
      for (let page = 0; page < 5; page += 1) {
        const answer = await admin.client.get(path);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.headers.get('x-total-count'), '5');
        all.push(...answer.body.map((user: { email: string }) => user.email));
        const [, next] = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '') ?? [];
        if (!next) break;
        path = next.slice(next.indexOf('/users'));
      }
      assert.deepEqual(
        all.sort(),
        [0, 1, 2, 3, 4].map((i) => `pupil${i}@paging.test`),
      );
      assert.deepEqual(
        (await admin.client.get('/users?q=PUPIL3')).body.map((user: { name: string }) => user.name),
        ['pupil3'],
      );
      assert.deepEqual((await admin.client.get('/users?q=pupil4@')).body.length, 1);
      assert.deepEqual((await admin.client.get('/users?q=%25')).body, []);
      assertRefused(await admin.client.get('/users?role=operator'), 400, 'VALIDATION_ERROR');
      assertRefused(await admin.client.get('/users?limit=0'), 400, 'VALIDATION_ERROR');
    });

    test('a teacher finds the people of their classes and, by an exact address, the id and name of anybody', async () => {
      const outsider = await addPerson(server, alpha, 'student', 'outsider');
      const seen = await alpha.teacher.client.get('/users');
      assert.equal(seen.status, 200, seen.text);
      assert.deepEqual(new Set(seen.body.map((user: { id: string }) => user.id)), new Set([alpha.teacher.id, alpha.student.id]));
      assert.deepEqual((await alpha.teacher.client.get('/users?q=outsider')).body, []);
      assert.deepEqual((await alpha.teacher.client.get('/users?q=OUTSIDER@alpha.test')).body, [{ id: outsider.id, name: 'outsider' }]);
      assert.deepEqual((await alpha.teacher.client.get('/users?q=student@beta.test')).body, []);
      for (const caller of [alpha.student, alpha.parent]) assertRefused(await caller.client.get('/users'), 403, 'FORBIDDEN');
      assertRefused(await alpha.student.client.get('/users?limit=0'), 403, 'FORBIDDEN');
    });
  });

  describe('changing', () => {
    test('people change their profile, not what the institution decides', async () => {
      const person = await addPerson(server, alpha, 'student');
      const changes = {
        name: 'New Name',
        username: 'new.name',
        bio: 'Hello',
        avatar_url: 'https://pictures.test/1.png',
        profile: { grade_level: 7, learning_preferences: ['x'] },
      };
      const changed = await person.client.patch(`/users/${person.id}`, changes);
      assert.equal(changed.status, 200, changed.text);
      assert.equal(changed.body.name, 'New Name');
      assert.equal(changed.body.grade_level, 7);
      assert.deepEqual(changed.body, (await person.client.get(`/users/${person.id}`)).body);
      assert.equal((await person.client.patch(`/users/${person.id}`, { username: null, bio: null })).body.username, null);
      for (const refused of [{ role: 'admin' }, { is_active: false }, { email: 'other@alpha.test' }]) {
        assertRefused(await person.client.patch(`/users/${person.id}`, refused), 403, 'FORBIDDEN');
      }
      for (const bad of [
        { role: 'operator' },
        { tenant_id: beta.id },
        { avatar_url: 'javascript:alert(1)' },
        { name: '' },
        { id: newId() },
      ]) {
        assertRefused(await person.client.patch(`/users/${person.id}`, bad), 400, 'VALIDATION_ERROR');
      }
      assert.equal((await person.client.get('/auth/me')).body.role, 'student');
    });

    test('guardians change theirs, teachers read only, strangers find nobody', async () => {
      const path = `/users/${alpha.student.id}`;
      const { body: before } = await alpha.student.client.get(path);
      assertRefused(await alpha.teacher.client.patch(path, { bio: 'x' }), 403, 'FORBIDDEN');
      for (const stranger of [beta.admin, beta.teacher, beta.parent, await addPerson(server, alpha, 'student')]) {
        assertRefused(await stranger.client.patch(path, { bio: 'x' }), 404, 'USER_NOT_FOUND');
      }
      assert.deepEqual((await alpha.student.client.get(path)).body, before);
      assert.equal((await alpha.parent.client.patch(path, { bio: 'By my parent' })).body.bio, 'By my parent');
    });

    test('staff change everything; an address that is taken, another version and the last administrator are refused', async () => {
      const person = await addPerson(server, alpha, 'student');
      const path = `/users/${person.id}`;
      assertRefused(await alpha.admin.client.patch(path, { email: 'TEACHER@alpha.test' }), 409, 'EMAIL_TAKEN');
      assert.equal((await alpha.admin.client.patch(path, { email: 'moved@alpha.test', role: 'parent' })).body.role, 'parent');
      const tag = (await alpha.admin.client.get(path)).headers.get('etag') ?? '';
      assert.equal((await alpha.admin.client.patch(path, { bio: 'one' }, { 'if-match': tag })).status, 200);
      assertRefused(await alpha.admin.client.patch(path, { bio: 'two' }, { 'if-match': tag }), 412, 'PRECONDITION_FAILED');
      const audited = await server.sql<{ detail: object }>(
        "SELECT detail FROM core.audit_event WHERE action = 'users.role-changed' AND target_id = $1",
        [person.id],
      );
      assert.deepEqual(
        audited.map((row) => row.detail),
        [{ from: 'student', to: 'parent' }],
      );
      for (const change of [{ role: 'teacher' }, { is_active: false }]) {
        assertRefused(await beta.admin.client.patch(`/users/${beta.admin.id}`, change), 409, 'CONFLICT');
        assertRefused(await beta.admin.client.patch(`/users/${beta.admin.id.toUpperCase()}`, change), 409, 'CONFLICT');
      }
      assertRefused(await beta.admin.client.delete(`/users/${beta.admin.id}`), 409, 'CONFLICT');
      assert.equal((await beta.admin.client.get('/auth/me')).status, 200);
    });

    test('of two administrators who depose each other at once, one stays', async () => {
      const school = await addTenant(server, 'coup');
      const [one, two] = [await addPerson(server, school, 'admin', 'one'), await addPerson(server, school, 'admin', 'two')];
      const answers = await Promise.all([
        one.client.patch(`/users/${two.id}`, { role: 'teacher' }),
        two.client.patch(`/users/${one.id}`, { role: 'teacher' }),
      ]);
      assert.ok(
        answers.some(({ status }) => status === 200),
        answers.map(({ text }) => text).join(),
      );
      const left = await server.sql("SELECT 1 FROM core.users WHERE tenant_id = $1 AND role = 'admin' AND is_active", [school.id]);
      assert.equal(left.length, 1);
    });
  });

  describe('guardians', () => {
    let parent: Person;
    let child: Person;
    const link = () => `/users/${child.id}/guardians/${parent.id}`;
    const reads = async () => (await parent.client.get(`/users/${child.id}`)).status;

    before(async () => {
      parent = await addPerson(server, alpha, 'parent');
      child = await addPerson(server, alpha, 'student');
    });

    test('a parent asks, and reads nothing until the child confirms', async () => {
      assertRefused(await child.client.put(link()), 404, 'GUARDIAN_LINK_NOT_FOUND');
      const asked = await parent.client.put(link());
      assert.deepEqual([asked.status, asked.body.status], [200, 'pending'], asked.text);
      assert.equal(await reads(), 404);
      assert.deepEqual((await parent.client.get(`/users/${parent.id}/children`)).body, []);
      assert.equal((await parent.client.put(link())).body.status, 'pending', 'asking again changes nothing');
      assert.deepEqual(
        (await child.client.get(`/users/${child.id}/guardians`)).body.map((each: { status: string }) => each.status),
        ['pending'],
      );
      assert.equal((await child.client.put(link())).body.status, 'active');
      assert.equal(await reads(), 200);
    });

    test('only its parties and staff may touch a link, and the child does not end an active one', async () => {
      for (const stranger of [alpha.student, alpha.parent, alpha.teacher]) {
        assertRefused(await stranger.client.put(link()), 403, 'FORBIDDEN');
        assertRefused(await stranger.client.delete(link()), 403, 'FORBIDDEN');
      }
      assertRefused(await beta.admin.client.put(link()), 404, 'USER_NOT_FOUND');
      assertRefused(await beta.admin.client.delete(link()), 404, 'GUARDIAN_LINK_NOT_FOUND');
      assertRefused(await child.client.delete(link()), 403, 'FORBIDDEN');
      assertRefused(await nobody('alpha').put(link()), 401, 'UNAUTHENTICATED');
      assert.equal(await reads(), 200, 'the probes changed nothing');
    });

    test('ended, the records are closed again; staff link without asking', async () => {
      assert.equal((await parent.client.delete(link())).status, 204);
      assert.equal(await reads(), 404);
      assertRefused(await parent.client.delete(link()), 404, 'GUARDIAN_LINK_NOT_FOUND');
      assertRefused(await child.client.put(link()), 404, 'GUARDIAN_LINK_NOT_FOUND');
      assert.equal((await parent.client.put(link())).body.status, 'pending');
      assert.equal((await child.client.delete(link())).status, 204, 'the child may decline');
      assert.equal((await alpha.admin.client.put(link())).body.status, 'active');
      assert.equal(await reads(), 200);
      assert.equal((await alpha.admin.client.delete(link())).status, 204);
      assert.equal(await reads(), 404);
      const stale = await alpha.admin.client.put(`/users/${child.id}/guardians/${parent.id}`, undefined, { 'if-match': '"another"' });
      assertRefused(stale, 412, 'PRECONDITION_FAILED');
      assertRefused(await alpha.admin.client.put(`/users/${child.id}/guardians/${alpha.teacher.id}`), 400, 'VALIDATION_ERROR');
      assertRefused(await alpha.admin.client.put(`/users/${child.id}/guardians/${beta.parent.id}`), 404, 'USER_NOT_FOUND');
    });
  });

  describe('personal data', () => {
    test('is given to the person, their guardian and the administration, without secrets', async () => {
      const path = `/users/${alpha.student.id}/personal-data`;
      for (const reader of [alpha.student, alpha.parent, alpha.admin]) {
        const answer = await reader.client.get(path);
        assert.equal(answer.status, 200, answer.text);
        const tables = answer.body.sections.map((section: { table: string }) => section.table);
        for (const table of ['users', 'session', 'guardian_link', 'enrollment']) assert.ok(tables.includes(table), table);
        assert.ok(!/\$2[aby]\$|hash/.test(answer.text), 'no password, no token');
        assert.ok(answer.text.includes('student@alpha.test'));
      }
      assertRefused(await alpha.teacher.client.get(path), 403, 'FORBIDDEN');
      for (const stranger of [beta.admin, beta.student]) assertRefused(await stranger.client.get(path), 404, 'USER_NOT_FOUND');
    });

    test('is erased everywhere: the account closes at once, a job does the rest', async () => {
      const person = await addPerson(server, alpha, 'student', 'vanishing');
      assert.equal(
        (await alpha.admin.client.post(`/classes/${alpha.classId}/enrollments`, { user_id: person.id, role: 'student' })).status,
        201,
      );
      const path = `/users/${person.id}`;
      assertRefused(await person.client.delete(path), 403, 'FORBIDDEN');
      assertRefused(await alpha.teacher.client.delete(path), 403, 'FORBIDDEN');
      assertRefused(await beta.admin.client.delete(path), 404, 'USER_NOT_FOUND');
      assert.equal((await person.client.get(path)).status, 200, 'the probes changed nothing');
      const answer = await alpha.admin.client.delete(path);
      assert.equal(answer.status, 202, answer.text);
      assertRefused(await person.client.get('/auth/me'), 401, 'UNAUTHENTICATED');
      await eventually(async () => (await server.sql('SELECT 1 FROM core.users WHERE id = $1', [person.id])).length === 0);
      await eventually(async () => {
        const [job] = await server.sql<{ status: string }>('SELECT status FROM core.job WHERE id = $1', [answer.body.id]);
        return job?.status === 'completed';
      });
      const leftovers = await server.sql(
        'SELECT 1 FROM core.enrollment WHERE user_id = $1 UNION ALL SELECT 1 FROM core.session WHERE user_id = $1',
        [person.id],
      );
      assert.equal(leftovers.length, 0);
      assertRefused(await alpha.admin.client.get(path), 404, 'USER_NOT_FOUND');
      const again = await alpha.admin.client.post('/users', body(person.email));
      assert.equal(again.status, 201, 'the address is free again');
    });
  });
});
