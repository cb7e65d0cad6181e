import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cacheKeys } from '../../src/platform/cache/cache-keys.js';
import { Cache } from '../../src/platform/cache/cache.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { userUpdated } from '../../src/sdk/contracts/people.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, PASSWORD, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { fresh, made } from '../contract/route-fixture.js';

describe('cached profiles', () => {
  let server: TestServer;
  let world: World;
  let reader: Person;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    reader = world.alpha.admin;
  });
  after(() => server.close());

  const own = (person: Person) => made(200, person.client.get('/auth/me'));
  const seen = (person: Person, by = reader) => made(200, by.client.get(`/users/${person.id}`));
  const change = (person: Person, body: unknown, by = reader) => made(200, by.client.patch(`/users/${person.id}`, body));
  const behind = (person: Person, name: string) => server.sql('UPDATE core.users SET name = $2 WHERE id = $1', [person.id, name]);
  const quiet = () => eventually(async () => (await server.sql('SELECT 1 FROM core.outbox')).length === 0);
  const newcomer = (role: 'student' | 'teacher' | 'admin' = 'student') => addPerson(server, world.alpha, role, fresh(role));
  const isKept = (person: Person, key = cacheKeys.profile(person.id)) =>
    runForTenant(
      world.alpha.id,
      async () => (await server.get(Cache).read<unknown>(key, 1, () => Promise.resolve('nothing'))) !== 'nothing',
    );

  it('are shown as they were kept, to everybody who may see them', async () => {
    const { student, teacher, parent } = world.alpha;
    await quiet();
    const shown = await own(student);
    await behind(student, 'Behind its back');
    for (const by of [student, teacher, parent, reader]) assert.deepEqual(await seen(student, by), shown);
    assert.deepEqual(await own(student), shown);
    assert.equal((await world.beta.admin.client.get(`/users/${student.id}`)).status, 404);
    await change(student, { bio: 'Found out' });
    assert.equal((await own(student)).name, 'Behind its back');
  });

  it('are never stale after a change, whoever makes it and whoever looks', async () => {
    const { student, teacher, parent } = world.alpha;
    const everybody = [student, teacher, parent, reader];
    for (const [by, name] of [
      [student, 'By herself'],
      [parent, 'By her parent'],
      [reader, 'By staff'],
    ] as const) {
      for (const who of everybody) await seen(student, who);
      await change(student, { profile: { name } }, by);
      for (const who of everybody)
        assert.deepEqual([(await seen(student, who)).name, (await seen(student, who)).profile.name], [name, name]);
      assert.equal((await own(student)).name, name);
    }
    const tag = (await student.client.get(`/users/${student.id}`)).headers.get('etag') ?? '';
    const renamed = await student.client.patch(`/users/${student.id}`, { name: 'Once more' }, { 'if-match': tag });
    assert.equal(renamed.status, 200, 'the tag of a kept profile is that of the account');
  });

  it('show a new role and a closed account at once, and decide neither', async () => {
    const person = await newcomer('teacher');
    assert.equal((await own(person)).role, 'teacher');
    await made(200, person.client.get('/users'));
    await change(person, { role: 'student' });
    assert.equal((await own(person)).role, 'student');
    assert.equal((await seen(person)).role, 'student');
    assert.equal((await person.client.get('/users')).status, 403);

    await change(person, { is_active: false });
    assert.equal((await seen(person)).is_active, false);
    assert.equal((await person.client.get('/auth/me')).status, 401);
    await change(person, { is_active: true });
    assert.equal((await seen(person)).is_active, true);
  });

  it('decide nothing also when they say what is so no more', async () => {
    const person = await newcomer('admin');
    await quiet();
    assert.equal((await own(person)).role, 'admin');
    await server.sql(`UPDATE core.users SET role = 'student' WHERE id = $1`, [person.id]);
    await eventually(async () => (await person.client.get('/users')).status === 403);
    assert.equal((await own(person)).role, 'admin', 'kept, for showing');
  });

  it('show when the account changed: a new password is a change', async () => {
    const person = await newcomer();
    const { updated_at: before } = await own(person);
    const passwords = { current_password: PASSWORD, new_password: `${PASSWORD} again` };
    assert.equal((await person.client.post('/auth/change-password', passwords)).status, 204);
    assert.ok((await seen(person)).updated_at > before);
  });

  it('are hidden at once from who may see them no more', async () => {
    const { teacher, parent, classId } = world.alpha;
    const child = await newcomer();
    await made(200, reader.client.put(`/users/${child.id}/guardians/${parent.id}`));
    await made(201, teacher.client.post(`/classes/${classId}/enrollments`, { user_id: child.id, role: 'student' }));
    for (const by of [teacher, parent]) await seen(child, by);
    assert.equal((await reader.client.delete(`/users/${child.id}/guardians/${parent.id}`)).status, 204);
    assert.equal((await teacher.client.delete(`/classes/${classId}/enrollments/${child.id}`)).status, 204);
    for (const by of [teacher, parent]) assert.equal((await by.client.get(`/users/${child.id}`)).status, 404);
    assert.ok(await isKept(child));
  });

  it('are forgotten with the person', async () => {
    const person = await newcomer();
    const { client } = person;
    await seen(person);
    await made(200, client.get(`/progress/${person.id}`));
    assert.deepEqual([await isKept(person), await isKept(person, cacheKeys.progress(person.id))], [true, true]);
    await made(202, reader.client.delete(`/users/${person.id}`));
    assert.notEqual((await reader.client.get(`/users/${person.id}`)).body.is_active, true);
    await eventually(async () => (await reader.client.get(`/users/${person.id}`)).status === 404);
    await eventually(async () => (await server.sql(`SELECT 1 FROM core.job WHERE subject_id = $1`, [person.id])).length === 0);
    assert.deepEqual([await isKept(person), await isKept(person, cacheKeys.progress(person.id))], [false, false]);
  });

  it('are forgotten once more when the event of the change comes', async () => {
    const person = await newcomer();
    await quiet();
    await seen(person);
    await behind(person, 'Lost');
    assert.notEqual((await seen(person)).name, 'Lost');
    const data = { user_id: person.id, role: 'student', is_active: true, changed: ['name'] } as const;
    await runForTenant(world.alpha.id, () =>
      server
        .get(UnitOfWork)
        .run(async () => server.get(UnitOfWork).publish(userUpdated, { key: person.id, data: { ...data, changed: ['name'] } })),
    );
    await eventually(async () => (await seen(person)).name === 'Lost');
  });
});
