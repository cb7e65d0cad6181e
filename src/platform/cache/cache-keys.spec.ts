import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type CacheKey, cacheKeys, covers, patternOf } from './cache-keys.js';

const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '%', '*', '3', 'A', ' ', 'é') });
const grade = fc.integer({ min: 1, max: 13 });
const [ONE, OTHER] = ['0198c0de-0000-7000-8000-000000000001', '0198c0de-0000-7000-8000-000000000002'];
const id = fc.constantFrom(ONE, OTHER);
const keyMakers = fc.oneof(
  fc.tuple(fc.constant('profile'), id).map(([kind, user]) => [[kind, user], cacheKeys.profile(user)] as const),
  fc.tuple(fc.constant('progress'), id).map(([kind, user]) => [[kind, user], cacheKeys.progress(user)] as const),
  fc.tuple(grade, text).map(([level, subject]) => [['package', level, subject], cacheKeys.content(level, subject)] as const),
  fc
    .tuple(grade, text, text)
    .map(([level, subject, topic]) => [['item', level, subject, topic], cacheKeys.contentItem(level, subject, topic)] as const),
);
const full = (tenant: string, { name }: CacheKey): string => `t:${tenant}:${name}`;

describe('full cache keys', () => {
  it('are the same only for the same thing of the same institution', () => {
    fc.assert(
      fc.property(id, keyMakers, id, keyMakers, (tenant, [what, key], otherTenant, [otherWhat, otherKey]) => {
        const same = tenant === otherTenant && JSON.stringify(what) === JSON.stringify(otherWhat);
        assert.equal(full(tenant, key) === full(otherTenant, otherKey), same);
        assert.ok(full(tenant, key).startsWith(`t:${tenant}:`));
      }),
      { numRuns: 2000 },
    );
  });

  it('are forgotten with their institution and their kind, never with those of another', () => {
    fc.assert(
      fc.property(id, id, keyMakers, (tenant, other, [what, key]) => {
        const name = full(tenant, key);
        assert.ok(covers(patternOf(name), name));
        assert.equal(covers(full(tenant, cacheKeys.everyContent()), name), what[0] === 'package' || what[0] === 'item');
        assert.equal(patternOf(name) === full(tenant, cacheKeys.everyContent()), what[0] === 'package' || what[0] === 'item');
        assert.equal(covers(full(other, cacheKeys.everyContent()), name), other === tenant && key.kind.startsWith('content'));
      }),
    );
  });
});
