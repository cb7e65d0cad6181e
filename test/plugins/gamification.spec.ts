import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, type School, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, writeCourse } from '../learning/support.js';

describe('gamification', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    // Switched on through the API, as an institution does, so that its badges are there.
    await change(world.alpha, { enabled: false });
    await change(world.alpha, { enabled: true });
  });
  after(() => server.close());

  const change = (school: School, body: unknown) => expectStatus(200, school.admin.client.put('/tenant/plugins/gamification', body));
  const complete = (who: Person, courseId: string, chapterId: string | undefined) =>
    expectStatus(200, who.client.post(`/progress/${who.id}/courses/${courseId}/chapters/${chapterId}`));
  const points = (who: Person, of = who) => who.client.get(`/gamification/users/${of.id}/points`);
  const entries = async (who: Person, count: number): Promise<Json> =>
    eventually(async () => {
      const { body } = await points(who);
      return body.entries.length === count && body;
    });
  const learner = (name: string, school: School = world.alpha) => addPerson(server, school, 'student', name);
  const badgesOf = async (who: Person): Promise<string[]> =>
    (await who.client.get(`/gamification/users/${who.id}/badges`)).body.map((badge: Json) => badge.name);
  /** Nothing is on its way any more: what has not happened by now will not happen. */
  const delivered = () =>
    eventually(async () => Number((await server.sql<{ n: string }>('SELECT count(*) AS n FROM core.outbox'))[0]?.n) === 0);

  it('gives points for each completed chapter, and the badges they earn', async () => {
    const { student, teacher } = world.alpha;
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Points', chapters: 2 });
    assert.deepEqual((await points(student)).body, { user_id: student.id, total: 0, entries: [] });
    await complete(student, id, chapterIds[0]);
    await complete(student, id, chapterIds[1]);
    const body = await entries(student, 2);
    assert.equal(body.total, 20);
    const [{ created_at: at, ...newest }] = body.entries;
    assert.match(at, /Z$/);
    assert.deepEqual(newest, { points: 10, reason: 'Chapter completed', source: `chapter:${chapterIds[1]}` });
    assert.deepEqual(await badgesOf(student), ['First steps']);
    const achievements = (await student.client.get(`/gamification/users/${student.id}/achievements`)).body;
    const progress = achievements.map((one: Json) => [one.name, one.current, one.required, one.earned]);
    assert.deepEqual(progress, [
      ['First steps', 1, 1, true],
      ['Page turner', 2, 10, false],
      ['Bookworm', 2, 50, false],
      ['Hundred', 20, 100, false],
      ['Three in a row', 1, 3, false],
      ['A whole week', 1, 7, false],
    ]);
  });

  it('gives them once, also when a chapter is completed twice at once', async () => {
    const who = await learner('twice');
    const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Twice', chapters: 1 });
    await Promise.all([1, 2, 3, 4].map(() => complete(who, id, chapterIds[0])));
    assert.equal((await entries(who, 1)).total, 10);
    await delivered();
    assert.equal((await points(who)).body.total, 10);
    assert.deepEqual(await badgesOf(who), ['First steps']);
  });

  it('shows records to those who may read them, and to nobody else', async () => {
    const { student, teacher, parent, admin, nobody } = world.alpha;
    const stranger = await learner('stranger');
    for (const what of ['points', 'badges', 'achievements']) {
      const path = `/gamification/users/${student.id}/${what}`;
      for (const who of [student, teacher, parent, admin]) assert.equal((await who.client.get(path)).status, 200);
      const refused = await stranger.client.get(path);
      assert.equal(refused.status, 404);
      assert.equal(refused.body.error_code, 'USER_NOT_FOUND');
      assert.equal((await nobody.get(path)).status, 401);
    }
    await change(world.beta, { enabled: true });
    for (const who of [world.beta.admin, world.beta.teacher]) assert.equal((await points(who, student)).body.error_code, 'USER_NOT_FOUND');
    await change(world.beta, { enabled: false });
  });

  it('is closed to an institution that has it off, which loses nothing by that', async () => {
    const { student, teacher, admin } = world.beta;
    const paths = ['/gamification/badges', '/gamification/leaderboard', `/gamification/users/${student.id}/points`];
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Off and on', chapters: 3 });
    await complete(student, id, chapterIds[0]);
    await delivered();
    for (const path of paths) {
      const closed = await student.client.get(path);
      assert.equal(closed.status, 403);
      assert.equal(closed.body.error_code, 'PLUGIN_DISABLED');
      assert.equal(closed.body.plugin, 'gamification');
    }
    assert.equal((await admin.client.post('/gamification/badges', {})).body.error_code, 'PLUGIN_DISABLED');

    await change(world.beta, { enabled: true });
    for (const path of paths) assert.equal((await student.client.get(path)).status, 200);
    assert.equal((await points(student)).body.total, 0);
    await complete(student, id, chapterIds[1]);
    assert.equal((await entries(student, 1)).total, 10);

    await change(world.beta, { enabled: false });
    assert.equal((await points(student)).status, 403);
    await complete(student, id, chapterIds[2]);
    await delivered();
    await change(world.beta, { enabled: true });
    assert.equal((await points(student)).body.total, 10);
    assert.deepEqual(await badgesOf(student), ['First steps']);
    assert.equal((await student.client.get('/gamification/badges')).body.length, 6);
    await change(world.beta, { enabled: false });
  });

  it('gives as many points as the institution says, from then on', async () => {
    const who = await learner('generous');
    const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Generous', chapters: 2 });
    await complete(who, id, chapterIds[0]);
    await entries(who, 1);
    await change(world.alpha, { settings: { points_per_chapter: 25 } });
    await complete(who, id, chapterIds[1]);
    assert.deepEqual(
      (await entries(who, 2)).entries.map((entry: Json) => entry.points),
      [25, 10],
    );
    await change(world.alpha, { settings: { points_per_chapter: null } });
    for (const wrong of [{ points_per_chapter: -1 }, { points_per_chapter: 'many' }, { points_per_quiz: 1 }]) {
      assert.equal((await world.alpha.admin.client.put('/tenant/plugins/gamification', { settings: wrong })).status, 400);
    }
  });

  it('ranks learners under pseudonyms, unless the institution wants names or no ranking', async () => {
    const { teacher, admin } = world.alpha;
    const [first, second] = [await learner('Winner'), await learner('Runner')];
    const { id, chapterIds } = await writeCourse(teacher.client, { title: 'Ranked', chapters: 5 });
    for (const chapterId of chapterIds) await complete(first, id, chapterId);
    for (const chapterId of chapterIds.slice(1)) await complete(second, id, chapterId);
    await entries(first, 5);
    await entries(second, 4);
    const board = async (who: Person): Promise<Json[]> => (await expectStatus(200, who.client.get('/gamification/leaderboard'))).body;

    const seen = await board(first);
    assert.deepEqual(seen[0], { rank: 1, user_id: first.id, name: 'Winner', total: 50, is_you: true });
    const { name, ...other } = seen[1];
    assert.deepEqual(other, { rank: 2, user_id: null, total: 40, is_you: false });
    assert.match(name, /^[A-Z][a-z]+ [A-Z][a-z]+ \d{3}$/);
    assert.equal((await board(second))[1]?.name, 'Runner');
    assert.equal((await board(teacher))[0]?.user_id, null);
    assert.equal((await board(admin))[0]?.name, 'Winner');
    const totals = seen.map((row) => row.total);
    assert.deepEqual(
      totals,
      totals.toSorted((a, b) => b - a),
    );

    const page = await first.client.get('/gamification/leaderboard?limit=1&count=exact');
    assert.equal(page.headers.get('x-total-count'), String(seen.length));
    const next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    const cursor = Buffer.from(new URL(next).searchParams.get('cursor') ?? '', 'base64url');
    assert.ok(cursor.length > 0 && !cursor.includes(first.id), 'a cursor does not tell who stands there');
    assert.deepEqual((await first.client.get(next.replace(/^.*\/api\/v1/, ''))).body, [seen[1]]);

    await change(world.alpha, { settings: { pseudonyms: false } });
    assert.deepEqual((await board(first))[1], { rank: 2, user_id: second.id, name: 'Runner', total: 40, is_you: false });
    await change(world.alpha, { settings: { leaderboard: false } });
    const off = await first.client.get('/gamification/leaderboard');
    assert.equal(off.status, 403);
    assert.equal(off.body.error_code, 'FORBIDDEN');
    assert.equal((await points(first)).status, 200);
    const own = (await first.client.get('/me/capabilities')).body.plugins.find((plugin: Json) => plugin.id === 'gamification');
    assert.deepEqual(own.settings, { leaderboard: false, pseudonyms: false });
    await change(world.alpha, { settings: { leaderboard: null, pseudonyms: null } });
    assert.equal((await board(first))[1]?.user_id, null);
  });

  it('lets staff decide about badges', async () => {
    const { teacher, admin, nobody } = world.alpha;
    const who = await learner('collector');
    const rule = { kind: 'min_count', of: 'points', count: 20 };
    const made = await teacher.client.post('/gamification/badges', { name: 'Twenty', rule });
    assert.equal(made.status, 201, made.text);
    const { id, created_at, updated_at, ...rest } = made.body;
    assert.deepEqual(rest, { name: 'Twenty', description: '', rule });
    assert.equal(created_at, updated_at);
    const path = `/gamification/badges/${id}`;
    assert.deepEqual((await who.client.get(path)).body, made.body);
    const tag = (await teacher.client.get(path)).headers.get('etag') ?? '';
    const patched = await teacher.client.patch(path, { description: 'Twenty points' }, { 'if-match': tag });
    assert.equal(patched.body.description, 'Twenty points');
    assert.equal((await admin.client.put(path, { name: 'Lost' }, { 'if-match': tag })).status, 412);
    for (const wrong of [{ ...rule, count: 0 }, { ...rule, of: 'likes' }, { kind: 'always' }]) {
      assert.equal((await teacher.client.post('/gamification/badges', { name: 'Wrong', rule: wrong })).status, 400);
    }

    const { id: courseId, chapterIds } = await writeCourse(teacher.client, { title: 'Collecting', chapters: 3 });
    await complete(who, courseId, chapterIds[0]);
    await complete(who, courseId, chapterIds[1]);
    await eventually(async () => (await badgesOf(who)).includes('Twenty'));

    for (const act of [
      who.client.delete(path),
      who.client.patch(path, { name: 'Mine' }),
      who.client.post('/gamification/badges', { name: 'Mine', rule }),
    ]) {
      assert.equal((await act).status, 403);
    }
    assert.equal((await nobody.get('/gamification/badges')).status, 401);
    assert.equal((await teacher.client.delete(path)).status, 204);
    for (const gone of [teacher.client.get(path), teacher.client.delete(path), teacher.client.get(`/gamification/badges/${NOWHERE}`)]) {
      assert.equal((await gone).body.error_code, 'BADGE_NOT_FOUND');
    }
    assert.ok((await badgesOf(who)).includes('Twenty'));
    const listed = (await who.client.get('/gamification/badges?limit=200')).body.map((badge: Json) => badge.name);
    assert.ok(!listed.includes('Twenty'));
  });

  it('keeps default badges retired that the institution retired', async () => {
    const { admin } = world.alpha;
    const names = async (): Promise<string[]> => (await admin.client.get('/gamification/badges')).body.map((badge: Json) => badge.name);
    const bookworm = (await admin.client.get('/gamification/badges')).body.find((badge: Json) => badge.name === 'Bookworm');
    await expectStatus(204, admin.client.delete(`/gamification/badges/${bookworm.id}`));
    await change(world.alpha, { enabled: false });
    await change(world.alpha, { enabled: true });
    assert.ok(!(await names()).includes('Bookworm'));
    assert.ok((await names()).includes('Page turner'));
  });

  it('keeps badges of institutions apart', async () => {
    await change(world.beta, { enabled: true });
    const [badge] = (await world.alpha.admin.client.get('/gamification/badges')).body;
    const foreign = world.beta.admin.client;
    for (const probe of [
      foreign.get(`/gamification/badges/${badge.id}`),
      foreign.patch(`/gamification/badges/${badge.id}`, { name: 'Theirs' }),
      foreign.delete(`/gamification/badges/${badge.id}`),
    ]) {
      assert.equal((await probe).body.error_code, 'BADGE_NOT_FOUND');
    }
    assert.deepEqual((await world.alpha.admin.client.get(`/gamification/badges/${badge.id}`)).body, badge);
    await change(world.beta, { enabled: false });
  });

  it('exports what it holds on a person', async () => {
    const who = await learner('exported');
    const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Exported', chapters: 1 });
    await complete(who, id, chapterIds[0]);
    await entries(who, 1);
    const data = (await expectStatus(200, who.client.get(`/users/${who.id}/personal-data`))).text;
    for (const part of [`chapter:${chapterIds[0]}`, 'pseudonym', 'client_asserted']) assert.ok(data.includes(part), part);
  });
});
