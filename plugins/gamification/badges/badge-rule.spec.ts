import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BadgeRule, badgeRuleSchema, isEarned, NOTHING_ACHIEVED, progressOf } from './badge-rule.js';

const rule = (of: BadgeRule['of'], count: number): BadgeRule => ({ kind: 'min_count', of, count });

describe('a badge rule', () => {
  it('is met from its count on', () => {
    assert.equal(isEarned(rule('chapters', 3), { ...NOTHING_ACHIEVED, chapters: 2 }), false);
    assert.equal(isEarned(rule('chapters', 3), { ...NOTHING_ACHIEVED, chapters: 3 }), true);
    assert.equal(isEarned(rule('chapters', 3), { ...NOTHING_ACHIEVED, chapters: 4 }), true);
  });

  it('looks at its own count only', () => {
    const achieved = { chapters: 1, points: 20, streak_days: 300 };
    assert.equal(isEarned(rule('points', 21), achieved), false);
    assert.equal(isEarned(rule('points', 20), achieved), true);
    assert.equal(isEarned(rule('streak_days', 300), achieved), true);
  });

  it('tells how far somebody is, never more than all', () => {
    assert.equal(progressOf(rule('points', 100), { ...NOTHING_ACHIEVED, points: 40 }), 40);
    assert.equal(progressOf(rule('points', 100), { ...NOTHING_ACHIEVED, points: 140 }), 100);
  });

  it('has a positive whole count and a known kind', () => {
    assert.equal(badgeRuleSchema.safeParse(rule('points', 1)).success, true);
    for (const count of [0, -1, 1.5]) assert.equal(badgeRuleSchema.safeParse(rule('points', count)).success, false);
    assert.equal(badgeRuleSchema.safeParse({ kind: 'max_count', of: 'points', count: 1 }).success, false);
    assert.equal(badgeRuleSchema.safeParse({ kind: 'min_count', of: 'likes', count: 1 }).success, false);
  });
});
