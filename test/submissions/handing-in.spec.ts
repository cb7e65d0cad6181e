import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { type Answer, client } from '../../src/testing/client.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant } from '../learning/support.js';
import { echoExercise, ROOMY_LIMITS, submissionOf, submit, writeExercise } from './support.js';

/** Nothing is graded here: there is no sandbox. */
describe('handing in', () => {
  let server: TestServer;
  let other: TestServer;
  let world: World;
  let exerciseId: string;

  before(async () => {
    server = await startTestServer({ plugins: [] });
    other = await startTestServer({ plugins: [], role: 'api', database: server.database });
    world = await twoTenants(server);
    await setTenant(server, world.alpha.id, 'limits', ROOMY_LIMITS);
    exerciseId = await echoExercise(world.alpha.teacher.client);
  });
  after(async () => {
    await other.close();
    await server.close();
  });

  const learner = (name: string) => addPerson(server, world.alpha, 'student', name);
  const countOf = async (who: Person): Promise<number> =>
    (await server.sql('SELECT 1 FROM core.submission WHERE student_id = $1', [who.id])).length;

  /** A busy server refuses whoever has waited for a connection for a second: nothing is done then, and they come again. */
  const insisting = (who: Person): Promise<Answer> =>
    eventually(async () => {
      const answer = await submit(who, exerciseId, 'print(1)');
      return answer.status === 503 ? undefined : answer;
    });

  it('numbers what one person hands in at the same time, and queues it with its job', async () => {
    const who = await learner('many-at-once');
    const answers = await Promise.all(Array.from({ length: 12 }, () => insisting(who)));
    assert.deepEqual(
      answers.map(({ body }) => body.attempt).toSorted((a, b) => a - b),
      Array.from({ length: 12 }, (_, at) => at + 1),
    );
    const ids = answers.map(({ body }) => body.id);
    const jobs = await server.sql<{ id: string }>(
      `SELECT input ->> 'submission_id' AS id FROM core.job WHERE name = 'submissions.grade-submission' AND input ->> 'submission_id' = ANY ($1)`,
      [ids],
    );
    assert.deepEqual(jobs.map(({ id }) => id).toSorted(), ids.toSorted());
  });

  it('takes no more than waits to be graded at once, of one person', async () => {
    const who = await learner('too-many');
    const answers = await Promise.all(Array.from({ length: 24 }, () => insisting(who)));
    assert.equal(answers.filter(({ status }) => status === 202).length, 20);
    for (const { status, body, headers } of answers.filter((one) => one.status !== 202)) {
      assert.deepEqual([status, body.error_code], [429, 'QUOTA_EXCEEDED']);
      assert.ok(Number(headers.get('retry-after')) >= 1);
    }
    await expectStatus(202, submit(await learner('somebody-else'), exerciseId, 'print(1)'));
  });

  it('refuses what cannot be meant', async () => {
    const who = await learner('mistaken');
    const { id: draft } = await writeExercise(world.alpha.teacher.client, { status: 'draft' });
    for (const wrong of [
      submit(who, exerciseId, 'x'.repeat(100_001)),
      submit(who, exerciseId, 'print(1)', { language: 'javascript' }),
      submit(who, exerciseId, 'print(1)', { score: 100 }),
      submit(who, exerciseId, 'print("\0")'),
      ...['31', '-1', 'long', ''].map((wait) => who.client.post(`/submissions?wait=${wait}`, { exercise_id: exerciseId, code: '1' })),
    ])
      assert.equal((await expectStatus(400, wrong)).body.error_code, 'VALIDATION_ERROR');
    for (const unknown of [submit(who, draft, 'print(1)'), submit(who, NOWHERE, 'print(1)')])
      assert.equal((await expectStatus(404, unknown)).body.error_code, 'EXERCISE_NOT_FOUND');
    assert.equal(await countOf(who), 0);
    await expectStatus(202, submit(who, exerciseId, 'x'.repeat(100_000)));
  });

  it('lets staff hand in for those they teach, and says so; nobody else for anybody', async () => {
    const { alpha, beta } = world;
    const forStudent = { student_id: alpha.student.id };
    const { body } = await expectStatus(202, submit(alpha.teacher, exerciseId, 'print(1)', forStudent));
    assert.equal(body.student_id, alpha.student.id);
    const [audit] = await server.sql<{ detail: { student_id: string } }>(
      `SELECT detail FROM core.audit_event WHERE action = 'submissions.submitted' AND target_id = $1`,
      [body.id],
    );
    assert.equal(audit?.detail.student_id, alpha.student.id);
    const stranger = await learner('a-stranger');
    assert.equal((await submit(alpha.parent, exerciseId, 'print(1)', forStudent)).body.error_code, 'FORBIDDEN');
    for (const [who, whom] of [
      [stranger, alpha.student],
      [alpha.teacher, stranger],
      [alpha.admin, beta.student],
    ] as const)
      assert.equal((await submit(who, exerciseId, 'print(1)', { student_id: whom.id })).body.error_code, 'USER_NOT_FOUND');
    await expectStatus(202, submit(alpha.admin, exerciseId, 'print(1)', { student_id: stranger.id }));
    await expectStatus(202, submit(stranger, exerciseId, 'print(1)', { student_id: stranger.id }));
  });

  it('is done once under a key, and answers a repeat with how things stand', async () => {
    const who = await learner('careful');
    const key = { 'idempotency-key': 'once' };
    const first = await expectStatus(202, submit(who, exerciseId, 'print(1)', {}, key));
    const again = await expectStatus(202, submit(who, exerciseId, 'print(1)', {}, key));
    assert.deepEqual([again.body.id, again.headers.get('idempotent-replayed')], [first.body.id, 'true']);
    assert.equal((await submit(who, exerciseId, 'print(2)', {}, key)).status, 422);
    await expectStatus(200, world.alpha.admin.client.put(`/submissions/${first.body.id}/evaluate`, { score: 70 }));
    assert.equal((await submit(who, exerciseId, 'print(1)', {}, key)).body.score, 70);
    assert.equal(await countOf(who), 1);
    const body = { exercise_id: exerciseId, code: 'print(3)' };
    const waited = await who.client.post('/submissions?wait=1', body, { 'idempotency-key': 'waiting' });
    assert.deepEqual([waited.status, waited.body.status === 'evaluated'], [202, false]);
    await expectStatus(200, world.alpha.admin.client.put(`/submissions/${waited.body.id}/evaluate`, { score: 80 }));
    const replayed = await who.client.post('/submissions?wait=1', body, { 'idempotency-key': 'waiting' });
    assert.deepEqual([replayed.status, replayed.body.id, replayed.body.score], [200, waited.body.id, 80]);
    const waitingLonger = await who.client.post('/submissions?wait=2', body, { 'idempotency-key': 'waiting' });
    assert.deepEqual([waitingLonger.status, waitingLonger.body.id], [200, waited.body.id], 'how long one waits is no other request');
    assert.equal(await countOf(who), 2);
  });

  for (const [where, serverOf] of [
    ['in this process', () => server],
    ['in another one', () => other],
  ] as const) {
    it(`answers who waits as soon as it is evaluated ${where}`, async () => {
      const who = await learner(`waits-${where.replaceAll(' ', '-')}`);
      const begun = performance.now();
      const waiting = who.client.post('/submissions?wait=30', { exercise_id: exerciseId, code: 'print(1)' });
      const row = await eventually(
        async () => (await server.sql<{ id: string }>('SELECT id FROM core.submission WHERE student_id = $1', [who.id]))[0],
      );
      const staff = client(serverOf(), { tenant: 'alpha', token: world.alpha.admin.client.token ?? '' });
      await expectStatus(200, staff.put(`/submissions/${row.id}/evaluate`, { score: 55 }));
      const answer = await waiting;
      assert.deepEqual([answer.status, answer.body.score, answer.body.status], [200, 55, 'evaluated'], answer.text);
      assert.ok(performance.now() - begun < 10_000);
    });
  }

  it('lets one wait for what was handed in before', async () => {
    const who = await learner('comes-back');
    const { id } = (await expectStatus(202, submit(who, exerciseId, 'print(1)'))).body;
    await expectStatus(400, who.client.get(`/submissions/${id}?wait=31`));
    const waiting = who.client.get(`/submissions/${id}?wait=30`);
    await expectStatus(200, world.alpha.admin.client.put(`/submissions/${id}/evaluate`, { score: 35 }));
    assert.equal((await expectStatus(200, waiting)).body.score, 35);
    assert.equal((await expectStatus(200, who.client.get(`/submissions/${id}?wait=30`))).body.score, 35, 'nothing is left to wait for');
    const stranger = await learner('curious');
    await expectStatus(404, stranger.client.get(`/submissions/${id}?wait=30`));
  });

  it('answers who waits although nobody hears of it', async () => {
    const who = await learner('deaf');
    const waiting = who.client.post('/submissions?wait=30', { exercise_id: exerciseId, code: 'print(1)' });
    const row = await eventually(
      async () => (await server.sql<{ id: string }>('SELECT id FROM core.submission WHERE student_id = $1', [who.id]))[0],
    );
    const begun = performance.now();
    await server.sql(`UPDATE core.submission SET status = 'evaluated', staff_score = 5, evaluated_at = now() WHERE id = $1`, [row.id]);
    const answer = await waiting;
    assert.deepEqual([answer.status, answer.body.score], [200, 5]);
    assert.ok(performance.now() - begun < 10_000);
  });

  it('holds neither a connection nor a transaction while somebody waits', async () => {
    const waiters = await Promise.all(Array.from({ length: 12 }, (_, at) => learner(`patient-${at}`)));
    const waiting = waiters.map((who) => who.client.post('/submissions?wait=3', { exercise_id: exerciseId, code: 'print(1)' }));
    await eventually(async () => {
      const [row] = await server.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM core.submission WHERE student_id = ANY ($1::uuid[])`,
        [waiters.map(({ id }) => id)],
      );
      return row?.count === 12;
    });
    // The pool has six connections: were they held, nobody else would be answered.
    await expectStatus(200, world.alpha.student.client.get('/auth/me'));
    const stuck = await server.sql(
      `SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND now() - state_change > interval '1 second'`,
    );
    assert.equal(stuck.length, 0);
    for (const { status, body } of await Promise.all(waiting)) assert.deepEqual([status, body.score], [202, null]);
  });

  it('keeps what waits for the sandbox in the queue, without ever giving up', async () => {
    const who = await learner('outage');
    const { id } = (await expectStatus(202, submit(who, exerciseId, 'print(1)'))).body;
    const job = await eventually(async () => {
      const [row] = await server.sql<{ waiting_for: string; attempts: number; status: string; deferrals: number }>(
        `SELECT waiting_for, attempts, status, deferrals FROM core.job WHERE input ->> 'submission_id' = $1`,
        [id],
      );
      return row && row.deferrals >= 2 && row.status === 'queued' ? row : undefined;
    });
    assert.deepEqual([job.waiting_for, job.attempts], ['sandbox', 0]);
    assert.equal((await submissionOf(who, id)).status, 'queued');
    assert.equal((await server.sql('SELECT 1 FROM core.dead_letter')).length, 0);
  });

  it('comes in smaller pages where programs are long and printed a lot, and in whole', async () => {
    const who = await learner('long-winded');
    for (let n = 0; n < 7; n += 1) {
      await expectStatus(202, submit(who, exerciseId, `# ${n}\n`.padEnd(100_000, 'x')));
      await server.sql(
        `UPDATE core.submission SET results = jsonb_build_array(jsonb_build_object('test_id', 't', 'name', 't',
          'passed', true, 'duration_ms', 1, 'hidden', false, 'stdout', repeat('x', 2500000), 'expected_output', NULL, 'message', NULL))
         WHERE student_id = $1`,
        [who.id],
      );
    }
    const pages: string[][] = [];
    for (let path: string | undefined = '/submissions?limit=200'; path;) {
      const { body, headers } = await expectStatus(200, who.client.get(path));
      pages.push(body.map(({ code }: { code: string }) => code.slice(0, 3)));
      path = /<[^>]*\/api\/v1([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    assert.deepEqual(pages, [['# 6', '# 5', '# 4'], ['# 3', '# 2', '# 1'], ['# 0']]);
    await expectStatus(200, who.client.get('/submissions?limit=1'));
  });

  it('is forgotten with the person', async () => {
    const who = await learner('leaves');
    const { id } = (await expectStatus(202, submit(who, exerciseId, 'print("mine")'))).body;
    const mine = (await expectStatus(200, who.client.get(`/users/${who.id}/personal-data`))).text;
    assert.match(mine, /print\(\\"mine\\"\)/);
    await expectStatus(202, world.alpha.admin.client.delete(`/users/${who.id}`));
    await eventually(async () => (await server.sql('SELECT 1 FROM core.submission WHERE id = $1', [id])).length === 0);
    await eventually(async () => (await server.sql(`SELECT 1 FROM core.job WHERE input ->> 'submission_id' = $1`, [id])).length === 0);
  });
});
