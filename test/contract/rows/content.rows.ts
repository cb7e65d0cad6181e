import assert from 'node:assert/strict';
import { type ContractWorld, fresh, made } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

/** Two items of a subject nobody else uses. */
const writeSubject = async ({ alpha }: ContractWorld) => {
  const subject = fresh('Life Science');
  const items = [
    { topic: 'Plant Cells', title: 'What plants are made of', content_type: 'text', data: { body: 'Walls and water' } },
    { topic: 'Seeds', title: 'A seed wakes', content_type: 'video', data: { url: 'https://films.test/seed', seconds: 90 } },
  ];
  for (const item of items) await made(201, alpha.teacher.client.post('/content-items', { grade: 4, subject, ...item }));
  return { subject, items };
};

const contentPackage: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { subject, items } = await writeSubject(world);
  const path = `/content/4/${encodeURIComponent(subject)}`;
  const { body } = await success(200, alpha.student.client.get(path));
  const { created_at: createdAt, updated_at: updatedAt, ...rest } = body;
  assert.deepEqual(rest, { grade: 4, subject, topics: items.map(({ topic, title, content_type }) => ({ topic, title, content_type })) });
  assert.ok(createdAt <= updatedAt);
  const shouted = await success(200, alpha.parent.client.get(`/content/4/${encodeURIComponent(` ${subject.toUpperCase()} `)}`));
  assert.deepEqual(shouted.body, body);
  await refusal(404, 'CONTENT_PACKAGE_NOT_FOUND', beta.student.client.get(path));
  await refusal(404, 'CONTENT_PACKAGE_NOT_FOUND', alpha.student.client.get(`/content/5/${encodeURIComponent(subject)}`));
  await refusal(400, 'VALIDATION_ERROR', alpha.student.client.get(`/content/21/${encodeURIComponent(subject)}`));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.get(path));
};

const contentItem: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { subject, items } = await writeSubject(world);
  const path = `/content/4/${encodeURIComponent(subject)}`;
  const { body } = await success(200, alpha.student.client.get(`${path}/plant%20cells`));
  const { id, created_at: createdAt, updated_at: updatedAt, ...rest } = body;
  assert.deepEqual(rest, { grade: 4, subject, ...items[0] });
  assert.equal(createdAt, updatedAt);
  assert.deepEqual((await success(200, alpha.teacher.client.get(`/content-items/${id}`))).body, body);
  await refusal(404, 'CONTENT_ITEM_NOT_FOUND', beta.student.client.get(`${path}/plant%20cells`));
  await refusal(404, 'CONTENT_ITEM_NOT_FOUND', alpha.student.client.get(`${path}/animals`));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.get(`${path}/seeds`));
};

export const contentRows: RowTests = {
  'S3-68': contentPackage,
  'S3-69': contentItem,
};
