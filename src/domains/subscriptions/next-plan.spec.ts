import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInput } from '../../sdk/errors.js';
import { nextPlan } from './next-plan.js';
import type { Subscription } from './subscriptions.schemas.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const BEFORE = new Date('2026-04-01T00:00:00Z');
const LATER = new Date('2026-06-01T00:00:00Z');
const plan = (plan_type: 'free' | 'premium', end_date: Date | null = null): Subscription => ({
  id: 'x',
  plan_type,
  start_date: BEFORE,
  end_date,
});
const change = (planType?: 'free' | 'premium', endDate?: Date | null) => ({ planType, endDate });

describe('the next plan', () => {
  it('begins when another is asked for, without end unless said', () => {
    assert.deepEqual(nextPlan(plan('free'), change('premium'), NOW), { step: 'begin', planType: 'premium', endDate: null });
    assert.deepEqual(nextPlan(plan('free'), change('premium', LATER), NOW), { step: 'begin', planType: 'premium', endDate: LATER });
    assert.deepEqual(nextPlan(plan('premium', LATER), change('free'), NOW), { step: 'begin', planType: 'free', endDate: null });
  });

  it('is the present one until another end', () => {
    assert.deepEqual(nextPlan(plan('premium', LATER), change('premium', null), NOW), { step: 'extend', endDate: null });
    assert.deepEqual(nextPlan(plan('premium'), change(undefined, LATER), NOW), { step: 'extend', endDate: LATER });
  });

  it('is the present one as it was, when nothing else is asked for', () => {
    for (const same of [change(), change('premium'), change('premium', new Date(LATER)), change(undefined, LATER)]) {
      assert.deepEqual(nextPlan(plan('premium', LATER), same, NOW), { step: 'keep' });
    }
    assert.deepEqual(nextPlan(plan('free'), change('free', null), NOW), { step: 'keep' });
  });

  it('begins anew when the present one has lapsed', () => {
    assert.deepEqual(nextPlan(plan('premium', BEFORE), change('premium'), NOW), { step: 'begin', planType: 'premium', endDate: null });
    assert.deepEqual(nextPlan(plan('premium', NOW), change(undefined, LATER), NOW), { step: 'begin', planType: 'premium', endDate: LATER });
    assert.deepEqual(nextPlan(plan('premium', BEFORE), change(), NOW), { step: 'keep' });
  });

  it('cannot end in the past, nor be a free one with an end', () => {
    for (const bad of [change('premium', BEFORE), change('premium', NOW), change('free', LATER), change(undefined, BEFORE)]) {
      assert.throws(() => nextPlan(plan('premium', LATER), bad, NOW), InvalidInput);
    }
    assert.throws(() => nextPlan(plan('free'), change(undefined, LATER), NOW), InvalidInput);
  });
});
