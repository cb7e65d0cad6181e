import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { builtInPlugins } from '../../src/plugins.js';
import { newId } from '../../src/sdk/ids.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { type Person, type School, twoTenants, type World } from '../../src/testing/world.js';
import { echoPlugin, wordSaid } from '../events/echo-plugin.js';
import { addConsumer, prepareEffects, probed } from '../events/fixture.js';
import { writeCourse } from '../learning/support.js';

const COLUMNS = `
  SELECT n.nspname AS schema, c.relname AS table, a.attname AS column
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND format_type(a.atttypid, NULL) IN ('uuid', 'text', 'jsonb', 'json', 'character varying', 'uuid[]', 'text[]')`;

/** Every place in the database that mentions something, as `schema.table.column`. */
const mentions = async (server: TestServer, what: string): Promise<string[]> => {
  const columns = await server.sql<{ schema: string; table: string; column: string }>(COLUMNS);
  const found: string[] = [];
  for (const { schema, table, column } of columns) {
    const rows = await server.sql(`SELECT 1 FROM "${schema}"."${table}" WHERE position($1 in "${column}"::text) > 0 LIMIT 1`, [what]);
    if (rows.length > 0) found.push(`${schema}.${table}.${column}`);
  }
  return found;
};

/** Leaves traces of a person in every corner: records, points, events that wait, dead letters, stored answers, jobs. */
const leaveTraces = async (server: TestServer, school: School, person: Person): Promise<void> => {
  const uow = server.get(UnitOfWork);
  const course = await writeCourse(school.teacher.client, { title: 'Volcanoes', chapters: 2 });
  const path = `/progress/${person.id}/courses/${course.id}/chapters/${course.chapterIds[0]}`;
  const done = await person.client.post(path, undefined, { 'idempotency-key': newId() });
  assert.equal(done.status, 200, done.text);
  await runForTenant(school.id, () =>
    uow.run(() => {
      uow.publish(wordSaid, { key: person.id, subjectId: person.id, data: { word: 'lava' } });
      uow.publish(probed, { key: newId(), subjectId: person.id, data: { n: 1, by: person.id } });
      uow.audit({ category: 'staff', action: 'test.seen', target: { type: 'user', id: person.id }, detail: { also: person.id } });
      return Promise.resolve();
    }),
  );
  await server.sql(
    `INSERT INTO core.dead_letter (tenant_id, id, kind, consumer, source_id, name, topic, key, subject_id, data, attempts, error)
     VALUES ($1, $2, 'event', 'core:Old.one', $2, 'probe.thing-done.v1', 'system-events', 'k', $3, '{"n": 1}', 3, 'Error: x')`,
    [school.id, newId(), person.id],
  );
  await eventually(async () => (await server.sql('SELECT 1 FROM echo.heard WHERE person_id = $1', [person.id])).length === 2);
  await eventually(async () => (await server.sql('SELECT 1 FROM core.parked_event WHERE subject_id = $1', [person.id])).length === 1);
  await eventually(async () => (await server.sql('SELECT 1 FROM gamification.points_entry WHERE user_id = $1', [person.id])).length > 0);
};

describe('what is held on a person', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ plugins: [...builtInPlugins, echoPlugin] });
    await prepareEffects(server);
    addConsumer(server, 'Erasure.stuck', () => {
      throw new Error('never');
    });
    world = await twoTenants(server);
  });
  after(() => server.close());

  test('is exported with every table of every owner, without secrets, and not to others', async () => {
    const { alpha, beta } = world;
    await leaveTraces(server, alpha, alpha.student);
    const { status, body, text } = await alpha.student.client.get(`/users/${alpha.student.id}/personal-data`);
    assert.equal(status, 200);
    for (const owner of ['users', 'classes', 'progress', 'gamification', 'echo']) assert.match(text, new RegExp(`"${owner}"`), owner);
    assert.match(text, /lava/);
    assert.doesNotMatch(text, /password_hash|token_hash/);
    const [account] = body.sections.find(({ table }: Json) => table === 'users').rows;
    assert.match(account.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    for (const stranger of [beta.admin, beta.student]) {
      assert.equal((await stranger.client.get(`/users/${alpha.student.id}/personal-data`)).status, 404);
    }
  });

  test('is erased everywhere, with nothing left that mentions them but audit under a pseudonym', async () => {
    const { alpha, beta } = world;
    const { id, email } = alpha.student;
    const before = await mentions(server, id);
    for (const place of [
      'core.users.id',
      'core.enrollment.user_id',
      'core.progress_event.user_id',
      'core.session.user_id',
      'core.guardian_link.child_id',
      'core.parked_event.subject_id',
      'core.dead_letter.subject_id',
      'core.idempotency_record.principal_id',
      'core.audit_event.target_id',
      'gamification.points_entry.user_id',
      'echo.heard.person_id',
    ]) {
      assert.ok(before.includes(place), `the fixture leaves nothing in ${place}`);
    }
    // however the id is written: ids are compared as text in places
    const asked = await alpha.admin.client.delete(`/users/${id.toUpperCase()}`);
    assert.equal(asked.status, 202, asked.text);
    const job = await eventually(async () => {
      const { body } = await alpha.admin.client.get(`/jobs/${asked.body.id}`);
      return ['completed', 'failed'].includes(body.status) ? body : undefined;
    });
    assert.equal(job.status, 'completed', job.error);
    assert.deepEqual(await mentions(server, id), []);
    assert.deepEqual(await mentions(server, email), []);
    const audited = await server.sql(`SELECT target_id, detail FROM core.audit_event WHERE action = 'test.seen'`);
    assert.equal(audited.length, 1);
    assert.equal((await alpha.admin.client.get(`/users/${id}`)).status, 404);
    // Nobody else lost anything.
    assert.equal((await beta.student.client.get('/auth/me')).status, 200);
    assert.equal((await alpha.parent.client.get('/auth/me')).status, 200);
    assert.ok((await mentions(server, alpha.teacher.id)).includes('core.users.id'));
  });
});
