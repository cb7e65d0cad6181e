import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { eventually } from '../../../src/testing/eventually.js';
import { addPerson, type Person, type School } from '../../../src/testing/world.js';
import { NOWHERE } from '../../learning/support.js';
import { LiveClient, type Refusal } from '../../live/support.js';
import { type ContractWorld, fresh, made } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const SOCKET = 'WS /socket.io/';
const ROOMS = '/colearning/rooms';

const newLearner = (world: ContractWorld, school: School) => addPerson(world.server, school, 'student', fresh('peer'));
const openRoom = async (by: Person, input: Json = {}): Promise<string> =>
  (await made(201, by.client.post(ROOMS, { name: fresh('Room'), ...input }))).id;

/** Rooms over REST: opened, seen, joined, left, and what happened in them. */
const rooms: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const { student, teacher } = alpha;
  const { body: room } = await success(201, student.client.post(ROOMS, { name: 'Fractions', topic: 'Halves', capacity: 2 }));
  assert.deepEqual([room.name, room.topic, room.capacity, room.class_id, room.member_count], ['Fractions', 'Halves', 2, null, 0]);
  assert.equal((await success(201, beta.student.client.post(ROOMS, { name: 'Elsewhere' }))).body.capacity, 8);
  for (const wrong of [{}, { name: '' }, { name: 'x', capacity: 51 }, { name: 'x', capacity: 1 }, { name: 'x', owner: 1 }])
    await refusal(400, 'VALIDATION_ERROR', student.client.post(ROOMS, wrong));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.get(ROOMS));
  const path = `${ROOMS}/${room.id}`;
  const listed = (await success(200, teacher.client.get(`${ROOMS}?limit=200`))).body;
  assert.deepEqual(
    listed.filter(({ id }: Json) => id === room.id),
    [room],
  );
  const joined = (await success(200, student.client.post(`${path}/join`))).body;
  assert.deepEqual([joined.is_member, joined.member_count], [true, 1]);
  assert.deepEqual((await success(200, student.client.post(`${path}/join`))).body, joined);
  await success(200, teacher.client.post(`${path}/join`));
  const third = await newLearner(world, alpha);
  await refusal(409, 'ROOM_FULL', third.client.post(`${path}/join`));
  await refusal(403, 'FORBIDDEN', third.client.get(`${path}/activity`));
  const left = (await success(200, teacher.client.post(`${path}/leave`))).body;
  assert.deepEqual([left.is_member, left.member_count], [false, 1]);
  const activity = (await success(200, student.client.get(`${path}/activity`))).body;
  assert.deepEqual(
    activity.map((one: Json) => [one.user_id, one.activity.type]),
    [
      [teacher.id, 'left'],
      [teacher.id, 'joined'],
      [student.id, 'joined'],
    ],
  );
  for (const act of ['join', 'leave']) await refusal(404, 'ROOM_NOT_FOUND', beta.admin.client.post(`${path}/${act}`));
  await refusal(404, 'ROOM_NOT_FOUND', beta.admin.client.get(`${path}/activity`));
  await made(204, teacher.client.delete(path));
  await refusal(409, 'ROOM_CLOSED', third.client.post(`${path}/join`));
};

/** Rooms over Socket.IO, in two institutions; lessons come with their own plugin. */
const live: RowTest = async ({ world, socket: note }) => {
  const { server } = world;
  for (const [school, other] of [
    [world.alpha, world.beta],
    [world.beta, world.alpha],
  ] as const) {
    const id = await openRoom(school.student, { capacity: 2 });
    const [own, peer, third, foreign] = await Promise.all(
      [school.student, await newLearner(world, school), await newLearner(world, school), other.student].map(({ client }) =>
        LiveClient.connect(server.url, client.token),
      ),
    );
    assert.ok(own && peer && third && foreign);
    for (const one of [own, peer]) {
      const answer = await one.ask('join_colearning', { session_id: id });
      assert.deepEqual([answer.ok, answer.room.id], [true, id]);
    }
    assert.deepEqual(await own.ask('colearning_sync', { session_id: id, activity: { type: 'step', number: 1 } }), { ok: true });
    const [heard] = await eventually(() => {
      const steps = peer.of('peer_activity').filter(({ activity }) => activity.type === 'step');
      return steps.length > 0 ? steps : undefined;
    });
    assert.deepEqual(Object.keys(heard).sort(), ['activity', 'timestamp', 'user_id']);
    assert.deepEqual([heard.user_id, heard.activity], [school.student.id, { type: 'step', number: 1 }]);
    note('success', SOCKET, school);
    const refused = async (one: LiveClient, event: string, message: Json): Promise<unknown> => {
      const { ok, error_code, detail } = await one.ask(event, message);
      assert.deepEqual([ok, typeof detail], [false, 'string']);
      return error_code;
    };
    assert.equal(await refused(third, 'join_colearning', { session_id: id }), 'ROOM_FULL');
    assert.equal(await refused(foreign, 'join_colearning', { session_id: id }), 'ROOM_NOT_FOUND');
    assert.equal(await refused(own, 'join_colearning', { session_id: NOWHERE }), 'ROOM_NOT_FOUND');
    assert.equal(await refused(own, 'join_colearning', { session_id: 'no id' }), 'VALIDATION_ERROR');
    assert.equal(await refused(third, 'colearning_sync', { session_id: id, activity: {} }), 'FORBIDDEN');
    assert.equal(await refused(own, 'no_such_event', { session_id: id }), 'UNKNOWN_EVENT');
    assert.deepEqual(await peer.ask('leave_colearning', { session_id: id }), { ok: true });
    assert.equal((await third.ask('join_colearning', { session_id: id })).ok, true);
    assert.equal(foreign.of('peer_activity').length, 0);
    const stranger = await LiveClient.connect(server.url, 'no token').catch((error: Refusal) => error);
    assert.ok(!(stranger instanceof LiveClient));
    assert.equal(stranger.data?.error_code, 'UNAUTHENTICATED');
    note('refusal', SOCKET, school);
    for (const one of [own, peer, third, foreign]) one.close();
  }
};

export const coLearningRows: RowTests = { 'S4-73': live, 'S4-rooms': rooms };
