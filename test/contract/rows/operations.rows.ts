import assert from 'node:assert/strict';
import { client, type Json } from '../../../src/testing/client.js';
import { made } from '../route-fixture.js';
import type { RowTests } from './row-trial.js';

export const operationsRows: RowTests = {
  'S1-19': async ({ world, success }) => {
    for (const tenant of ['alpha', 'beta']) {
      const { body } = await success(200, client(world.server, { tenant }).get('//api/health'));
      assert.deepEqual([body.status, body.checks.database.status], ['ok', 'up']);
    }
  },

  'S1-audit': async ({ world, success, refusal }) => {
    const { alpha, beta } = world;
    const { id } = await made(201, alpha.teacher.client.post('/classes', { name: 'Audited' }));
    await made(201, alpha.teacher.client.post(`/classes/${id}/enrollments`, { user_id: alpha.student.id, role: 'student' }));
    const query = `/audit-events?actor_id=${alpha.teacher.id}`;
    const { body } = await success(200, alpha.admin.client.get(query));
    const act = body.find(({ detail }: Json) => detail.class_id === id || JSON.stringify(detail).includes(id));
    assert.ok(act ?? body.some(({ target_id }: Json) => target_id === id), 'the enrollment is there');
    assert.ok(body.every(({ actor_id, actor_role }: Json) => actor_id === alpha.teacher.id && actor_role === 'teacher'));
    assert.deepEqual((await success(200, beta.admin.client.get(query))).body, [], 'not at another institution');
    await refusal(403, 'FORBIDDEN', alpha.teacher.client.get('/audit-events'));
    await refusal(400, 'VALIDATION_ERROR', alpha.admin.client.get('/audit-events?category=gossip'));

    const events = await success(200, alpha.admin.client.get('/system-events'));
    assert.ok(Array.isArray(events.body) && events.body.every(({ category }: Json) => category === 'system'));
    await refusal(401, 'UNAUTHENTICATED', beta.nobody.get('/system-events'));
  },
};
