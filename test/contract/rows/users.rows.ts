import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { addPerson, PASSWORD } from '../../../src/testing/world.js';
import { fresh, made } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const idsOf = (people: Json[]): string[] => people.map(({ id }) => id);

/** A parent makes an account for their child, and is its guardian from then on. */
const createUser: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const email = `${fresh('child')}@alpha.test`;
  const profile = { name: 'Child', grade_level: 3, learning_preferences: ['stories', 'pictures'] };
  const account = { email, password: PASSWORD, role: 'student', profile };
  const { body } = await success(201, alpha.parent.client.post('/users', account));
  assert.deepEqual([body.email, body.role, body.grade_level, body.is_active], [email, 'student', 3, true]);
  assert.deepEqual({ ...body.profile, created_at: 0, updated_at: 0 }, { ...profile, created_at: 0, updated_at: 0 });
  assert.ok(idsOf(await made(200, alpha.parent.client.get(`/users/${alpha.parent.id}/children`))).includes(body.id));
  await refusal(409, 'EMAIL_TAKEN', alpha.admin.client.post('/users', account));
  await success(201, beta.admin.client.post('/users', account));
  await refusal(403, 'FORBIDDEN', alpha.student.client.post('/users', { ...account, email: `${fresh('friend')}@alpha.test` }));
  await refusal(403, 'FORBIDDEN', beta.nobody.post('/users', { ...account, email: `${fresh('self')}@beta.test` }));
  const invalid = await refusal(400, 'VALIDATION_ERROR', alpha.parent.client.post('/users', { ...account, role: 'teacher' }));
  assert.deepEqual(Object.keys(invalid.body.errors), ['role']);
};

const readAndChange: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { id } = alpha.student;
  const seen = await success(200, alpha.student.client.get(`/users/${id}`));
  assert.deepEqual([seen.body.id, seen.body.email, seen.body.role], [id, alpha.student.email, 'student']);
  for (const reader of [alpha.parent, alpha.teacher, alpha.admin])
    assert.deepEqual((await success(200, reader.client.get(`/users/${id}`))).body, seen.body);
  for (const stranger of [beta.admin, beta.student, alpha.student]) {
    const other = stranger === alpha.student ? alpha.teacher.id : id;
    await refusal(404, 'USER_NOT_FOUND', stranger.client.get(`/users/${other}`));
  }
  const changed = await success(200, alpha.student.client.patch(`/users/${id}`, { bio: 'I read', profile: { grade_level: 6 } }));
  assert.deepEqual([changed.body.bio, changed.body.grade_level, changed.body.profile.grade_level], ['I read', 6, 6]);
  assert.equal(changed.body.email, seen.body.email, 'what was not named stays');
  await refusal(403, 'FORBIDDEN', alpha.student.client.patch(`/users/${id}`, { role: 'admin' }));
  await refusal(412, 'PRECONDITION_FAILED', alpha.student.client.patch(`/users/${id}`, { bio: 'x' }, { 'if-match': '"another"' }));
  await refusal(404, 'USER_NOT_FOUND', beta.admin.client.patch(`/users/${id}`, { bio: 'x' }));
};

const find: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { body } = await success(200, alpha.admin.client.get('/users?role=student'));
  assert.ok(idsOf(body).includes(alpha.student.id) && body.every(({ role }: Json) => role === 'student'));
  assert.ok(!idsOf(body).includes(beta.student.id));
  const byName = await success(200, alpha.admin.client.get('/users?q=parent'));
  assert.ok(idsOf(byName.body).includes(alpha.parent.id));
  await refusal(403, 'FORBIDDEN', alpha.student.client.get('/users'));
  await refusal(400, 'VALIDATION_ERROR', beta.admin.client.get('/users?role=headmaster'));
};

const guardians: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const child = await addPerson(world.server, alpha, 'student', fresh('ward'));
  const guardian = await addPerson(world.server, alpha, 'parent', fresh('guardian'));
  const link = `/users/${child.id}/guardians/${guardian.id}`;
  const children = `/users/${guardian.id}/children`;
  assert.deepEqual((await success(200, guardian.client.get(children))).body, []);
  const linked = await success(200, alpha.admin.client.put(link));
  assert.equal(linked.body.status, 'active');
  assert.deepEqual(idsOf((await success(200, guardian.client.get(children))).body), [child.id]);
  assert.equal((await guardian.client.get(`/users/${child.id}`)).status, 200);
  await refusal(404, 'USER_NOT_FOUND', beta.admin.client.put(link));
  await refusal(404, 'USER_NOT_FOUND', beta.admin.client.get(children));
  await refusal(404, 'GUARDIAN_LINK_NOT_FOUND', beta.admin.client.delete(link));
  await success(204, alpha.admin.client.delete(link));
  assert.deepEqual((await success(200, guardian.client.get(children))).body, []);
  assert.equal((await guardian.client.get(`/users/${child.id}`)).status, 404);
};

export const usersRows: RowTests = {
  'S3-64': createUser,
  'S3-65': async (trial) => {
    for (const part of [readAndChange, find, guardians]) await part(trial);
  },
};
