import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChapterSchema, createCourseSchema } from '../domains/courses/courses.schemas.js';
import { demoChapters, demoCourse } from './demo-course.js';

describe('the demo course', () => {
  it('is what an author could send', async () => {
    assert.ok(createCourseSchema.parse(await demoCourse()));
    for (const chapter of await demoChapters()) assert.deepEqual(createChapterSchema.parse(chapter), chapter);
  });

  it('has fifteen chapters in order, each with text, examples and exercises', async () => {
    const chapters = await demoChapters();
    assert.equal(chapters.length, 15);
    assert.equal(chapters[0]?.title, 'A list of instructions');
    assert.equal(chapters[14]?.title, 'From plan to program');
    for (const { title, content } of chapters) {
      assert.ok(content.split(/\s+/).length > 250, title);
      assert.match(content, /```python\n/, title);
      assert.match(content, /^## Try it$/m, title);
      assert.equal((content.match(/^```/gm)?.length ?? 0) % 2, 0, `${title}: a code block is not closed`);
    }
  });
});
