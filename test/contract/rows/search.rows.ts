import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { fresh } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

/** Finds what was just written, misspelled too, where it belongs and nowhere else. */
const finds =
  (path: string, kinds: readonly string[]): RowTest =>
  async ({ world: { alpha, beta }, success, refusal }) => {
    const word = `Quicksilver${fresh('').replaceAll('-', '')}`;
    const { id } = (await alpha.teacher.client.post('/courses', { title: word, description: '<b>Metal</b>', status: 'published' })).body;
    await alpha.teacher.client.post(`/courses/${id}/chapters`, {
      title: `All about ${word}`,
      content: `# Metal\n\nThis **${word}** flows.`,
    });
    const { body } = await success(200, alpha.nobody.get(`${path}?q=${word}`));
    assert.deepEqual([body.query, body.total], [word, kinds.length]);
    assert.deepEqual(body.results.map(({ type }: Json) => type).toSorted(), kinds);
    for (const result of body.results) {
      assert.deepEqual(Object.keys(result).toSorted(), ['course_id', 'id', 'score', 'snippet', 'title', 'type']);
      assert.equal(result.course_id, id);
    }
    const misspelled = await success(
      200,
      alpha.student.client.get(`${path}?q=${word.replace('quick', 'qiuck').replace('lver', 'vler')}&limit=1`),
    );
    assert.equal(misspelled.body.results.length, 1);
    assert.deepEqual((await success(200, beta.admin.client.get(`${path}?q=${word}`))).body.results, []);
    await refusal(400, 'VALIDATION_ERROR', alpha.nobody.get(path));
    await refusal(400, 'VALIDATION_ERROR', beta.nobody.get(`${path}?q=${word}&limit=0`));
  };

export const searchRows: RowTests = {
  'S2-54': finds('/search', ['chapter', 'course']),
  'S2-55': finds('/search/courses', ['course']),
  'S2-56': finds('/search/chapters', ['chapter']),
};
