import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { Retention } from '../../src/platform/retention/retention.js';
import { newId } from '../../src/sdk/ids.js';
import { Notifications } from '../../src/sdk/notifications.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';
import { numbered, tell, tellMany } from './support.js';

const numbers = (rows: Json): number[] => rows.map(({ data }: Json) => data.n);

describe('notifications', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  const learner = (): Promise<Person> => addPerson(server, world.alpha, 'student');
  const list = async (who: Person, query = '') => (await expectStatus(200, who.client.get(`/notifications${query}`))).body;

  it('are listed in the order of their offsets, from any of them on', async () => {
    const who = await learner();
    assert.deepEqual(await list(who), []);
    await tellMany(server, world.alpha.id, who.id, 3);
    await tellMany(server, world.alpha.id, who.id, 2, 4);
    const all = await list(who);
    assert.deepEqual(numbers(all), [1, 2, 3, 4, 5]);
    assert.deepEqual(
      all.map((one: Json) => one.offset),
      [1, 2, 3, 4, 5],
    );
    assert.deepEqual(Object.keys(all[0]).sort(), ['created_at', 'data', 'id', 'kind', 'offset', 'read_at']);
    assert.deepEqual([all[0].kind, all[0].read_at], ['numbered', null]);
    assert.deepEqual(numbers(await list(who, '?after=3')), [4, 5]);
    assert.deepEqual(await list(who, '?after=5'), []);
    assert.deepEqual(await list(who, '?after=9007199254740991'), []);
    for (const bad of ['-1', '1.5', 'x', '']) await expectStatus(400, who.client.get(`/notifications?after=${bad}`));
  });

  it('come in pages, also from an offset on', async () => {
    const who = await learner();
    await tellMany(server, world.alpha.id, who.id, 7);
    const first = await expectStatus(200, who.client.get('/notifications?after=1&limit=4&count=exact'));
    assert.deepEqual([numbers(first.body), first.headers.get('x-total-count')], [[2, 3, 4, 5], '6']);
    const next = /<([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1]?.replace(/^.*\/api\/v1/, '') ?? '';
    const second = await expectStatus(200, who.client.get(next));
    assert.deepEqual([numbers(second.body), second.headers.get('link')], [[6, 7], null]);
  });

  it('are read one by one, or all up to what was seen', async () => {
    const who = await learner();
    await tellMany(server, world.alpha.id, who.id, 5);
    const [, second] = await list(who);
    const read = (await expectStatus(200, who.client.put(`/notifications/${second.id}/read`))).body;
    assert.ok(Date.parse(read.read_at) > 0);
    assert.deepEqual((await expectStatus(200, who.client.put(`/notifications/${second.id}/read`))).body, read);
    assert.deepEqual(numbers(await list(who, '?unread=true')), [1, 3, 4, 5]);
    assert.deepEqual((await expectStatus(200, who.client.put('/notifications/read-all?until=3'))).body, { read: 2 });
    assert.deepEqual(numbers(await list(who, '?unread=true')), [4, 5]);
    assert.deepEqual((await expectStatus(200, who.client.put('/notifications/read-all'))).body, { read: 2 });
    assert.deepEqual((await expectStatus(200, who.client.put('/notifications/read-all'))).body, { read: 0 });
    assert.deepEqual(numbers(await list(who, '?unread=false')), [1, 2, 3, 4, 5]);
  });

  it("are nobody else's", async () => {
    const { alpha, beta } = world;
    await tellMany(server, alpha.id, alpha.student.id, 1);
    const [mine] = await list(alpha.student, '?unread=true');
    for (const other of [alpha.parent, alpha.teacher, alpha.admin, beta.student, beta.admin]) {
      assert.equal((await list(other)).filter(({ id }: Json) => id === mine.id).length, 0);
      const refused = await expectStatus(404, other.client.put(`/notifications/${mine.id}/read`));
      assert.equal(refused.body.error_code, 'NOTIFICATION_NOT_FOUND');
      await expectStatus(200, other.client.put('/notifications/read-all'));
    }
    assert.equal((await list(alpha.student)).find(({ id }: Json) => id === mine.id).read_at, null);
    await expectStatus(401, alpha.nobody.get('/notifications'));
    await expectStatus(200, alpha.student.client.put(`/notifications/${mine.id}/read`));
  });

  it('are not sent to people of another institution, nor to those who do not exist', async () => {
    const { alpha, beta } = world;
    const who = await learner();
    await tell(server, alpha.id, [
      { userId: beta.student.id, n: 1 },
      { userId: newId(), n: 2 },
      { userId: who.id, n: 3 },
    ]);
    assert.deepEqual(numbers(await list(who)), [3]);
    const foreign = await server.sql('SELECT 1 FROM core.notification WHERE user_id = $1 AND kind = $2', [beta.student.id, 'numbered']);
    assert.deepEqual(foreign, []);
  });

  it('are there when the transaction commits, and only then', async () => {
    const who = await learner();
    const failing = runForTenant(world.alpha.id, () =>
      server.get(UnitOfWork).run(async () => {
        server.get(Notifications).send(who.id, numbered, { n: 1 });
        throw new Error('after all not');
      }),
    );
    await assert.rejects(failing, /after all not/);
    assert.deepEqual(await list(who), []);
    const outside = () => server.get(Notifications).send(who.id, numbered, { n: 1 });
    assert.throws(() => runForTenant(world.alpha.id, outside), /No unit of work is open/);
    const wrong = runForTenant(world.alpha.id, () =>
      server.get(UnitOfWork).run(async () => server.get(Notifications).send(who.id, numbered, { n: 1.5 })),
    );
    await assert.rejects(wrong);
    await tellMany(server, world.alpha.id, who.id, 1, 7);
    assert.deepEqual(numbers(await list(who)), [7]);
  });

  it('are kept once where they say so, for each person', async () => {
    const [who, other] = [await learner(), await learner()];
    const given = [
      { userId: who.id, n: 1, once: 'this' },
      { userId: who.id, n: 2, once: 'this' },
      { userId: other.id, n: 3, once: 'this' },
      { userId: who.id, n: 4, once: 'that' },
      { userId: who.id, n: 5 },
    ];
    await Promise.all([tell(server, world.alpha.id, given), tell(server, world.alpha.id, given)]);
    assert.deepEqual(
      numbers(await list(who)).filter((n) => n !== 5),
      [1, 4],
    );
    assert.deepEqual(numbers(await list(other)), [3]);
    assert.equal(numbers(await list(who)).filter((n) => n === 5).length, 2);
  });

  it('tell learners of their enrollment, but not of a class they have left', async () => {
    const { alpha, beta } = world;
    const who = await learner();
    const { id } = (await expectStatus(201, alpha.teacher.client.post('/classes', { name: 'Chess' }))).body;
    await expectStatus(201, alpha.teacher.client.post(`/classes/${id}/enrollments`, { user_id: who.id, role: 'student' }));
    const [one] = await eventually(async () => ((await list(who)).length > 0 ? list(who) : undefined));
    assert.deepEqual([one.kind, one.data], ['enrolled', { class_id: id, class_name: 'Chess' }]);
    assert.deepEqual(
      (await list(beta.student)).map(({ data }: Json) => data.class_id),
      [beta.classId],
    );
  });

  it('tell learners of staff scores, and of badges they have earned', async () => {
    const { alpha } = world;
    const who = await learner();
    const submission = newId();
    const exercise = newId();
    await server.sql(
      `INSERT INTO core.submission (tenant_id, id, exercise_id, exercise_version, student_id, attempt, code, language, status)
       VALUES ($1, $2, $3, 1, $4, 1, 'pass', 'python', 'error')`,
      [alpha.id, submission, exercise, who.id],
    );
    await expectStatus(200, alpha.admin.client.put(`/submissions/${submission}/evaluate`, { score: 81.5 }));
    const [one] = await eventually(async () => ((await list(who)).length > 0 ? list(who) : undefined));
    assert.deepEqual([one.kind, one.data], ['graded', { submission_id: submission, exercise_id: exercise, score: 81.5 }]);
    const rule = { kind: 'min_count', of: 'chapters', count: 1 };
    const made = (await expectStatus(201, alpha.admin.client.post('/gamification/badges', { name: 'First', rule }))).body;
    const course = (await expectStatus(201, alpha.admin.client.post('/courses', { title: 'Course', status: 'published' }))).body.id;
    const chapter = { title: 'Chapter', content: 'Text' };
    const { id } = (await expectStatus(201, alpha.admin.client.post(`/courses/${course}/chapters`, chapter))).body;
    await expectStatus(200, who.client.post(`/progress/${who.id}/courses/${course}/chapters/${id}`));
    const [badge] = await eventually(async () =>
      (await list(who, `?after=${one.offset}`)).length > 0 ? list(who, '?after=1') : undefined,
    );
    assert.equal(badge.kind, 'gamification.badge_earned');
    assert.deepEqual(badge.data, { badge_id: made.id, title: 'First' });
  });

  it('tell learners of replies in their conversations', async () => {
    const { beta } = world;
    const who = await addPerson(server, beta, 'student');
    const session = (await expectStatus(201, who.client.post('/chat/sessions', { agent_type: 'tutor' }))).body.id;
    const said = (await expectStatus(201, who.client.post(`/chat/sessions/${session}/messages`, { content: 'Hello' }))).body;
    const all = await eventually(async () => ((await list(who)).length > 0 ? list(who) : undefined));
    assert.deepEqual(
      all.map(({ kind, data }: Json) => [kind, data]),
      [['message', { session_id: session, message_id: said.reply.id }]],
    );
  });

  it('are exported with the person, and gone with them', async () => {
    const { alpha } = world;
    const who = await learner();
    await tellMany(server, alpha.id, who.id, 2);
    const held = (await expectStatus(200, who.client.get(`/users/${who.id}/personal-data`))).body;
    const section = JSON.stringify(held);
    assert.match(section, /"numbered"/);
    await expectStatus(202, alpha.admin.client.delete(`/users/${who.id}`));
    await eventually(async () => {
      const rows = await server.sql(
        'SELECT 1 FROM core.notification WHERE user_id = $1 UNION ALL SELECT 1 FROM core.notification_counter WHERE user_id = $1',
        [who.id],
      );
      return rows.length === 0;
    });
    await tellMany(server, alpha.id, who.id, 1);
    assert.deepEqual(await server.sql('SELECT 1 FROM core.notification WHERE user_id = $1', [who.id]), []);
  });

  it('fail nobody who tells a person while they are being erased', async () => {
    const { alpha } = world;
    const [leaving, staying] = [await learner(), await learner()];
    let over = false;
    const telling = [1, 2, 3].map(async (n) => {
      let told = 0;
      for (; !over; told += 1) {
        await tell(server, alpha.id, [
          { userId: staying.id, n },
          { userId: leaving.id, n },
        ]);
      }
      return told;
    });
    await eventually(async () => (await server.sql('SELECT 1 FROM core.notification WHERE user_id = $1', [leaving.id])).length > 5);
    await expectStatus(202, alpha.admin.client.delete(`/users/${leaving.id}`));
    await eventually(async () => (await server.sql('SELECT 1 FROM core.users WHERE id = $1', [leaving.id])).length === 0);
    over = true;
    const told = (await Promise.all(telling)).reduce((sum, one) => sum + one, 0);
    const [kept] = await server.sql<{ kept: string }>('SELECT count(*) AS kept FROM core.notification WHERE user_id = $1', [staying.id]);
    assert.equal(Number(kept?.kept), told);
    assert.deepEqual(await server.sql('SELECT 1 FROM core.notification WHERE user_id = $1', [leaving.id]), []);
  });

  it('go after ninety days; the offsets go on', async () => {
    const who = await learner();
    await tellMany(server, world.alpha.id, who.id, 3);
    await server.sql(`UPDATE core.notification SET created_at = now() - interval '91 days' WHERE user_id = $1 AND "offset" < 3`, [who.id]);
    await server.get(Retention).purge();
    assert.deepEqual(numbers(await list(who)), [3]);
    await server.sql('DELETE FROM core.notification WHERE user_id = $1', [who.id]);
    await tellMany(server, world.alpha.id, who.id, 1, 4);
    assert.deepEqual(
      (await list(who)).map(({ offset }: Json) => offset),
      [4],
    );
  });
});
