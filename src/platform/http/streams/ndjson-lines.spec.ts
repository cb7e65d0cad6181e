import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { UploadedLine } from '../../../sdk/streams.js';
import { ndjsonLines } from './ndjson-lines.js';

async function* inChunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (text: string | Buffer, { size = 7, maxBytes = 100 } = {}): Promise<UploadedLine[]> => {
  const lines: UploadedLine[] = [];
  for await (const line of ndjsonLines(inChunks(Buffer.from(text), size), maxBytes)) lines.push(line);
  return lines;
};

describe('lines of JSON', () => {
  it('are numbered as an editor numbers them, blank ones left out', async () => {
    assert.deepEqual(await read('\uFEFF{"a":1}\r\n\n  \t\n[2]\n"last"'), [
      { number: 1, value: { a: 1 } },
      { number: 4, value: [2] },
      { number: 5, value: 'last' },
    ]);
    assert.deepEqual(await read(''), []);
    assert.deepEqual(await read('\n\n'), []);
  });

  it('come whole, wherever the chunks end', async () => {
    const value = fc.array(fc.jsonValue().filter((one) => JSON.stringify(one).length < 90 && JSON.stringify(one).isWellFormed()));
    await fc.assert(
      fc.asyncProperty(value, fc.integer({ min: 1, max: 50 }), async (values, size) => {
        const text = values.map((one) => `${JSON.stringify(one)}\n`).join('');
        const suspicious = /__proto__|\\u0000|\\ud/;
        fc.pre(!suspicious.test(text) && Buffer.byteLength(text) < 5000);
        const lines = await read(text, { size, maxBytes: 1000 });
        assert.deepEqual(
          lines,
          values.map((one, index) => ({ number: index + 1, value: JSON.parse(JSON.stringify(one)) as unknown })),
        );
      }),
    );
  });

  const refused: readonly [string, string | Buffer, RegExp][] = [
    ['no JSON', '{"a":', /Not valid JSON/],
    ['longer than allowed', `"${'x'.repeat(200)}"`, /Longer than 100 bytes/],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), /Not valid UTF-8/],
    ['NUL', '"\\u0000"', /NUL/],
    ['a lone surrogate', '"\\ud800"', /surrogate/],
    ['__proto__', '{"__proto__":1}', /__proto__/],
  ];
  for (const [what, text, problem] of refused) {
    it(`that are ${what} say so, and the next is read`, async () => {
      const lines = await read(Buffer.concat([Buffer.from('1\n'), Buffer.from(text), Buffer.from('\n3\n')]));
      assert.deepEqual(
        lines.map(({ number }) => number),
        [1, 2, 3],
      );
      assert.match(lines[1]?.problem ?? '', problem);
      assert.deepEqual([lines[0]?.problem, lines[2]?.problem], [undefined, undefined]);
    });
  }

  it('that nest deeper than 64 levels say so', async () => {
    const [fine] = await read(`${'['.repeat(64)}${']'.repeat(64)}`, { maxBytes: 1000 });
    const [deep] = await read(`${'['.repeat(65)}${']'.repeat(65)}`, { maxBytes: 1000 });
    assert.deepEqual([fine?.problem, deep?.problem], [undefined, 'Nests deeper than 64 levels']);
  });
});
