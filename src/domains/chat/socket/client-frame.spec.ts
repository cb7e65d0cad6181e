import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvalidInput } from '../../../sdk/errors.js';
import { readClientFrame } from './client-frame.js';

const isObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};
const storable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

test('text that is no JSON object is what somebody says, as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      fc.pre(text.trim() !== '' && storable(text) && !isObject(text));
      assert.deepEqual(readClientFrame(text), { content: text });
    }),
  );
});

test('a message is what its fields say', () => {
  const content = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => text.trim() !== '' && storable(text));
  const metadata = fc.option(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ maxLength: 20 }), { noNullPrototype: true }), {
    nil: undefined,
  });
  fc.assert(
    fc.property(content, metadata, (said, more) => {
      const frame = JSON.stringify({ type: 'message', content: said, metadata: more });
      assert.deepEqual(readClientFrame(frame), { content: said, ...(more && { metadata: more }) });
    }),
  );
});

test('every other object is refused, and never anything but refused', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      fc.pre(value.type !== 'message');
      assert.throws(() => readClientFrame(JSON.stringify(value)), InvalidInput);
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      try {
        readClientFrame(JSON.stringify(value));
      } catch (error) {
        assert.ok(error instanceof InvalidInput, String(error));
      }
    }),
  );
});
