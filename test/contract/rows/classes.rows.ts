import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { addPerson } from '../../../src/testing/world.js';
import { fresh } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const idsOf = (classes: Json[]): string[] => classes.map(({ id }) => id);

const classes: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const input = { name: '7b', code: fresh('M7'), grade_level: 7, term: '2026/27' };
  const { body } = await success(201, alpha.teacher.client.post('/classes', input));
  const { id, created_at: createdAt, updated_at: updatedAt, ...rest } = body;
  assert.deepEqual([rest, createdAt], [input, updatedAt]);
  await refusal(403, 'FORBIDDEN', beta.student.client.post('/classes', input));
  assert.deepEqual((await success(200, alpha.admin.client.get(`/classes/${id}`))).body, body);
  assert.ok(idsOf((await success(200, alpha.teacher.client.get('/classes'))).body).includes(id));
  assert.ok(!idsOf((await success(200, beta.teacher.client.get('/classes'))).body).includes(id));
  await refusal(401, 'UNAUTHENTICATED', beta.nobody.get('/classes'));
  await refusal(404, 'CLASS_NOT_FOUND', beta.admin.client.get(`/classes/${id}`));
  const changed = await success(200, alpha.teacher.client.patch(`/classes/${id}`, { term: 'Spring' }));
  assert.deepEqual([changed.body.term, changed.body.name], ['Spring', '7b']);
  await refusal(404, 'CLASS_NOT_FOUND', beta.admin.client.patch(`/classes/${id}`, { term: 'Autumn' }));
  await refusal(404, 'CLASS_NOT_FOUND', beta.admin.client.delete(`/classes/${id}`));
  await success(204, alpha.teacher.client.delete(`/classes/${id}`));
  await refusal(404, 'CLASS_NOT_FOUND', alpha.teacher.client.get(`/classes/${id}`));
};

const enrollments: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const path = `/classes/${alpha.classId}/enrollments`;
  const newcomer = await addPerson(world.server, alpha, 'student', fresh('newcomer'));
  const enrollment = { user_id: newcomer.id, role: 'student' };
  await refusal(404, 'USER_NOT_FOUND', alpha.teacher.client.get(`/users/${newcomer.id}`));
  const { body } = await success(201, alpha.teacher.client.post(path, enrollment));
  assert.deepEqual([body.class_id, body.user_id, body.role], [alpha.classId, newcomer.id, 'student']);
  assert.equal((await alpha.teacher.client.get(`/users/${newcomer.id}`)).status, 200, 'teachers see the people of their classes');
  await refusal(409, 'CONFLICT', alpha.teacher.client.post(path, enrollment));
  await refusal(404, 'CLASS_NOT_FOUND', beta.admin.client.post(path, { ...enrollment, user_id: beta.student.id }));
  const roster = await success(200, alpha.teacher.client.get(path));
  assert.ok(roster.body.some(({ user_id }: Json) => user_id === newcomer.id));
  await refusal(403, 'FORBIDDEN', alpha.student.client.get(path));
  await refusal(404, 'CLASS_NOT_FOUND', beta.admin.client.get(path));
  await refusal(404, 'CLASS_NOT_FOUND', beta.admin.client.delete(`${path}/${newcomer.id}`));
  await success(204, alpha.teacher.client.delete(`${path}/${newcomer.id}`));
  const after = await success(200, alpha.teacher.client.get(path));
  assert.ok(!after.body.some(({ user_id }: Json) => user_id === newcomer.id));
};

const classCourses: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const course = (await alpha.teacher.client.post('/courses', { title: fresh('Course'), status: 'published' })).body;
  const path = `/classes/${alpha.classId}/courses/${course.id}`;
  await refusal(404, 'CLASS_NOT_FOUND', beta.admin.client.put(path));
  await refusal(403, 'FORBIDDEN', alpha.student.client.put(path));
  assert.deepEqual((await success(200, alpha.teacher.client.put(path))).body, course);
  const listed = await alpha.student.client.get(`/classes/${alpha.classId}/courses`);
  assert.deepEqual(
    listed.body.filter(({ id }: Json) => id === course.id),
    [course],
  );
};

export const classesRows: RowTests = {
  'S0-classes': async (trial) => {
    await classes(trial);
    await enrollments(trial);
  },
  'S0-class-courses': classCourses,
};
