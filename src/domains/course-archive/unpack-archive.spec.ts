import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Header, pack } from 'tar-stream';
import { InvalidInput } from '../../sdk/errors.js';
import { archiveFiles } from './archive-files.js';
import { ArchiveProblems } from './archive-problems.js';
import { unpackArchive } from './unpack-archive.js';

type Entry = Partial<Header> & { readonly name: string; readonly content?: string | Buffer };

const tarOf = async (entries: readonly Entry[]): Promise<Buffer> => {
  const tar = pack();
  for (const { content, ...header } of entries) {
    if (content === undefined) tar.entry({ size: 0, ...header });
    else tar.entry(header, Buffer.from(content));
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
};

const unpack = (bytes: Buffer) => unpackArchive({ bytes: bytes.length, stream: () => Readable.from([bytes]) });

/** What is taken of an archive, and what is wrong with it. */
const read = async (entries: readonly Entry[]) => {
  const problems = new ArchiveProblems();
  const files = archiveFiles(await unpack(gzipSync(await tarOf(entries))), problems);
  let errors: unknown = {};
  try {
    problems.throwIfAny();
  } catch (error) {
    errors = (error as InvalidInput).extras.errors;
  }
  return { names: [...files.keys()], problems: Object.keys(errors as object) };
};

const course: Entry = { name: 'course.json', content: '{}' };
const long = `chapters/01-${'a'.repeat(120)}.md`;

describe('an archive', () => {
  it('is read from memory to memory, its folder and pax headers left out', async () => {
    const { names, problems } = await read([
      { name: 'outer/', type: 'directory' },
      { name: 'outer/chapters/', type: 'directory' },
      { name: `outer/${long}`, content: '# A', pax: { comment: 'made by hand' } },
      { name: 'outer/course.json', content: '{}' },
    ]);
    assert.deepEqual([names, problems], [[long, 'course.json'], []]);
  });

  const refused: readonly (readonly [string, Entry])[] = [
    ['a symbolic link', { name: 'chapters/01-a.md', type: 'symlink', linkname: '/etc/passwd' }],
    ['a hard link', { name: 'quizzes/01-a.json', type: 'link', linkname: 'course.json' }],
    ['a device', { name: 'questions.ndjson', type: 'character-device', devmajor: 1, devminor: 5 }],
    ['a pipe', { name: 'questions.ndjson', type: 'fifo' }],
    ['a way up', { name: '../chapters/01-a.md', content: '# A' }],
    ['a way around', { name: 'chapters/../../01-a.md', content: '# A' }],
    ['an absolute name', { name: '/chapters/01-a.md', content: '# A' }],
    ['a name of another system', { name: 'chapters\\01-a.md', content: '# A' }],
    ['a way up in a pax header', { name: 'chapters/01-a.md', pax: { path: '../01-a.md' }, content: '# A' }],
    ['a deeper folder', { name: 'chapters/more/01-a.md', content: '# A' }],
    ['a folder of its own', { name: 'pictures/', type: 'directory' }],
    ['a hidden file', { name: '._course.json', content: 'x' }],
    ['an unknown file', { name: 'notes.txt', content: 'x' }],
    ['a second file of the name', { ...course }],
    ['a file that is too large', { name: 'chapters/01-a.md', content: Buffer.alloc(1_048_577) }],
  ];
  for (const [what, entry] of refused) {
    it(`is refused for ${what}, by its name`, async () => {
      const { names, problems } = await read([course, entry]);
      assert.deepEqual(names, ['course.json']);
      assert.equal(problems.length, 1);
    });
  }

  it('needs a course', async () => {
    assert.deepEqual((await read([{ name: 'chapters/01-a.md', content: '# A' }])).problems, ['course.json']);
    assert.deepEqual((await read([])).problems, ['course.json']);
  });

  const assertRefused = (bytes: Buffer, message: RegExp) =>
    assert.rejects(unpack(bytes), (error) => error instanceof InvalidInput && message.test(error.message));

  it('unpacks to a bounded size, however small it is', async () => {
    const zeros = await tarOf([{ name: 'questions.ndjson', content: Buffer.alloc(31 * 1_048_576) }]);
    const bomb = gzipSync(Buffer.concat([zeros.subarray(0, -1024), zeros.subarray(0, -1024), zeros]));
    assert.ok(bomb.length < 200_000);
    await assertRefused(bomb, /unpacks to more than 64 MB/);
    const padded = gzipSync(Buffer.concat([await tarOf([course]), Buffer.alloc(70 * 1_048_576)]));
    await assertRefused(padded, /unpacks to more than 64 MB/);
    await assert.rejects(unpackArchive({ bytes: 40 * 1_048_576, stream: () => Readable.from([]) }), InvalidInput);
  });

  it('has a bounded number of entries', async () => {
    const many = Array.from({ length: 2501 }, (_, n) => ({ name: `chapters/${n % 10_000}-a.md`, content: '' }));
    await assertRefused(gzipSync(await tarOf(many)), /more than 2500 entries/);
  });

  it('is refused when it is something else, or not all of one', async () => {
    const whole = gzipSync(await tarOf([course, { name: 'chapters/01-a.md', content: 'x'.repeat(5000) }]));
    for (const broken of [
      Buffer.alloc(0),
      Buffer.from('no gzip'),
      gzipSync('no tar, but long enough'.repeat(50)),
      whole.subarray(0, 60),
      gzipSync((await tarOf([course])).subarray(0, 700)),
    ]) {
      await assertRefused(broken, /no \.tar\.gz archive/);
    }
  });

  it('is read or refused, whatever its bytes', async () => {
    const tar = await tarOf([
      course,
      { name: long, content: '# A', pax: { comment: 'x' } },
      { name: 'chapters/02-b.md', content: '# B'.repeat(300) },
    ]);
    const change = fc.record({ at: fc.nat({ max: tar.length - 1 }), byte: fc.nat({ max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), fc.nat({ max: tar.length }), async (changes, length) => {
        const bytes = Buffer.from(tar);
        for (const { at, byte } of changes) bytes[at] = byte;
        const outcome = await unpack(gzipSync(bytes.subarray(0, length), { level: 1 })).catch((error: unknown) => error);
        assert.ok(Array.isArray(outcome) || outcome instanceof InvalidInput, String(outcome));
      }),
      { numRuns: 300 },
    );
  });
});
