import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { jsonEqual, type JsonValue } from './json-equality.js';

const value = fc.jsonValue() as fc.Arbitrary<JsonValue>;
const parse = (text: string) => JSON.parse(text) as JsonValue;

const reversed = (json: JsonValue): JsonValue => {
  if (Array.isArray(json)) return json.map(reversed);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};

const table: readonly (readonly [string, string, boolean])[] = [
  ['1', '1.0', true],
  ['1', 'true', false],
  ['0', 'false', false],
  ['0', 'null', false],
  ['""', 'null', false],
  ['"1"', '1', false],
  ['[1,2]', '[2,1]', false],
  ['[1,2]', '[1,2,3]', false],
  ['[]', '{}', false],
  ['{"a":1,"b":[2]}', '{"b":[2.0],"a":1}', true],
  ['{"a":1}', '{"a":1,"b":2}', false],
  ['{"a":1,"b":2}', '{"a":1,"c":2}', false],
  ['{"a":null}', '{"b":null}', false],
  ['{"length":0}', '[]', false],
  ['{"__proto__":1}', '{"__proto__":1}', true],
  ['{"__proto__":{}}', '{"x":{}}', false],
  ['{"toString":1}', '{"x":1}', false],
  ['[0.3]', '[0.30000000000000004]', false],
];

describe('equality of values', () => {
  for (const [expected, actual, outcome] of table) {
    it(`${actual} is ${outcome ? 'right' : 'wrong'} for ${expected}`, () =>
      assert.equal(jsonEqual(parse(expected), parse(actual)), outcome));
  }

  it('takes near numbers with a tolerance, at any depth, and no other values', () => {
    assert.equal(jsonEqual({ a: [0.3] }, { a: [0.1 + 0.2] }, 1e-6), true);
    assert.equal(jsonEqual([1], [1.1], 1e-6), false);
    assert.equal(jsonEqual([1], ['1'], 1e-6), false);
    assert.equal(jsonEqual([1], parse('[1e999]'), 1e-6), false);
  });

  it('is reflexive, symmetric and blind to the order of keys', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        const copy = parse(JSON.stringify(one));
        assert.ok(jsonEqual(copy, one));
        assert.ok(jsonEqual(copy, reversed(copy)));
        assert.equal(jsonEqual(one, other), jsonEqual(other, one));
        assert.ok(!jsonEqual(one, [one]));
      }),
      { numRuns: 1000 },
    );
  });

  it('stops where the expected value ends', () => {
    assert.equal(jsonEqual([1], parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)), false);
  });
});
