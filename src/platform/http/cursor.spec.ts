import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { CursorSeal } from './cursor.js';

const key = (id: string) => ({ id, key: randomBytes(32) });

describe('cursors', () => {
  const [current, older] = [key('new'), key('old')];
  const seal = new CursorSeal([current, older]);

  it('give back the position they were made of', () => {
    const position = ['2026-11-21T00:00:00.000Z', 7, null, 'ü"'];
    assert.deepEqual(seal.open('here', seal.seal('here', position)), position);
  });

  it('show nothing of the position, nor whether two are the same', () => {
    const position = ['0198c0de-0000-7000-8000-000000000001'];
    const cursor = seal.seal('here', position);
    assert.equal(Buffer.from(cursor, 'base64url').includes('0198c0de'), false);
    assert.notEqual(seal.seal('here', position), cursor);
  });

  it('open nowhere else, and not when they were changed', () => {
    const cursor = seal.seal('here', ['a']);
    assert.equal(seal.open('there', cursor), undefined);
    assert.equal(new CursorSeal([key('other')]).open('here', cursor), undefined);
    for (const broken of ['', 'AAAA', cursor.slice(0, -3), `${cursor}AAAA`, cursor.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))]) {
      assert.equal(seal.open('here', broken), undefined, broken);
    }
  });

  it('stay good when the key is rotated', () => {
    const cursor = new CursorSeal([older]).seal('here', ['a']);
    assert.deepEqual(seal.open('here', cursor), ['a']);
  });
});
