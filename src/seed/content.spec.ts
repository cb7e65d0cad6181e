import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { contentItemInputSchema } from '../domains/content/content.schemas.js';
import { ndjsonFiles, SEED_FILES } from './seed-files.js';

const items = ndjsonFiles(SEED_FILES.content).flatMap((file) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => contentItemInputSchema.parse(JSON.parse(line))),
);

const lesson = z.strictObject({
  format: z.literal('markdown'),
  text: z.string(),
  goals: z.array(z.string()).min(2),
  checks: z.array(z.strictObject({ question: z.string().min(10), answer: z.string().min(1) })).min(2),
  minutes: z.int().min(5).max(30),
});

describe('the lessons of the demo institution', () => {
  it('are over fifty on six subjects and for the grades 3 to 9, each place taken once', () => {
    assert.ok(items.length > 50, String(items.length));
    assert.equal(new Set(items.map(({ subject }) => subject)).size, 6);
    for (const grade of [3, 4, 5, 6, 7, 8, 9]) assert.ok(items.filter((item) => item.grade === grade).length >= 4, `grade ${grade}`);
    const places = items.map(({ grade, subject, topic }) => `${grade}/${subject}/${topic}`);
    assert.equal(new Set(places).size, places.length);
    for (const { topic } of items) assert.match(topic, /^[a-z]+(-[a-z]+)*$/, 'a topic stands in a URL');
  });

  it('teach in a page of text what their goals say, and let the reader check it', () => {
    for (const { title, data } of items.filter((item) => item.content_type === 'text')) {
      const words = lesson.parse(data).text.split(/\s+/).length;
      assert.ok(words > 110 && words < 300, `${title}: ${words} words`);
    }
  });

  it('or say of what kind they are, for a front end that plays them', () => {
    const played = items.filter((item) => item.content_type === 'interactive');
    assert.ok(new Set(played.map(({ data }) => data['kind'])).size >= 4);
    assert.ok(
      items.every((item) => item.content_type !== 'video'),
      'a video needs an address that exists',
    );
  });
});
