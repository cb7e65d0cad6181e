import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { counted, failedToo, NOTHING_COUNTED } from './regrade-counts.js';

const score = fc.integer({ min: 0, max: 100 });
const one = fc.record({ before: fc.option(score), after: score, kept: fc.boolean() });

test('every submission is counted as one thing', () => {
  fc.assert(
    fc.property(fc.array(one), fc.nat(5), (some, failures) => {
      const graded = some.reduce(counted, NOTHING_COUNTED);
      const counts = Array.from({ length: failures }).reduce<typeof graded>(failedToo, graded);
      const fresh = some.filter(({ kept, before }) => !kept && before === null).length;
      assert.equal(counts.submissions, some.length + failures);
      assert.equal(counts.changed, counts.raised + counts.lowered + fresh);
      assert.equal(counts.kept, some.filter(({ kept }) => kept).length);
      assert.equal(counts.failed, failures);
    }),
  );
});
