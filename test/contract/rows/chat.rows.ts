import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { addPerson } from '../../../src/testing/world.js';
import { ChatClient } from '../../chat/chat-client.js';
import { messagesOf, openSession, say } from '../../chat/support.js';
import { NOWHERE } from '../../learning/support.js';
import { type ContractWorld, fresh } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const newLearner = (world: ContractWorld) => addPerson(world.server, world.alpha, 'student', fresh('talker'));

/** A conversation is begun, or gone on with, by a message. */
const message: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const begun = await success(200, alpha.student.client.post('/chat/message', { message: 'What is a variable?', agent_type: 'mentor' }));
  const { conversation_id: id, reply, messages } = begun.body;
  assert.deepEqual([reply.role, reply.session_id, reply.metadata.engine], ['assistant', id, 'rules']);
  assert.deepEqual(
    messages.map(({ role }: Json) => role),
    ['user', 'assistant'],
  );
  const next = await success(200, alpha.student.client.post('/chat/message', { message: 'And a list?', conversation_id: id }));
  assert.deepEqual([next.body.conversation_id, next.body.messages.length], [id, 4]);
  assert.deepEqual(next.body.messages[3], next.body.reply);
  const inIt = { message: 'Hello?', conversation_id: id };
  await refusal(400, 'VALIDATION_ERROR', alpha.student.client.post('/chat/message', { message: '' }));
  await refusal(400, 'VALIDATION_ERROR', alpha.student.client.post('/chat/message', { ...inIt, agent_type: 'examiner' }));
  await refusal(403, 'FORBIDDEN', alpha.parent.client.post('/chat/message', inIt));
  for (const stranger of [await newLearner(world), beta.student, beta.admin])
    await refusal(404, 'CHAT_SESSION_NOT_FOUND', stranger.client.post('/chat/message', inIt));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.post('/chat/message', { message: 'Hello?' }));
};

const conversation: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const id = await openSession(alpha.student, { topic: 'Loops' });
  await say(alpha.student, id, 'What is a loop?');
  for (const reader of [alpha.student, alpha.parent, alpha.admin]) {
    const { body } = await success(200, reader.client.get(`/chat/sessions/${id}`));
    assert.deepEqual([body.id, body.student_id, body.topic, body.agent_type], [id, alpha.student.id, 'Loops', 'tutor']);
    assert.deepEqual([body.is_active, body.ended_at, body.messages.length], [true, null, 2]);
  }
  for (const stranger of [alpha.teacher, await newLearner(world), beta.admin])
    await refusal(404, 'CHAT_SESSION_NOT_FOUND', stranger.client.get(`/chat/sessions/${id}`));
};

const open: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const agents = (await alpha.student.client.get('/chat/agents')).body;
  const ids = agents.map((agent: Json) => agent.id);
  assert.deepEqual(ids, ['tutor', 'mentor', 'debugger', 'examiner', 'motivator']);
  assert.ok(agents.every(({ name, description }: Json) => name && description));
  for (const agent_type of ids) {
    const { body } = await success(201, alpha.student.client.post('/chat/sessions', { topic: 'Loops', agent_type }));
    assert.deepEqual([body.student_id, body.topic, body.agent_type], [alpha.student.id, 'Loops', agent_type]);
    assert.deepEqual([body.is_active, body.ended_at, body.session_id], [true, null, body.id]);
  }
  assert.equal((await success(201, beta.student.client.post('/chat/sessions', { agent_type: 'tutor' }))).body.topic, null);
  for (const wrong of [{ agent_type: 'poet' }, {}, { agent_type: 'tutor', topic: '' }, { agent_type: 'tutor', student_id: NOWHERE }])
    await refusal(400, 'VALIDATION_ERROR', alpha.student.client.post('/chat/sessions', wrong));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.post('/chat/sessions', { agent_type: 'tutor' }));
};

const ofStudent: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const learner = await newLearner(world);
  const ids: string[] = [];
  for (const agent_type of ['tutor', 'mentor', 'tutor']) ids.unshift(await openSession(learner, { agent_type }));
  await learner.client.put(`/chat/sessions/${ids[0]}/end`);
  const path = `/chat/sessions?student_id=${learner.id}`;
  const idsOf = (body: Json): string[] => body.map(({ id }: Json) => id);
  for (const reader of [learner, alpha.admin]) assert.deepEqual(idsOf((await success(200, reader.client.get(path))).body), ids);
  assert.deepEqual(idsOf((await success(200, learner.client.get('/chat/sessions'))).body), ids);
  const some = await success(200, learner.client.get(`${path}&agent_type=tutor&is_active=true&count=exact`));
  assert.deepEqual([idsOf(some.body), some.headers.get('x-total-count')], [ids.slice(2), '1']);
  const first = await success(200, learner.client.get(`${path}&limit=2`));
  const [, next = ''] = /<[^>]*\/api\/v1([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? [];
  assert.deepEqual([...idsOf(first.body), ...idsOf((await success(200, learner.client.get(next))).body)], ids);
  for (const stranger of [alpha.teacher, alpha.student, alpha.parent, beta.admin])
    await refusal(404, 'USER_NOT_FOUND', stranger.client.get(path));
  await refusal(400, 'VALIDATION_ERROR', learner.client.get('/chat/sessions?agent_type=poet'));
};

const messages: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const id = await openSession(alpha.student);
  const said = [];
  for (const content of ['What is a loop?', 'And a list?', 'Thanks!']) {
    const { body } = await say(alpha.student, id, content);
    said.push(body.message, body.reply);
  }
  const path = `/chat/sessions/${id}/messages`;
  for (const reader of [alpha.student, alpha.parent, alpha.admin])
    assert.deepEqual((await success(200, reader.client.get(path))).body, said);
  const page = await success(200, alpha.student.client.get(`${path}?limit=4&count=exact`));
  assert.deepEqual([page.body, page.headers.get('x-total-count')], [said.slice(0, 4), '6']);
  const [, next = ''] = /<[^>]*\/api\/v1([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '') ?? [];
  assert.deepEqual((await success(200, alpha.student.client.get(next))).body, said.slice(4));
  for (const stranger of [alpha.teacher, await newLearner(world), beta.admin])
    await refusal(404, 'CHAT_SESSION_NOT_FOUND', stranger.client.get(path));
  await refusal(400, 'VALIDATION_ERROR', alpha.student.client.get(`${path}?limit=0`));
};

const speak: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const id = await openSession(alpha.student);
  const path = `/chat/sessions/${id}/messages`;
  const metadata = { page: 3, mood: { tired: true } };
  const { body } = await success(201, alpha.student.client.post(path, { content: ' What is a loop?\n', metadata }));
  assert.deepEqual([body.message.session_id, body.message.role, body.message.content], [id, 'user', ' What is a loop?\n']);
  assert.deepEqual(body.message.metadata, metadata);
  assert.deepEqual([body.reply.session_id, body.reply.role, body.reply.metadata.engine], [id, 'assistant', 'rules']);
  assert.deepEqual(await messagesOf(alpha.student, id), [body.message, body.reply]);
  const wrong = [
    {},
    { content: '' },
    { content: ' \n' },
    { content: 'x'.repeat(8001) },
    { content: 'x', metadata: 'page 3' },
    { content: 'x', metadata: { chapter_id: 'first' } },
    { content: 'x', metadata: { notes: 'x'.repeat(2048) } },
    { content: 'x', role: 'assistant' },
  ];
  for (const one of wrong) await refusal(400, 'VALIDATION_ERROR', alpha.student.client.post(path, one));
  await success(201, alpha.student.client.post(path, { content: 'x'.repeat(8000) }));
  for (const reader of [alpha.parent, alpha.admin]) await refusal(403, 'FORBIDDEN', reader.client.post(path, { content: 'Hello?' }));
  for (const stranger of [alpha.teacher, await newLearner(world), beta.student])
    await refusal(404, 'CHAT_SESSION_NOT_FOUND', stranger.client.post(path, { content: 'Hello?' }));
};

const end: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const id = await openSession(alpha.student);
  await say(alpha.student, id, 'What is a loop?');
  const path = `/chat/sessions/${id}/end`;
  for (const reader of [alpha.parent, alpha.admin]) await refusal(403, 'FORBIDDEN', reader.client.put(path));
  for (const stranger of [alpha.teacher, await newLearner(world), beta.student])
    await refusal(404, 'CHAT_SESSION_NOT_FOUND', stranger.client.put(path));
  const { body } = await success(200, alpha.student.client.put(path));
  assert.deepEqual([body.id, body.is_active], [id, false]);
  assert.equal(body.ended_at, body.updated_at);
  await refusal(409, 'CHAT_SESSION_ENDED', alpha.student.client.put(path));
  const after = await say(alpha.student, id, 'One more thing');
  assert.deepEqual([after.status, after.body.error_code], [409, 'CHAT_SESSION_ENDED']);
  assert.equal((await messagesOf(alpha.parent, id)).length, 2);
};

const SOCKET = 'WS /api/v1/chat/ws/{session_id}';

/** By its own path and that of its front end, with the token in each of the four places. */
const socket: RowTest = async ({ world, socket: note }) => {
  const { alpha, beta, server } = world;
  for (const { slug, student } of [alpha, beta]) {
    const id = await openSession(student);
    for (const by of ['header', 'protocol', 'query', 'frame'] as const) {
      const chat = await ChatClient.connect(server.url, id, { token: student.client.token, by });
      chat.send({ type: 'message', content: 'What is a loop?' });
      const { message: reply } = await chat.next('reply');
      assert.deepEqual(reply, (await messagesOf(student, id)).at(-1));
      chat.close();
    }
    note('success', SOCKET, { slug });
  }
  const id = await openSession(alpha.student);
  const seed = await ChatClient.connect(server.url, id, { token: alpha.student.client.token, path: `/api/chat/ws/${id}` });
  seed.send('And a list?');
  assert.equal((await seed.next('message')).message.content, 'And a list?');
  await alpha.student.client.put(`/chat/sessions/${id}/end`);
  assert.equal((await seed.next('ended')).session.is_active, false);
  seed.close();
  const stranger = await newLearner(world);
  const turnedAway = [
    [4401, id, undefined, 'header'],
    [4401, id, 'no token', 'query'],
    [4403, id, stranger.client.token, 'protocol'],
    [4403, id, alpha.parent.client.token, 'query'],
    [4404, id, beta.student.client.token, 'header'],
    [4404, NOWHERE, alpha.student.client.token, 'frame'],
  ] as const;
  const codes = turnedAway.map(async ([, session, token, by]) => (await ChatClient.dial(server.url, session, { token, by })).over());
  assert.deepEqual(
    await Promise.all(codes),
    turnedAway.map(([code]) => code),
  );
  note('refusal', SOCKET, alpha);
  note('refusal', SOCKET, beta);
};

export const chatRows: RowTests = {
  'S0-12': message,
  'S0-13': conversation,
  'S1-30': open,
  'S1-31': ofStudent,
  'S1-32': messages,
  'S1-33': speak,
  'S1-34': end,
  'S1-35': socket,
};
