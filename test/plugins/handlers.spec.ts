import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runInContext } from '../../src/platform/context/request-context.js';
import { chapterCompleted } from '../../src/sdk/contracts/progress.js';
import { newId } from '../../src/sdk/ids.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { fixture } from './fixture.js';

let server: TestServer;
let world: World;

before(async () => {
  server = await startTestServer({ plugins: [fixture('breaks-in-handler'), fixture('notes')] });
  world = await twoTenants(server);
});
after(() => server?.close());

const complete = (tenantId: string, userId: string) =>
  runInContext({ requestId: newId(), tenantId, beforeCommit: [] }, () => {
    const uow = server.get(UnitOfWork);
    const data = {
      user_id: userId,
      course_id: newId(),
      chapter_id: newId(),
      completed_at: new Date().toISOString(),
      completed_count: 1,
      chapter_count: 3,
      streak_days: 1,
    };
    return uow.run(async () => uow.publish(chapterCompleted, { key: userId, subjectId: userId, data }));
  });

test('a handler that throws parks its own events; other plugins, other requests and other institutions go on', async () => {
  const { alpha, beta } = world;
  await complete(alpha.id, alpha.student.id);
  await complete(beta.id, beta.student.id);
  for (const school of [alpha, beta]) {
    const notes = await eventually(async () => {
      const { body } = await school.student.client.get('/notes');
      return body.length > 0 ? body : undefined;
    });
    assert.match(notes[0].text, /^completed /);
  }
  const parked = await eventually(async () => {
    const rows = await server.sql<{ consumer: string }>('SELECT DISTINCT consumer FROM core.parked_event');
    return rows.length > 0 ? rows : undefined;
  });
  assert.deepEqual(parked, [{ consumer: 'breaks-in-handler:FailingConsumer.fail' }]);
  assert.equal((await alpha.student.client.get('/auth/me')).status, 200);
});
