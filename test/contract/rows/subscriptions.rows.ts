import assert from 'node:assert/strict';
import { addPerson } from '../../../src/testing/world.js';
import { fresh } from '../route-fixture.js';
import type { RowTests } from './row-trial.js';

export const subscriptionsRows: RowTests = {
  'S2-subscriptions': async ({ world, success, refusal }) => {
    const { alpha, beta } = world;
    const learner = await addPerson(world.server, alpha, 'student', fresh('subscriber'));
    const path = `/users/${learner.id}/subscription`;
    const first = await success(200, learner.client.get('/subscriptions/me'));
    assert.deepEqual([first.body.plan_type, first.body.end_date, first.body.is_active], ['free', null, true]);

    const bought = { plan_type: 'premium', end_date: '2999-06-30T12:00:00Z' };
    const { body } = await success(200, alpha.admin.client.put(path, bought));
    assert.deepEqual([body.plan_type, body.end_date, body.is_active], ['premium', '2999-06-30T12:00:00.000Z', true]);
    assert.deepEqual((await success(200, learner.client.get('/subscriptions/me'))).body, body);
    assert.equal((await success(200, beta.student.client.get('/subscriptions/me'))).body.plan_type, 'free');

    const past = await refusal(400, 'VALIDATION_ERROR', alpha.admin.client.put(path, { end_date: '2001-01-01' }));
    assert.deepEqual(Object.keys(past.body.errors), ['end_date']);
    await world.server.sql(
      `UPDATE core.subscription_period SET start_date = start_date - interval '2 days', end_date = now() - interval '1 day' WHERE user_id = $1`,
      [learner.id],
    );
    const lapsed = await success(200, learner.client.get('/subscriptions/me'));
    assert.deepEqual([lapsed.body.plan_type, lapsed.body.is_active], ['premium', false], 'an end that has passed ends it');
    await refusal(401, 'UNAUTHENTICATED', alpha.nobody.get('/subscriptions/me'));
    await refusal(403, 'FORBIDDEN', learner.client.put(path, bought));
    await refusal(404, 'USER_NOT_FOUND', beta.admin.client.put(path, bought));
    const invalid = await refusal(400, 'VALIDATION_ERROR', alpha.admin.client.put(path, { plan_type: 'gold' }));
    assert.deepEqual(Object.keys(invalid.body.errors), ['plan_type']);
  },
};
