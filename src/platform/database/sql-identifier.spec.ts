import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sqlIdentifier } from './sql-identifier.js';

describe('sqlIdentifier', () => {
  it('quotes plain names', () => {
    assert.equal(sqlIdentifier('core.users'), '"core"."users"');
    assert.equal(sqlIdentifier('points_entry'), '"points_entry"');
  });

  for (const name of ['', 'Users', 'a"b', 'a b', 'a;b', 'a.b.c', '.a', '1a', 'a'.repeat(64), "a'--"]) {
    it(`refuses ${JSON.stringify(name)}`, () => {
      assert.throws(() => sqlIdentifier(name), /identifier/);
    });
  }
});
