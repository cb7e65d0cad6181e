import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isGreeting, isThanks } from './intent.js';
import { sectionsOf } from './sections.js';

/** Milliseconds of the processor: what others do meanwhile does not count. */
const took = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

describe('what the tutor reads', () => {
  it('has headings as Markdown has them', () => {
    const headings = (markdown: string) => sectionsOf(markdown).map(({ heading }) => heading);
    assert.deepEqual(headings('before\n# One #\na\n##  Two *words* ##  \nb\n### C#\nc\n#none\n# \nd'), [
      null,
      'One',
      'Two words',
      'C#',
      null,
    ]);
    assert.deepEqual(headings('# One\r\na\r\n## Two ##\r\nb'), ['One', 'Two']);
  });

  it('is no comment of the authors', () => {
    const read = (markdown: string) => sectionsOf(markdown).map(({ heading, text }) => `${heading ?? ''}: ${text}`);
    assert.deepEqual(read('seen <!-- a -- b --> too <!--\n# Hidden\n```\n-->\n# One\nalso'), [': seen  too', 'One: also']);
    assert.deepEqual(read('`<!-- shown -->`\n\n```html\n<!-- shown -->\n```'), [': `<!-- shown -->`\n\n```html\n<!-- shown -->\n```']);
    assert.deepEqual(read('a <!-- never closed'), [': a <!-- never closed']);
  });

  it('costs no more than its length, whoever wrote it', () => {
    for (const line of [
      `# a${' '.repeat(200_000)}b`,
      `#${'\t'.repeat(200_000)}\rb`,
      `# ${'# '.repeat(100_000)}b`,
      `# a${'#'.repeat(200_000)}b`,
      '<!--'.repeat(50_000),
      '<!-->'.repeat(50_000),
      '`<!--`` '.repeat(25_000),
    ])
      assert.ok(took(() => sectionsOf(`${line}\ntext`)) < 1000, JSON.stringify(line.slice(0, 5)));
    for (const said of [' ', '!', 'é ', '\n']) {
      const content = `${said.repeat(8000).slice(0, 7999)}x`;
      assert.ok(took(() => [isThanks(content), isGreeting(content)]) < 1000, JSON.stringify(said));
    }
    assert.ok(isThanks('Thanks a lot!') && isGreeting('Hello there'));
  });
});
