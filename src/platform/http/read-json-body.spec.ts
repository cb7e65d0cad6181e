import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { depthOf, findUnstorable } from './read-json-body.js';

const depth = (json: string): number => depthOf(Buffer.from(json));

describe('JSON bodies', () => {
  it('nest as deep as their brackets outside of text', () => {
    assert.deepEqual(['1', '{}', '[[{"a":[]}]]', '{"a":"[[[["}', '{"a":"\\"[[","b":[1]}', '["\\\\",[]]'].map(depth), [0, 1, 4, 1, 2, 2]);
    assert.equal(depth('['.repeat(500)), 500);
  });

  it('hold nothing that cannot be stored', () => {
    assert.equal(findUnstorable({ a: ['fine', { b: 'fine \u{1f600}', n: 1, z: null }] }), undefined);
    assert.match(findUnstorable({ a: [{ b: 'x\0y' }] }) ?? '', /NUL/);
    assert.match(findUnstorable(['\ud83d']) ?? '', /surrogate/);
    assert.match(findUnstorable({ 'key\0': 1 }) ?? '', /NUL/);
    assert.match(findUnstorable(JSON.parse('{"a":{"__proto__":{}}}')) ?? '', /__proto__/);
    assert.equal(findUnstorable({ text: 'obj.__proto__' }), undefined);
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    assert.equal(findUnstorable(nested(64)), undefined);
    for (const levels of [65, 30_000]) assert.match(findUnstorable(nested(levels)) ?? '', /64 levels/);
  });
});
