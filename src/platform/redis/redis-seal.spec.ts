import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RedisSeal } from './redis-seal.js';

const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

describe('texts in Redis', () => {
  test('open where they were sealed for, and nowhere else', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (text, place, elsewhere) => {
        const seal = new RedisSeal([one], 'probe');
        const sealed = seal.seal(text, place);
        assert.equal(seal.open(sealed, place), text);
        if (elsewhere !== place) assert.equal(seal.open(sealed, elsewhere), undefined);
        assert.equal(new RedisSeal([one], 'another').open(sealed, place), undefined);
        assert.equal(new RedisSeal([two], 'probe').open(sealed, place), undefined);
        assert.equal(new RedisSeal([two, one], 'probe').open(sealed, place), text);
      }),
    );
  });

  test('what was made up, cut or changed does not', () => {
    const seal = new RedisSeal([one], 'probe');
    const sealed = seal.seal('a text');
    for (const wrong of ['', 'a text', sealed.slice(1), `${sealed}.`, sealed.replace('text', 'test'), 'é'.repeat(43)])
      assert.equal(seal.open(wrong), undefined);
  });
});
