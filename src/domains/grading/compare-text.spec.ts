import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { COMPARISONS, type Comparison } from '../exercises/test-cases.schemas.js';
import { textDifference } from './compare-text.js';

const right = (comparison: Comparison, expected: string, actual: string, tolerance?: number) =>
  textDifference(comparison, expected, actual, tolerance) === undefined;

const anyText = fc.string({ unit: 'binary' });
const awkward = fc
  .array(fc.constantFrom('a', '1', '1.0', '-0', 'nan', ' ', '\t', '\n', '\r\n', '\u00a0', 'é'))
  .map((parts) => parts.join(''));

const table: readonly (readonly [Comparison, string, string, boolean])[] = [
  ['exact', 'a\n', 'a\n', true],
  ['exact', 'a\n', 'a', false],
  ['exact', 'a\n', 'a\r\n', false],
  ['trimmed', 'a\nb', 'a  \r\nb\t\n\n', true],
  ['trimmed', 'a\nb', ' a\nb', false],
  ['trimmed', 'a\n\nb', 'a\nb', false],
  ['trimmed', '', '\n \n', true],
  ['trimmed', 'a b', 'a  b', false],
  ['tokens', 'a b\nc', ' a\n\nb c ', true],
  ['tokens', 'a b', 'ab', false],
  ['tokens', '1', '1.0', false],
  ['numeric', '1 2', '1.0\n2e0', true],
  ['numeric', '1', '1.0000001', true],
  ['numeric', '1', '1.00001', false],
  ['numeric', '1000000', '1000000.5', true],
  ['numeric', '0', '-0', true],
  ['numeric', '1', 'nan', false],
  ['numeric', '1', 'inf', false],
  ['numeric', 'nan', 'NaN', true],
  ['numeric', 'inf', '-inf', false],
  ['numeric', 'inf', '1e999', false],
  ['numeric', '1e999', '2e999', false],
  ['numeric', '16', '0x10', false],
  ['numeric', 'Sum: 3', 'Sum: 3.0', true],
  ['numeric', 'Sum: 3', 'sum: 3', false],
  ['numeric', '1 2', '1', false],
  ['numeric', '1', '1 2', false],
];

describe('comparing output', () => {
  for (const [comparison, expected, actual, outcome] of table) {
    it(`${comparison}: ${JSON.stringify(actual)} is ${outcome ? 'right' : 'wrong'} for ${JSON.stringify(expected)}`, () =>
      assert.equal(right(comparison, expected, actual), outcome));
  }

  it('takes a tolerance of the author, none included', () => {
    assert.equal(right('numeric', '10', '10.4', 0.05), true);
    assert.equal(right('numeric', '10', '10.6', 0.05), false);
    assert.equal(right('numeric', '10', '10.0', 0), true);
    assert.equal(right('numeric', '10', '10.0000000001', 0), false);
  });

  it('finds every text right for itself, and each comparison at most as strict as the one before', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, awkward), fc.oneof(anyText, awkward), (one, other) => {
        for (const comparison of COMPARISONS) assert.ok(right(comparison, one, one));
        if (right('exact', one, other)) assert.ok(right('trimmed', one, other));
        if (right('trimmed', one, other)) assert.ok(right('tokens', one, other));
        if (right('tokens', one, other)) assert.ok(right('numeric', one, other));
      }),
      { numRuns: 2000 },
    );
  });

  it('compares both ways alike, but for the tolerance', () => {
    fc.assert(
      fc.property(fc.constantFrom('exact', 'trimmed', 'tokens'), awkward, awkward, (comparison, one, other) =>
        assert.equal(right(comparison, one, other), right(comparison, other, one)),
      ),
    );
  });

  it('does not see added white space at the end of lines when trimmed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z 0-9]*$/)),
        fc.constantFrom('', ' ', '\t '),
        fc.constantFrom('\n', '\r\n'),
        (lines, space, end) => assert.ok(right('trimmed', lines.join('\n'), lines.map((line) => line + space).join(end) + end)),
      ),
    );
  });

  it('says where the first difference is', () => {
    assert.deepEqual(textDifference('trimmed', 'a\nb\nc', 'a\nx\ny'), { unit: 'line', position: 2, expected: 'b', actual: 'x' });
    assert.deepEqual(textDifference('tokens', 'a b', 'a'), { unit: 'token', position: 2, expected: 'b', actual: null });
    assert.deepEqual(textDifference('exact', 'a', 'a\n'), { unit: 'line', position: 2, expected: null, actual: '' });
  });
});
