import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoCourse } from './seed-files.js';

const { course, chapters } = await demoCourse();

describe('the demo course', () => {
  it('is a published course for beginners', () => {
    assert.equal(course.title, 'Thinking in Python: first steps');
    assert.equal(course.status, 'published');
    assert.equal(course.difficulty_level, 'beginner');
  });

  it('has fifteen chapters in order, each with text, examples and exercises', () => {
    const texts = [...chapters.values()];
    assert.equal(texts.length, 15);
    assert.equal(texts[0]?.title, 'A list of instructions');
    assert.equal(texts[14]?.title, 'From plan to program');
    for (const { title, content } of texts) {
      const words = content.split(/\s+/).length;
      assert.ok(words > 350 && words < 1000, `${title}: ${words} words`);
      assert.match(content, /```python\n/, title);
      assert.match(content, /```text\n/, `${title}: no output is shown`);
      assert.match(content, /^## Try it$/m, title);
      assert.equal((content.match(/^```/gm)?.length ?? 0) % 2, 0, `${title}: a code block is not closed`);
    }
  });
});
