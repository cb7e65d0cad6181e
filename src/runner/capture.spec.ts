import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Capture } from './capture.js';

describe('The capture of an output', () => {
  it('keeps the beginning and says once that there is more', () => {
    let said = 0;
    const capture = new Capture(4, () => (said += 1));
    for (const chunk of ['ab', 'cd', 'ef', 'gh']) capture.take(Buffer.from(chunk));
    assert.deepEqual([capture.text(), capture.truncated, said], ['abcd', true, 1]);
  });

  it('leaves out half a character at the limit, and replaces what is none', () => {
    const cut = new Capture(4, () => undefined);
    cut.take(Buffer.from('ab€'));
    assert.equal(cut.text(), 'ab');
    const whole = new Capture(100, () => undefined);
    whole.take(Buffer.from([0x61, 0xff, 0x00, 0xe2, 0x82]));
    assert.equal(whole.text(), 'a\uFFFD\uFFFD\uFFFD');
  });
});
