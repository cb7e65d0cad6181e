import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { Jobs } from '../../src/sdk/jobs.js';
import { ClassMembership } from '../../src/sdk/contracts/classes.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import type { Answer, Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, type School, twoTenants, type World } from '../../src/testing/world.js';
import { tendRooms } from '../../plugins/co-learning/upkeep/tend-rooms.js';
import { expectStatus, NOWHERE } from '../learning/support.js';
import { LiveClient } from '../live/support.js';

const ROOMS = '/colearning/rooms';
const codeOf = ({ status, body }: Answer): unknown[] => [status, body?.error_code];

describe('co-learning', () => {
  let server: TestServer;
  let other: TestServer;
  let world: World;
  const open: LiveClient[] = [];

  before(async () => {
    server = await startTestServer();
    other = await startTestServer({ database: server.database });
    world = await twoTenants(server);
  });
  after(async () => {
    for (const live of open) live.close();
    await other.close();
    await server.close();
  });

  const learner = (school: School = world.alpha): Promise<Person> => addPerson(server, school, 'student');
  const openRoom = async (by: Person, input: Json = {}): Promise<string> =>
    (await expectStatus(201, by.client.post(ROOMS, { name: 'Room', ...input }))).body.id;
  const join = (who: Person, id: string) => who.client.post(`${ROOMS}/${id}/join`);
  const connect = async (who: Person, at: TestServer = server): Promise<LiveClient> => {
    const live = await LiveClient.connect(at.url, who.client.token);
    open.push(live);
    return live;
  };
  /** Connected and in the room. */
  const enter = async (who: Person, id: string, at: TestServer = server): Promise<LiveClient> => {
    const live = await connect(who, at);
    const answer = await live.ask('join_colearning', { session_id: id });
    assert.equal(answer.ok, true, JSON.stringify(answer));
    return live;
  };
  const sync = (live: LiveClient, id: string, activity: Json): Promise<Json> => live.ask('colearning_sync', { session_id: id, activity });
  const seen = (live: LiveClient, type: string): Json[] => live.of('peer_activity').filter(({ activity }) => activity.type === type);
  const history = async (who: Person, id: string, query = '?limit=200'): Promise<Json[]> =>
    (await expectStatus(200, who.client.get(`${ROOMS}/${id}/activity${query}`))).body;
  const setting = (school: School, settings: Json) =>
    expectStatus(200, school.admin.client.put('/tenant/plugins/co-learning', { settings }));
  const switchTo = (school: School, enabled: boolean) =>
    expectStatus(200, school.admin.client.put('/tenant/plugins/co-learning', { enabled }));
  const newClass = async ({ teacher }: School, ...people: readonly Person[]): Promise<string> => {
    const { id } = (await expectStatus(201, teacher.client.post('/classes', { name: 'Club' }))).body;
    for (const { id: user_id } of people)
      await expectStatus(201, teacher.client.post(`/classes/${id}/enrollments`, { user_id, role: 'student' }));
    return id;
  };

  it('rooms are seen by everybody of the institution, those of a class by its people alone', async () => {
    const { alpha, beta } = world;
    const [inside, outside] = [await learner(), await learner()];
    const classId = await newClass(alpha, inside);
    const forAll = await openRoom(alpha.student, { topic: 'Fractions', capacity: 3 });
    const forClass = await openRoom(inside, { class_id: classId });
    const listed = async (who: Person, query = '') => {
      const { body } = await expectStatus(200, who.client.get(`${ROOMS}?limit=200${query}`));
      return [forAll, forClass].filter((id) => body.some((room: Json) => room.id === id));
    };
    for (const who of [inside, alpha.teacher, alpha.admin]) assert.deepEqual(await listed(who), [forAll, forClass]);
    assert.deepEqual(await listed(inside, `&class_id=${classId}`), [forClass]);
    for (const who of [outside, alpha.parent]) {
      assert.deepEqual(await listed(who), [forAll]);
      for (const path of ['', '/activity', '/members']) {
        assert.deepEqual(codeOf(await who.client.get(`${ROOMS}/${forClass}${path}`)), [404, 'ROOM_NOT_FOUND']);
      }
      assert.deepEqual(codeOf(await join(who, forClass)), [404, 'ROOM_NOT_FOUND']);
      assert.deepEqual(codeOf(await who.client.delete(`${ROOMS}/${forClass}`)), [404, 'ROOM_NOT_FOUND']);
      assert.deepEqual(codeOf(await who.client.post(ROOMS, { name: 'x', class_id: classId })), [404, 'CLASS_NOT_FOUND']);
    }
    for (const who of [beta.admin, beta.student]) {
      assert.deepEqual(await listed(who), []);
      assert.deepEqual(codeOf(await join(who, forAll)), [404, 'ROOM_NOT_FOUND']);
      const answer = await (await connect(who)).ask('join_colearning', { session_id: forAll });
      assert.deepEqual([answer.ok, answer.error_code], [false, 'ROOM_NOT_FOUND']);
    }
    const room = (await expectStatus(200, outside.client.get(`${ROOMS}/${forAll}`))).body;
    const { topic, capacity, member_count, is_member, created_by, closed_at } = room;
    assert.deepEqual([topic, capacity, member_count, is_member, created_by, closed_at], ['Fractions', 3, 0, false, alpha.student.id, null]);
    for (const path of ['activity', 'members'])
      assert.deepEqual(codeOf(await outside.client.get(`${ROOMS}/${forAll}/${path}`)), [403, 'FORBIDDEN']);
    await expectStatus(200, join(outside, forAll));
    const members = (await expectStatus(200, outside.client.get(`${ROOMS}/${forAll}/members`))).body;
    assert.deepEqual(
      members.map(({ user_id }: Json) => user_id),
      [outside.id],
    );
    assert.deepEqual(
      (await expectStatus(200, outside.client.get(`${ROOMS}?joined=true`))).body.map(({ id }: Json) => id),
      [forAll],
    );
  });

  it('the last place is taken by one, over REST and sockets, on whichever process', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => learner()));
    const id = await openRoom(people[0] as Person, { capacity: 2 });
    const lives = await Promise.all(people.map((who, index) => connect(who, index % 2 === 0 ? server : other)));
    const overSockets = lives.slice(0, 4).map((live) => live.ask('join_colearning', { session_id: id }));
    const overRest = people.slice(4).map((who) => join(who, id));
    const answers = [
      ...(await Promise.all(overSockets)).map(({ ok, error_code }: Json) => (ok ? 'joined' : error_code)),
      ...(await Promise.all(overRest)).map(({ status, body }) => (status === 200 ? 'joined' : body.error_code)),
    ];
    assert.deepEqual(answers.sort(), [...Array<string>(6).fill('ROOM_FULL'), 'joined', 'joined']);
    assert.equal((await people[0]?.client.get(`${ROOMS}/${id}`))?.body.member_count, 2);
  });

  it('a lowered capacity puts nobody out, and lets nobody in until there is a place', async () => {
    const [one, two, three, four] = await Promise.all([learner(), learner(), learner(), learner()]);
    const id = await openRoom(one, { capacity: 3 });
    for (const who of [one, two, three]) await expectStatus(200, join(who, id));
    assert.deepEqual(codeOf(await two.client.patch(`${ROOMS}/${id}`, { capacity: 5 })), [403, 'FORBIDDEN']);
    for (const bad of [1, 51, 2.5, null]) await expectStatus(400, one.client.patch(`${ROOMS}/${id}`, { capacity: bad }));
    const lowered = (await expectStatus(200, one.client.patch(`${ROOMS}/${id}`, { capacity: 2 }))).body;
    assert.deepEqual([lowered.capacity, lowered.member_count], [2, 3]);
    assert.equal((await enter(three, id)).socket.connected, true, 'who has a place keeps it');
    await expectStatus(200, one.client.post(`${ROOMS}/${id}/leave`));
    assert.deepEqual(codeOf(await join(four, id)), [409, 'ROOM_FULL']);
    await expectStatus(200, two.client.post(`${ROOMS}/${id}/leave`));
    assert.equal((await expectStatus(200, join(four, id))).body.member_count, 2);
  });

  it('what members do is seen by the others in the room, on every process, and kept', async () => {
    const { alpha, beta } = world;
    const [ada, ben, late] = await Promise.all([learner(), learner(), learner()]);
    const id = await openRoom(ada);
    const [adas, bens, second] = [await enter(ada, id), await enter(ben, id, other), await enter(ben, id)];
    const strangers = [await connect(alpha.student), await connect(beta.student), await connect(late, other)];
    for (const stranger of strangers) {
      const answer = await sync(stranger, id, { type: 'cursor' });
      assert.deepEqual([answer.ok, answer.error_code], [false, 'FORBIDDEN']);
    }
    await eventually(() => seen(adas, 'joined').length === 1 && seen(adas, 'connected').length === 2);
    for (let n = 1; n <= 3; n += 1) assert.deepEqual(await sync(adas, id, { type: 'cursor', at: { n } }), { ok: true });
    for (const live of [bens, second]) {
      await eventually(() => seen(live, 'cursor').length === 3);
      const [first] = seen(live, 'cursor');
      assert.deepEqual([first.user_id, first.activity], [ada.id, { type: 'cursor', at: { n: 1 } }]);
      assert.ok(Date.parse(first.timestamp) > 0);
      assert.deepEqual(
        seen(live, 'cursor').map(({ activity }) => activity.at.n),
        [1, 2, 3],
      );
    }
    await sync(bens, id, { type: 'answer' });
    await eventually(() => seen(adas, 'answer').length === 1 && seen(second, 'answer').length === 1);
    assert.equal(seen(bens, 'answer').length, 0, 'the connection that said it');
    assert.equal(seen(adas, 'cursor').length, 0);
    for (const stranger of strangers) assert.deepEqual(stranger.of('peer_activity'), []);
    const kept = (await history(ben, id)).filter(({ activity }) => ['cursor', 'answer'].includes(activity.type));
    assert.deepEqual(
      kept.map(({ user_id, activity }) => [user_id, activity.type]),
      [
        [ben.id, 'answer'],
        [ada.id, 'cursor'],
        [ada.id, 'cursor'],
        [ada.id, 'cursor'],
      ],
    );
    const pages = await expectStatus(200, ben.client.get(`${ROOMS}/${id}/activity?limit=3&count=exact`));
    assert.deepEqual(
      pages.body.map((one: Json) => one.id),
      (await history(ben, id)).slice(0, 3).map((one) => one.id),
    );
    assert.match(pages.headers.get('link') ?? '', /rel="next"/);
  });

  it('any small JSON is shared; what is none, or pretends to be of the room, is refused', async () => {
    const who = await learner();
    const id = await openRoom(who);
    const live = await enter(who, id);
    const peer = await enter(await learner(), id);
    const deep = JSON.parse(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`);
    for (const activity of [
      null,
      'x'.repeat(8200),
      'a\0b',
      { text: 'x'.repeat(8200) },
      { type: 'closed' },
      { text: 'a\0b' },
      { '\ud800': 1 },
      deep,
    ]) {
      const answer = await sync(live, id, activity);
      assert.deepEqual([answer.ok, answer.error_code], [false, 'VALIDATION_ERROR'], JSON.stringify(activity)?.slice(0, 40));
    }
    for (const message of [
      { session_id: id },
      { activity: {} },
      { session_id: 'x', activity: {} },
      { session_id: id, activity: {}, more: 1 },
    ])
      assert.equal((await live.ask('colearning_sync', message)).error_code, 'VALIDATION_ERROR');
    for (const unknown of [NOWHERE])
      assert.equal((await live.ask('join_colearning', { session_id: unknown })).error_code, 'ROOM_NOT_FOUND');
    assert.deepEqual(await sync(live, id, {}), { ok: true });
    await eventually(() => peer.of('peer_activity').some(({ activity }) => Object.keys(activity).length === 0));
    const bare = ['typing', 7, false, ['a', { b: 1 }], 'closed'];
    for (const activity of bare) assert.deepEqual(await sync(live, id, activity), { ok: true });
    const heard = (): Json[] => peer.of('peer_activity').slice(-bare.length);
    await eventually(() => heard().at(-1)?.activity === 'closed');
    const kept = (await history(who, id)).slice(0, bare.length).reverse();
    for (const told of [heard(), kept])
      assert.deepEqual(
        told.map(({ activity }) => activity),
        bare,
      );
  });

  it('leaving frees the place on every connection; a lost connection keeps it', async () => {
    const [ada, ben, next] = await Promise.all([learner(), learner(), learner()]);
    const id = await openRoom(ada, { capacity: 2 });
    const watcher = await enter(ada, id);
    const gone = await enter(ben, id, other);
    gone.close();
    await eventually(() => seen(watcher, 'disconnected').length === 1);
    assert.deepEqual(codeOf(await join(next, id)), [409, 'ROOM_FULL']);
    const [first, second] = [await enter(ben, id), await enter(ben, id, other)];
    assert.deepEqual(await first.ask('leave_colearning', { session_id: id }), { ok: true });
    await eventually(() => seen(watcher, 'left').length === 1);
    await eventually(async () => (await sync(second, id, { type: 'ghost' })).error_code === 'FORBIDDEN');
    await expectStatus(200, join(next, id));
    assert.equal(seen(watcher, 'ghost').length, 0);
    const nexts = await enter(next, id);
    await expectStatus(200, next.client.post(`${ROOMS}/${id}/leave`));
    await eventually(async () => (await sync(nexts, id, { type: 'ghost' })).error_code === 'FORBIDDEN');
    assert.deepEqual(await sync(watcher, id, { type: 'still here' }), { ok: true });
  });

  it('whoever has a place comes back while the room is busy', async () => {
    const { alpha } = world;
    const ada = await learner();
    const id = await openRoom(ada);
    await enter(ada, id);
    const held = Promise.withResolvers<undefined>();
    const busy = Promise.withResolvers<undefined>();
    const holding = runForTenant(alpha.id, () =>
      server.get(UnitOfWork).run(async (em) => {
        await em.query('SELECT 1 FROM co_learning.room WHERE id = $1 FOR UPDATE', [id]);
        held.resolve(undefined);
        await busy.promise;
      }),
    );
    await held.promise;
    await enter(ada, id, other);
    await expectStatus(200, join(ada, id));
    const again = () => ada.client.post(`${ROOMS}/${id}/join`, undefined, { 'Idempotency-Key': 'back-again' });
    assert.deepEqual(await expectStatus(200, again()), await expectStatus(200, again()));
    busy.resolve(undefined);
    await holding;
  });

  it('a place is given up on a connection that has not come in again', async () => {
    const { beta } = world;
    const [ada, ben, next] = await Promise.all([learner(), learner(), learner()]);
    const id = await openRoom(ada, { capacity: 2 });
    const [watcher, elsewhere] = [await enter(ada, id), await enter(ben, id, other)];
    const back = await connect(ben);
    assert.deepEqual(await back.ask('leave_colearning', { session_id: id }), { ok: true });
    await eventually(() => seen(watcher, 'left').length === 1);
    await eventually(async () => (await sync(elsewhere, id, {})).error_code === 'FORBIDDEN');
    await expectStatus(200, join(next, id));
    assert.deepEqual(await back.ask('leave_colearning', { session_id: id }), { ok: true }, 'twice is no mistake');
    const stranger = await connect(beta.student);
    assert.equal((await stranger.ask('leave_colearning', { session_id: id })).error_code, 'ROOM_NOT_FOUND');
  });

  it('a closed room is over for everybody, and only read', async () => {
    const { alpha } = world;
    const [ada, ben] = await Promise.all([learner(), learner()]);
    const id = await openRoom(ada);
    const [adas, bens] = [await enter(ada, id), await enter(ben, id, other)];
    assert.deepEqual(codeOf(await ben.client.delete(`${ROOMS}/${id}`)), [403, 'FORBIDDEN']);
    await expectStatus(204, alpha.teacher.client.delete(`${ROOMS}/${id}`));
    await expectStatus(204, alpha.teacher.client.delete(`${ROOMS}/${id}`));
    for (const live of [adas, bens]) {
      await eventually(() => seen(live, 'closed').length === 1);
      await eventually(async () => (await sync(live, id, {})).ok === false);
      assert.equal((await live.ask('join_colearning', { session_id: id })).error_code, 'ROOM_CLOSED');
    }
    assert.deepEqual(codeOf(await join(await learner(), id)), [409, 'ROOM_CLOSED']);
    assert.deepEqual(codeOf(await ada.client.patch(`${ROOMS}/${id}`, { name: 'Again' })), [409, 'ROOM_CLOSED']);
    assert.equal((await history(ben, id))[0]?.activity.type, 'closed');
    const listed = async (query: string) => (await ada.client.get(`${ROOMS}?limit=200${query}`)).body.some((room: Json) => room.id === id);
    assert.deepEqual([await listed(''), await listed('&status=closed')], [false, true]);
    const audited = await server.sql<{ actor_id: string }>(`SELECT actor_id FROM core.audit_event WHERE target_id = $1`, [id]);
    assert.deepEqual(audited, [{ actor_id: alpha.teacher.id }]);
  });

  it('whoever looks after a room puts people out, who may come back', async () => {
    const { alpha } = world;
    const [ada, ben] = await Promise.all([learner(), learner()]);
    const id = await openRoom(ada);
    const bens = await enter(ben, id, other);
    const out = `${ROOMS}/${id}/members/${ben.id}`;
    assert.deepEqual(codeOf(await ben.client.delete(out)), [403, 'FORBIDDEN']);
    await expectStatus(204, alpha.teacher.client.delete(out));
    assert.deepEqual(codeOf(await ada.client.delete(out)), [404, 'MEMBER_NOT_FOUND']);
    await eventually(async () => (await sync(bens, id, {})).error_code === 'FORBIDDEN');
    assert.equal((await bens.ask('join_colearning', { session_id: id })).ok, true);
  });

  it('whoever leaves the class, or is deactivated, is put out; the rooms of a deleted class are closed', async () => {
    const { alpha } = world;
    const [ada, ben, cleo] = await Promise.all([learner(), learner(), learner()]);
    const classId = await newClass(alpha, ada, ben, cleo);
    const id = await openRoom(ada, { class_id: classId });
    const [adas, bens] = [await enter(ada, id), await enter(ben, id, other)];
    await enter(cleo, id);
    await expectStatus(204, alpha.teacher.client.delete(`/classes/${classId}/enrollments/${ben.id}`));
    assert.equal((await sync(bens, id, {})).ok, false, 'from that moment on');
    await eventually(() => seen(adas, 'put_out').some(({ user_id }) => user_id === ben.id));
    assert.equal((await bens.ask('join_colearning', { session_id: id })).error_code, 'ROOM_NOT_FOUND');
    await expectStatus(200, alpha.admin.client.patch(`/users/${cleo.id}`, { is_active: false }));
    await eventually(() => seen(adas, 'put_out').some(({ user_id }) => user_id === cleo.id));
    const members = (await expectStatus(200, ada.client.get(`${ROOMS}/${id}/members`))).body;
    assert.deepEqual(
      members.map(({ user_id }: Json) => user_id),
      [ada.id],
    );
    await expectStatus(204, alpha.teacher.client.delete(`/classes/${classId}`));
    assert.equal((await sync(adas, id, {})).ok, false);
    await eventually(
      async () => (await server.sql('SELECT 1 FROM co_learning.room WHERE id = $1 AND closed_at IS NOT NULL', [id])).length === 1,
    );
  });

  it('nobody stays who joins while they are taken out of the class', async () => {
    const { alpha } = world;
    const people = await Promise.all(Array.from({ length: 12 }, () => learner()));
    const classId = await newClass(alpha, ...people);
    const id = await openRoom(people[0] as Person, { class_id: classId, capacity: 50 });
    const acts = people.flatMap((who) => [join(who, id), alpha.teacher.client.delete(`/classes/${classId}/enrollments/${who.id}`)]);
    for (const { status } of await Promise.all(acts)) assert.ok([200, 204, 404].includes(status));
    await eventually(async () => (await server.sql('SELECT 1 FROM core.outbox')).length === 0);
    await eventually(async () => (await server.sql('SELECT 1 FROM co_learning.member WHERE room_id = $1', [id])).length === 0);
  });

  it('taking somebody out of a class waits for whoever relies on their being in it', async () => {
    const { alpha } = world;
    const who = await learner();
    const classId = await newClass(alpha, who);
    const caller = { tenantId: alpha.id, userId: who.id, sessionId: NOWHERE, role: 'student', permissions: new Set<string>() } as const;
    let removal: Promise<Answer> | undefined;
    await runForTenant(alpha.id, () =>
      server.get(UnitOfWork).run(async () => {
        await server.get(ClassMembership).assertIn(caller, classId);
        removal = alpha.teacher.client.delete(`/classes/${classId}/enrollments/${who.id}`);
        const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE FROM core.enrollment%'`;
        await eventually(async () => (await server.sql(waiting)).length === 1, 8000);
      }),
    );
    assert.equal((await removal)?.status, 204);
    const late = () => server.get(UnitOfWork).run(() => server.get(ClassMembership).assertIn(caller, classId));
    await assert.rejects(runForTenant(alpha.id, late), /Class not found/);
  });

  it('while the institution has it off nobody is inside; afterwards everybody is where they were, save who lost access', async () => {
    const { beta } = world;
    const [ada, ben] = [await learner(beta), await learner(beta)];
    const classId = await newClass(beta, ada, ben);
    const id = await openRoom(ada, { class_id: classId });
    const elsewhere = await openRoom(world.alpha.student);
    const [gone, fired] = [await newClass(beta, ada), await learner(beta)];
    const [ofGone, ofAll] = [await openRoom(ada, { class_id: gone }), await openRoom(ada)];
    await expectStatus(200, join(ada, ofGone));
    for (const who of [fired, ben]) await expectStatus(200, join(who, ofAll));
    const [adas, bens] = [await enter(ada, id), await enter(ben, id, other)];
    const untouched = await enter(world.alpha.student, elsewhere);
    await switchTo(beta, false);
    assert.deepEqual(codeOf(await ada.client.get(`${ROOMS}/${id}`)), [403, 'PLUGIN_DISABLED']);
    assert.equal((await sync(adas, id, {})).error_code, 'PLUGIN_DISABLED');
    await eventually(async () => (await sync(bens, id, {})).error_code === 'PLUGIN_DISABLED');
    assert.deepEqual(await sync(untouched, elsewhere, {}), { ok: true });
    await expectStatus(204, beta.teacher.client.delete(`/classes/${classId}/enrollments/${ben.id}`));
    await expectStatus(204, beta.teacher.client.delete(`/classes/${gone}`));
    await expectStatus(200, beta.admin.client.patch(`/users/${fired.id}`, { is_active: false }));
    await switchTo(beta, true);
    await eventually(async () => (await adas.ask('join_colearning', { session_id: id })).ok);
    assert.equal((await sync(adas, id, { type: 'back' })).ok, true);
    await eventually(async () => (await bens.ask('join_colearning', { session_id: id })).error_code === 'ROOM_NOT_FOUND');
    assert.deepEqual(
      await server.sql('SELECT room_id AS room, user_id AS person FROM co_learning.member WHERE room_id = ANY($1) ORDER BY room_id', [
        [id, ofGone, ofAll],
      ]),
      [
        { room: id, person: ada.id },
        { room: ofGone, person: ada.id },
        { room: ofAll, person: ben.id },
      ],
    );
    assert.equal((await server.sql('SELECT 1 FROM co_learning.room WHERE id = $1 AND closed_at IS NOT NULL', [ofGone])).length, 1);
  });

  it('keeps the latest activities alone, and what an institution decides', async () => {
    const { beta } = world;
    await setting(beta, { activities_kept: 50, learners_open_rooms: false });
    const who = await learner(beta);
    assert.deepEqual(codeOf(await who.client.post(ROOMS, { name: 'Mine' })), [403, 'FORBIDDEN']);
    const id = await openRoom(beta.teacher);
    const live = await enter(who, id);
    for (let n = 0; n < 120; n += 1) {
      const answer = await eventually(async () => {
        const got = await sync(live, id, { n });
        return got.error_code === 'RATE_LIMITED' ? undefined : got;
      });
      assert.deepEqual(answer, { ok: true });
    }
    const numbers = (await history(who, id)).map(({ activity }) => activity.n);
    assert.deepEqual(
      numbers,
      Array.from({ length: 50 }, (_, index) => 119 - index),
    );
    assert.equal((await expectStatus(200, who.client.get(`${ROOMS}/${id}/activity?count=exact`))).headers.get('x-total-count'), '50');
    await setting(beta, { activities_kept: 500, learners_open_rooms: true });
  });

  it('lets nobody open rooms without end', async () => {
    const who = await learner();
    for (let n = 0; n < 50; n += 1) await openRoom(who);
    assert.deepEqual(codeOf(await who.client.post(ROOMS, { name: 'One more' })), [409, 'CONFLICT']);
    const [{ id }] = (await expectStatus(200, who.client.get(`${ROOMS}?limit=200`))).body.filter(
      (room: Json) => room.created_by === who.id,
    );
    await expectStatus(204, who.client.delete(`${ROOMS}/${id}`));
    await openRoom(who);
  });

  it('closes idle rooms and deletes what is old, each institution by itself', async () => {
    const { alpha, beta } = world;
    const [idle, used, long] = [await openRoom(alpha.student), await openRoom(alpha.student), await openRoom(alpha.student)];
    const foreign = await openRoom(beta.teacher);
    await server.sql(`UPDATE co_learning.room SET updated_at = now() - interval '15 days' WHERE id = ANY($1)`, [[idle, used, foreign]]);
    await server.sql(`UPDATE co_learning.room SET closed_at = now() - interval '91 days' WHERE id = $1`, [long]);
    await sync(await enter(alpha.student, used), used, {});
    const job = await runForTenant(alpha.id, () => server.get(UnitOfWork).run(() => server.get(Jobs).enqueue(tendRooms, {})));
    const [done] = await eventually(async () => {
      const rows = await server.sql<{ result: Json }>(`SELECT result FROM core.job WHERE id = $1 AND status = 'completed'`, [job.id]);
      return rows.length > 0 ? rows : undefined;
    });
    assert.deepEqual([done?.result.closed, done?.result.rooms], [1, 1]);
    const left = await server.sql<{ id: string; closed: boolean }>(
      'SELECT id, closed_at IS NOT NULL AS closed FROM co_learning.room WHERE id = ANY($1)',
      [[idle, used, long, foreign]],
    );
    assert.deepEqual(
      new Map(left.map(({ id, closed }) => [id, closed])),
      new Map([
        [idle, true],
        [used, false],
        [foreign, false],
      ]),
    );
  });

  it('forgets a person who is erased; the others go on in their room', async () => {
    const { alpha } = world;
    const [ada, ben] = await Promise.all([learner(), learner()]);
    const id = await openRoom(ada);
    const [adas, bens] = [await enter(ada, id), await enter(ben, id)];
    await sync(adas, id, { type: 'mine' });
    await expectStatus(202, alpha.admin.client.delete(`/users/${ada.id}`));
    await eventually(async () => {
      const rows = await server.sql(
        `SELECT 1 FROM co_learning.member WHERE user_id = $1 UNION ALL SELECT 1 FROM co_learning.activity WHERE user_id = $1
         UNION ALL SELECT 1 FROM co_learning.room WHERE created_by = $1`,
        [ada.id],
      );
      return rows.length === 0;
    });
    await eventually(() => !adas.socket.connected);
    assert.deepEqual(await sync(bens, id, { type: 'alone' }), { ok: true });
    assert.equal((await ben.client.get(`${ROOMS}/${id}`)).body.member_count, 1);
    await expectStatus(204, alpha.teacher.client.delete(`${ROOMS}/${id}`));
  });
});
