import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { share, shown } from './small-groups.js';

describe('figures of groups', () => {
  it('are shown of nobody and of five or more', () => {
    assert.deepEqual(
      [0, 1, 4, 5, 6].map((people) => shown(people, people * 10)),
      [0, null, null, 50, 60],
    );
  });

  it('are shares of something', () => {
    assert.deepEqual([share(1, 4), share(0, 3), share(0, 0)], [0.25, 0, null]);
  });
});
