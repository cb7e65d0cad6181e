import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { effectiveLimits, effectivePolicy, isLasting, LIMIT_POLICIES } from './policies.js';

describe('limit policies', () => {
  it('are those of the API', () => {
    const table = [...LIMIT_POLICIES].map(([name, { limit, windowSeconds, per }]) => `${name} ${limit}/${windowSeconds} ${per}`);
    assert.deepEqual(table, [
      'default 300/60 address',
      'catalogue 100/60 address',
      'search 50/60 address',
      'quiz_read 50/60 person',
      'quiz_list 50/60 person',
      'quiz_submit 10/3600 person',
      'quiz_attempts 20/60 person',
      'chapter_complete 100/86400 person',
      'course_progress 200/60 person',
      'all_progress 100/60 person',
      'streak_reset 1/86400 person',
      'hybrid_adaptive_learning 5/86400 person',
      'hybrid_llm_assessment 10/86400 person',
      'hybrid_synthesis 3/86400 person',
      'hybrid_mentor_session 2/86400 person',
      'hybrid_usage 10/60 person',
      'emotion_detect 30/60 both',
      'login 10/60 sign-in',
      'code_execute 20/60 person',
    ]);
  });

  it('give way to what a tenant says, policy by policy', () => {
    const own = { search: { limit: 5, window_seconds: 3600 } };
    assert.deepEqual(effectivePolicy('search', own), { limit: 5, windowSeconds: 3600, per: 'address' });
    assert.deepEqual(effectivePolicy('catalogue', own), LIMIT_POLICIES.get('catalogue'));
    assert.deepEqual(effectiveLimits(own).search, own.search);
    assert.throws(() => effectivePolicy('nonsense', own), /no limit policy nonsense/);
  });

  it('last beyond a restart when they are longer than a minute', () => {
    assert.deepEqual(
      ['search', 'quiz_submit', 'streak_reset'].map((name) => isLasting(effectivePolicy(name, {}))),
      [false, true, true],
    );
  });
});
