import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { writeCourse } from '../../learning/support.js';
import { type ContractWorld, fresh } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const newCourse = async ({ alpha }: ContractWorld, chapters = 3) => {
  const title = fresh('Course');
  const course = await writeCourse(alpha.teacher.client, { title, subject: 'Physics', grade_level: 8, chapters });
  return { ...course, title };
};
const newDraft = ({ alpha }: ContractWorld) => writeCourse(alpha.teacher.client, { title: fresh('Draft'), chapters: 2, publish: false });
const idsOf = (things: Json[]): string[] => things.map(({ id }) => id);

const list: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { id, title } = await newCourse(world);
  const draft = await newDraft(world);
  const { body } = await success(200, alpha.nobody.get('/courses?limit=200'));
  const listed = body.find((course: Json) => course.id === id);
  const { created_at: createdAt, updated_at: updatedAt, ...facts } = listed;
  assert.deepEqual(facts, {
    id,
    title,
    description: '',
    prerequisites: [],
    subject: 'Physics',
    grade_level: 8,
    difficulty_level: 'beginner',
    status: 'published',
    chapter_count: 3,
  });
  assert.ok(createdAt <= updatedAt);
  assert.ok(!idsOf(body).includes(draft.id), 'drafts are not listed');
  assert.ok(idsOf((await success(200, alpha.teacher.client.get('/courses?limit=200'))).body).includes(draft.id), 'but for staff');
  assert.ok(!idsOf((await success(200, beta.nobody.get('/courses?limit=200'))).body).includes(id));
  assert.deepEqual(idsOf((await success(200, alpha.nobody.get(`/courses?subject=physics&grade_level=8&q=${title}`))).body), [id]);
  await refusal(400, 'VALIDATION_ERROR', alpha.nobody.get('/courses?limit=0'));
  await refusal(400, 'VALIDATION_ERROR', alpha.nobody.get('/courses?cursor=of-another-query'));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.get('/courses', { authorization: 'Bearer stale' }));
};

const one: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { id, title, chapterIds } = await newCourse(world);
  const { body } = await success(200, alpha.nobody.get(`/courses/${id}`));
  assert.deepEqual([body.id, body.title, body.chapter_count, body.chapters], [id, title, 3, undefined]);
  const whole = await success(200, alpha.student.client.get(`/courses/${id}?include=chapters`));
  assert.deepEqual(idsOf(whole.body.chapters), chapterIds);
  await refusal(404, 'COURSE_NOT_FOUND', beta.admin.client.get(`/courses/${id}`));
  await refusal(404, 'COURSE_NOT_FOUND', alpha.nobody.get(`/courses/${(await newDraft(world)).id}`));
  await refusal(400, 'VALIDATION_ERROR', alpha.nobody.get('/courses/first'));
};

const chaptersOfCourse: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { id, chapterIds } = await newCourse(world);
  const { body } = await success(200, alpha.nobody.get(`/courses/${id}/chapters`));
  const [a, b, c] = chapterIds;
  assert.deepEqual(
    body.map((chapter: Json) => [chapter.id, chapter.course_id, chapter.order, chapter.prev_chapter_id, chapter.next_chapter_id]),
    [
      [a, id, 1, null, b],
      [b, id, 2, a, c],
      [c, id, 3, b, null],
    ],
  );
  await refusal(404, 'COURSE_NOT_FOUND', beta.teacher.client.get(`/courses/${id}/chapters`));
  await refusal(404, 'COURSE_NOT_FOUND', alpha.student.client.get(`/courses/${(await newDraft(world)).id}/chapters`));
};

const chapter: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { id, chapterIds } = await newCourse(world);
  const [first = ''] = chapterIds;
  const { body } = await success(200, alpha.nobody.get(`/chapters/${first}`));
  assert.deepEqual([body.id, body.course_id, body.title, body.content, body.order], [first, id, 'Chapter 1', 'Text 1', 1]);
  await refusal(404, 'CHAPTER_NOT_FOUND', beta.admin.client.get(`/chapters/${first}`));
  const [hidden] = (await newDraft(world)).chapterIds;
  await refusal(404, 'CHAPTER_NOT_FOUND', alpha.student.client.get(`/chapters/${hidden}`));
};

/** One step along the chapters of a course; there is none past either end. */
const step =
  (direction: 'next' | 'previous'): RowTest =>
  async ({ world, success, refusal }) => {
    const { alpha, beta } = world;
    const { chapterIds } = await newCourse(world);
    const path = direction === 'next' ? chapterIds : chapterIds.toReversed();
    const [from, to, end] = path;
    const { body } = await success(200, alpha.nobody.get(`/chapters/${from}/${direction}`));
    assert.deepEqual([body.id, body.order], [to, 2]);
    await refusal(404, 'CHAPTER_NOT_FOUND', alpha.nobody.get(`/chapters/${end}/${direction}`));
    await refusal(404, 'CHAPTER_NOT_FOUND', beta.nobody.get(`/chapters/${from}/${direction}`));
  };

export const coursesRows: RowTests = {
  'S0-5': list,
  'S0-6': one,
  'S2-40': list,
  'S2-41': one,
  'S2-42': chaptersOfCourse,
  'S2-43': chapter,
  'S2-44': step('next'),
  'S2-45': step('previous'),
};
