import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Frames } from './frames.js';

const frame = (letter: string, payload: string | Buffer): Buffer => {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(5, letter);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
};

const read = (...chunks: Buffer[]): Frames => {
  const frames = new Frames(() => undefined);
  for (const chunk of chunks) frames.take(chunk);
  return frames;
};

describe('What a sandbox says on descriptor 4', () => {
  it('is put together however it is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 50 }), (payload, cuts) => {
        let rest = Buffer.concat([frame('R', ''), frame('V', Buffer.from(payload))]);
        const frames = new Frames(() => undefined);
        for (const cut of cuts) {
          frames.take(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        frames.take(rest);
        assert.deepEqual(frames.payload('V'), Buffer.from(payload));
      }),
    );
  });

  it('is void when a thing is said twice, is too long, incomplete or no frame at all', () => {
    assert.equal(read(frame('V', '1'), frame('V', '2')).payload('V'), undefined);
    assert.equal(read(frame('V', '1'), Buffer.from([0x54, 0xff, 0xff, 0xff, 0xff])).payload('V'), undefined);
    assert.equal(read(frame('V', '1'), Buffer.from('T')).payload('V'), undefined);
    assert.equal(read(frame('V', '1'), Buffer.from('hello, runner')).payload('V'), undefined);
    assert.equal(read(frame('V', '1')).payload('V')?.toString(), '1');
  });

  it('tells when somebody is ready', () => {
    const heard: string[] = [];
    const frames = new Frames((letter) => heard.push(letter));
    frames.take(frame('R', ''));
    assert.deepEqual(heard, ['R']);
  });
});
