import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LaneShares } from './lane-shares.js';

describe('LaneShares', () => {
  it('gives no lane more than half, of runs and of bytes, and gives back', () => {
    const shares = new LaneShares({ runs: 4, bytes: 100 });
    const [first, second] = [shares.take('a', 10), shares.take('a', 10)];
    assert.ok(first && second);
    assert.equal(shares.take('a', 1), undefined, 'a third run');
    assert.ok(shares.take('b', 90), 'one run, however large');
    assert.equal(shares.take('b', 1), undefined, 'more than half of the bytes');
    for (let n = 0; n < 10; n += 1) assert.ok(shares.take('', 100), 'without a lane');
    first();
    assert.ok(shares.take('a', 30));
  });
});
