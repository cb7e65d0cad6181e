import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RequestContext } from '../context/request-context.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';
import { limitCounts } from './limit-subjects.js';
import { effectivePolicy } from './policies.js';

const tenant = { policies: { shared_networks: ['203.0.113.0/24'] } } as unknown as TenantSnapshot;
const principal = { userId: 'somebody' } as RequestContext['principal'];

const subjects = (policy: string, context: Partial<RequestContext>, body?: unknown): string[] =>
  limitCounts(policy, effectivePolicy(policy, {}), { requestId: 'r', beforeCommit: [], tenant, ...context }, body).map(
    ({ name, subject, limit }) => `${name} ${subject} ${limit}`,
  );

const outside = { address: '198.51.100.1' };
const inside = { address: '203.0.113.1' };

describe('whose counts a request adds to', () => {
  it('is the address, but the person inside a shared network', () => {
    assert.deepEqual(subjects('catalogue', { ...outside, principal }), ['catalogue a:198.51.100.1 100']);
    assert.deepEqual(subjects('catalogue', { ...inside, principal }), ['catalogue u:somebody 100']);
    assert.deepEqual(subjects('catalogue', inside), ['catalogue a:203.0.113.1 100']);
  });

  it('is the person, but the address of nobody in particular', () => {
    assert.deepEqual(subjects('quiz_read', { ...outside, principal }), ['quiz_read u:somebody 50']);
    assert.deepEqual(subjects('quiz_read', outside), ['quiz_read a:198.51.100.1 50']);
  });

  it('is both where the policy says so', () => {
    assert.deepEqual(subjects('emotion_detect', { ...outside, principal }), [
      'emotion_detect a:198.51.100.1 30',
      'emotion_detect u:somebody 30',
    ]);
  });

  it('is, for signing in, the address, and inside a shared network address and account under a ceiling', () => {
    assert.deepEqual(subjects('login', outside, { email: 'a@b.test' }), ['login a:198.51.100.1 10']);
    const [own, ceiling] = subjects('login', inside, { email: 'A@b.test ' });
    assert.equal(ceiling, 'login_address a:203.0.113.1|* 600');
    assert.equal(own, subjects('login', inside, { email: 'a@b.test' })[0]);
    assert.notEqual(own, subjects('login', inside, { email: 'other@b.test' })[0]);
    assert.match(own ?? '', /^login a:203\.0\.113\.1\|[\w-]{16} 10$/);
    for (const odd of [undefined, null, 'text', { email: 7 }]) assert.equal(subjects('login', inside, odd).length, 2);
  });
});
