import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Retention } from '../../src/platform/retention/retention.js';
import { newId } from '../../src/sdk/ids.js';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type Person, type World } from '../../src/testing/world.js';
import { expectStatus, setTenant } from '../learning/support.js';
import { ScriptedTutor } from './scripted-tutor.js';
import { messagesOf, openSession, readEvents, say } from './support.js';

const contents = (messages: readonly Json[]): string[] => messages.map(({ content }) => content);

describe('conversations', () => {
  let server: TestServer;
  let world: World;
  let tutor: ScriptedTutor;
  let student: Person;

  before(async () => {
    // Nothing works in the background, so that events stay where they are written.
    server = await startTestServer({ role: 'api' });
    world = await twoTenants(server);
    tutor = ScriptedTutor.in(server);
    ({ student } = world.alpha);
  });
  after(() => server.close());

  const eventsOf = (key: string): Promise<{ name: string; topic: string; subject_id: string; data: Json }[]> =>
    server.sql('SELECT name, topic, subject_id, data FROM core.outbox WHERE key = $1 ORDER BY position', [key]);

  it('give the tutor what was said before, what the learner looks at, and the learner’s own place', async () => {
    const id = await openSession(student, { topic: 'Loops', agent_type: 'debugger' });
    for (let n = 1; n <= 12; n += 1) await expectStatus(201, say(student, id, `Line ${n}`));
    const [courseId, exerciseId] = [newId(), newId()];
    await expectStatus(201, say(student, id, 'And now?', { metadata: { course_id: courseId, exercise_id: exerciseId, page: 3 } }));
    const asked = await tutor.heard('And now?');
    assert.deepEqual([asked.sessionId, asked.studentId, asked.agentType, asked.topic], [id, student.id, 'debugger', 'Loops']);
    assert.deepEqual(asked.about, { courseId, exerciseId });
    assert.equal(asked.history.length, 20);
    assert.deepEqual(contents(asked.history.slice(-2)), ['Line 12', 'You said: Line 12']);
    assert.deepEqual(contents(asked.history.slice(0, 1)), ['Line 3']);
    assert.deepEqual(new Set(tutor.askedAs), new Set([world.alpha.id, student.id]));
  });

  it('are answered one message after another, however many come at once', async () => {
    const id = await openSession(student);
    const first = say(student, id, 'hold first');
    await tutor.heard('hold first');
    const rest = ['second', 'third', 'fourth'].map((content) => say(student, id, content));
    await eventually(async () => (await messagesOf(student, id)).length === 4);
    assert.equal(
      tutor.asked.some(({ content }) => ['second', 'third', 'fourth'].includes(content)),
      false,
    );
    tutor.release('first');
    const answers = await Promise.all([first, ...rest]);
    for (const { status, body } of answers) assert.deepEqual([status, body.reply.content], [201, `You said: ${body.message.content}`]);
    const all = await messagesOf(student, id);
    const stored = all.filter(({ role }) => role === 'assistant').map(({ content }) => content.replace('You said: ', ''));
    assert.deepEqual(stored, contents(all.filter(({ role }) => role === 'user')));
    const last = tutor.asked.findLast(({ sessionId }) => sessionId === id);
    const before = contents(all.slice(0, 3)).flatMap((content) => [content, `You said: ${content}`]);
    assert.deepEqual(contents(last?.history ?? []), before);
  });

  it('let ten messages wait, and no more', async () => {
    const id = await openSession(student);
    const first = say(student, id, 'hold crowd');
    await tutor.heard('hold crowd');
    const waiting = [first, ...Array.from({ length: 9 }, (_, n) => say(student, id, `Crowd ${n}`))];
    await eventually(async () => (await messagesOf(student, id)).length === 10);
    const refused = await expectStatus(429, say(student, id, 'One more'));
    assert.deepEqual([refused.body.error_code, refused.headers.get('retry-after')], ['RATE_LIMITED', '2']);
    const other = await openSession(student);
    await expectStatus(201, say(student, other, 'Elsewhere'));
    tutor.release('crowd');
    for (const { status } of await Promise.all(waiting)) assert.equal(status, 201);
    await expectStatus(201, say(student, id, 'One more'));
    assert.equal((await messagesOf(student, id)).length, 22);
  });

  it('end during a reply: it is not given any more, whoever waits is told', async () => {
    const id = await openSession(student);
    const [held, queued] = [
      say(student, id, 'hold ended'),
      eventually(() => tutor.heard('hold ended')).then(() => say(student, id, 'Next')),
    ];
    const stream = eventually(() => tutor.heard('hold ended')).then(() => readEvents(student, server.url, id, 'Streamed'));
    await eventually(async () => (await messagesOf(student, id)).length === 3);
    const ended = await expectStatus(200, student.client.put(`/chat/sessions/${id}/end`));
    for (const { status, body } of await Promise.all([held, queued]))
      assert.deepEqual([status, body.error_code], [409, 'CHAT_SESSION_ENDED']);
    const [message, error] = await stream;
    assert.deepEqual([message?.event, error?.event, error?.data.error_code], ['message', 'error', 'CHAT_SESSION_ENDED']);
    const after = await expectStatus(200, student.client.get(`/chat/sessions/${id}`));
    assert.deepEqual(contents(after.body.messages).toSorted(), ['Next', 'Streamed', 'hold ended']);
    assert.equal(after.body.ended_at, ended.body.ended_at);
    assert.deepEqual(
      (await eventsOf(id)).map(({ name }) => name),
      ['chat.session-started.v1', ...Array<string>(3).fill('chat.message-added.v1'), 'chat.session-ended.v1'],
    );
  });

  it('keep what was said when the reply fails, and go on', async () => {
    const id = await openSession(student);
    const failed = await expectStatus(500, say(student, id, 'fail'));
    assert.equal(failed.body.error_code, 'INTERNAL_ERROR');
    assert.doesNotMatch(failed.text, /engine broke/);
    await expectStatus(201, say(student, id, 'Better now'));
    assert.deepEqual(contents(await messagesOf(student, id)), ['fail', 'Better now', 'You said: Better now']);
    const events = await readEvents(student, server.url, id, 'fail');
    assert.deepEqual(
      events.map(({ event }) => event),
      ['message', 'error'],
    );
    assert.equal(events[1]?.data.error_code, 'INTERNAL_ERROR');
  });

  it('give up on a tutor who does not answer', async () => {
    const id = await openSession(student);
    const { timeout } = AbortSignal;
    // The half minute the tutor has, in short.
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms === 30_000 ? 50 : ms);
    try {
      assert.equal((await expectStatus(504, say(student, id, 'deaf'))).body.error_code, 'TIMEOUT');
      const events = await readEvents(student, server.url, id, 'deaf');
      assert.deepEqual([events[0]?.event, events.at(-1)?.data.error_code], ['message', 'TIMEOUT']);
    } finally {
      AbortSignal.timeout = timeout;
    }
    await expectStatus(201, say(student, id, 'Next'));
  });

  it('stream a reply as it is made', async () => {
    const id = await openSession(student);
    const seen: string[] = [];
    const streamed = readEvents(student, server.url, id, 'hold stream', ({ event }) => seen.push(event));
    await eventually(() => seen.includes('message'));
    assert.equal(seen.includes('reply'), false);
    tutor.release('stream');
    const events = await streamed;
    const [message, reply] = await messagesOf(student, id);
    assert.deepEqual(events[0], { event: 'message', data: { type: 'message', message } });
    assert.deepEqual(events.at(-1), { event: 'reply', data: { type: 'reply', message: reply } });
    const text = events.filter(({ event }) => event === 'delta').map(({ data }) => data.content);
    assert.equal(text.join(''), reply.content);
    const header = { accept: 'text/event-stream' };
    const told = await expectStatus(404, say(world.beta.student, id, 'Hello', {}, header));
    assert.equal(told.body.error_code, 'CHAT_SESSION_NOT_FOUND');
    await expectStatus(400, say(student, id, '', {}, header));
    const keyed = { ...header, 'idempotency-key': newId() };
    for (let n = 0; n < 2; n += 1) {
      const { text: sent, headers } = await expectStatus(200, say(student, id, 'A stream has no key', {}, keyed));
      assert.deepEqual([/event: reply/.test(sent), headers.get('idempotent-replayed')], [true, null]);
    }
    assert.equal((await messagesOf(student, id)).length, 6);
    const either = await expectStatus(201, say(student, id, 'JSON first', {}, { accept: 'application/json, text/event-stream;q=0.5' }));
    assert.match(either.headers.get('vary') ?? '', /Accept/);
  });

  it('say and keep the same of a reply that is too long', async () => {
    const id = await openSession(student);
    const events = await readEvents(student, server.url, id, 'ramble');
    const [, reply] = await messagesOf(student, id);
    assert.equal(reply?.content.length, 32_000);
    const text = events.filter(({ event }) => event === 'delta').map(({ data }) => data.content);
    assert.equal(text.join(''), reply?.content);
  });

  it('are paged for one person alone', async () => {
    const { student: reader, teacher } = world.alpha;
    for (const who of [reader, reader, teacher, teacher]) await openSession(who);
    const next = (answer: { headers: Headers }) => new URL(/<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1] ?? '', server.url);
    const first = next(await expectStatus(200, reader.client.get('/chat/sessions?limit=1')));
    const page = `/chat/sessions${first.search}`;
    await expectStatus(200, reader.client.get(page));
    await expectStatus(200, reader.client.get(`${page}&student_id=${reader.id}`));
    await expectStatus(400, teacher.client.get(page));
    await expectStatus(200, world.alpha.admin.client.get(`${page}&student_id=${reader.id}`));
  });

  it('finish and keep a reply whose caller is gone', async () => {
    const id = await openSession(student);
    for (const accept of ['text/event-stream', 'application/json']) {
      const name = `gone-${accept.length}`;
      const caller = new AbortController();
      const request = fetch(`${server.url}/api/v1/chat/sessions/${id}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${student.client.token}`, 'content-type': 'application/json', accept },
        body: JSON.stringify({ content: `hold ${name}` }),
        signal: caller.signal,
      }).then((response) => response.text());
      await tutor.heard(`hold ${name}`);
      caller.abort();
      await assert.rejects(request);
      tutor.release(name);
      await eventually(async () => contents(await messagesOf(student, id)).includes(`You said: hold ${name}`));
    }
    assert.equal((await messagesOf(student, id)).length, 4);
  });

  it('take a message once under its key, and make the reply that was never finished', async () => {
    const id = await openSession(student);
    const key = { 'idempotency-key': newId() };
    const first = say(student, id, 'hold key', {}, key);
    await tutor.heard('hold key');
    const second = say(student, id, 'hold key', {}, key);
    tutor.release('key');
    const [one, two] = await Promise.all([first, second]);
    assert.deepEqual([one.status, two.status, two.text], [201, 201, one.text]);
    assert.equal(two.headers.get('idempotent-replayed'), 'true');
    assert.equal((await expectStatus(422, say(student, id, 'Something else', {}, key))).body.error_code, 'IDEMPOTENCY_MISMATCH');
    // The first attempt leaves a message without a reply, as a process does that dies.
    const another = { 'idempotency-key': newId() };
    await expectStatus(500, say(student, id, 'fail', {}, another));
    const mended = tutor.asked.length;
    await server.sql(`UPDATE core.chat_message SET content = 'mended' WHERE session_id = $1 AND content = 'fail'`, [id]);
    const again = await expectStatus(201, say(student, id, 'fail', {}, another));
    assert.deepEqual([again.body.reply.content, tutor.asked.length], ['You said: mended', mended + 1]);
    assert.deepEqual(contents(await messagesOf(student, id)), ['hold key', 'You said: hold key', 'mended', 'You said: mended']);
    const begun = { message: 'Hello', agent_type: 'mentor' };
    const anywhere = { 'idempotency-key': newId() };
    const [a, b] = [
      await expectStatus(200, student.client.post('/chat/message', begun, anywhere)),
      await expectStatus(200, student.client.post('/chat/message', begun, anywhere)),
    ];
    assert.deepEqual([b.text, b.headers.get('idempotent-replayed')], [a.text, 'true']);
  });

  it('go on past a message whose process died', async () => {
    const id = await openSession(student);
    await expectStatus(500, say(student, id, 'fail'));
    const [held] = await server.sql<{ until: Date }>(
      `UPDATE core.chat_message SET awaited_until = now() + interval '1500 milliseconds' WHERE session_id = $1 RETURNING awaited_until AS until`,
      [id],
    );
    await expectStatus(201, say(student, id, 'Anybody there?'));
    const [{ now } = { now: new Date(0) }] = await server.sql<{ now: Date }>('SELECT now() AS now');
    assert.ok(held && now >= held.until, 'it was waited for');
  });

  it('are read by teachers where the institution says so, and by nobody else', async () => {
    const { alpha, beta } = world;
    const id = await openSession(student);
    await say(student, id, 'Secret');
    const stranger = await addPerson(server, alpha, 'teacher');
    const formerGuardian = await addPerson(server, alpha, 'parent');
    await server.sql(`INSERT INTO core.guardian_link (tenant_id, id, guardian_id, child_id, status) VALUES ($1, $2, $3, $4, 'ended')`, [
      alpha.id,
      newId(),
      formerGuardian.id,
      student.id,
    ]);
    const paths = [`/chat/sessions/${id}`, `/chat/sessions/${id}/messages`, `/chat/sessions?student_id=${student.id}`];
    const answers = (reader: Person) => Promise.all(paths.map(async (path) => (await reader.client.get(path)).status));
    assert.deepEqual(await answers(alpha.teacher), [404, 404, 404]);
    await setTenant(server, alpha.id, 'policies', { teachers_read_chats: true });
    await eventually(async () => (await answers(alpha.teacher)).every((status) => status === 200));
    assert.deepEqual(await answers(alpha.parent), [200, 200, 200]);
    for (const other of [stranger, formerGuardian, beta.admin]) assert.deepEqual(await answers(other), [404, 404, 404]);
    assert.equal((await say(alpha.teacher, id, 'Hello')).status, 403);
    assert.equal((await say(stranger, id, 'Hello')).status, 404);
    await setTenant(server, alpha.id, 'policies', {});
    await eventually(async () => (await answers(alpha.teacher)).every((status) => status === 404));
  });

  it('tell of themselves by ids and lengths, and in words only where the institution wants it', async () => {
    const id = await openSession(student);
    const { body } = await expectStatus(201, say(student, id, 'Naïve 😀'));
    const told = await eventsOf(id);
    assert.deepEqual(new Set(told.map(({ topic, subject_id }) => `${topic} ${subject_id}`)), new Set([`chat-messages ${student.id}`]));
    assert.deepEqual(
      told.map(({ data }) => data),
      [
        { session_id: id, agent_type: 'tutor' },
        { session_id: id, message_id: body.message.id, role: 'user', length: 8 },
        { session_id: id, message_id: body.reply.id, role: 'assistant', length: 18 },
      ],
    );
    await setTenant(server, world.beta.id, 'policies', { chat_text_in_events: true });
    const other = await openSession(world.beta.student);
    await eventually(async () => {
      await say(world.beta.student, other, 'Out loud');
      return (await eventsOf(other)).at(-1)?.data.content === 'You said: Out loud';
    });
  });

  it('are complete up to a thousand messages and eight megabytes, and go on from there', async () => {
    const fill = async (count: number, content: string): Promise<string> => {
      const id = await openSession(student);
      await server.sql(
        `INSERT INTO core.chat_message (tenant_id, id, session_id, student_id, position, role, content, created_at)
         SELECT $1, gen_random_uuid(), $2, $3, n, 'user', n || $4, now() FROM generate_series(1, $5::int) n`,
        [world.alpha.id, id, student.id, content, count],
      );
      await server.sql('UPDATE core.chat_session SET messages = $2 WHERE id = $1', [id, count]);
      return id;
    };
    const pagesOf = async (id: string): Promise<string[][]> => {
      const pages: string[][] = [];
      for (let path = `/chat/sessions/${id}/messages`; path !== '';) {
        const { body, headers } = await expectStatus(200, student.client.get(path));
        pages.push(contents(body));
        path = /<[^>]*\/api\/v1([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? '';
      }
      return pages;
    };
    const many = await fill(1200, '.');
    const all = Array.from({ length: 1200 }, (_, at) => `${at + 1}.`);
    assert.deepEqual(await pagesOf(many), [all.slice(0, 1000), all.slice(1000)]);
    const { body } = await expectStatus(200, student.client.get(`/chat/sessions/${many}`));
    assert.deepEqual(contents(body.messages), all.slice(200));
    await expectStatus(201, say(student, many, 'Still there?'));
    const [question, reply] = contents((await expectStatus(200, student.client.get(`/chat/sessions/${many}`))).body.messages).slice(-2);
    assert.deepEqual([question, reply], ['Still there?', 'You said: Still there?']);
    const large = await pagesOf(await fill(400, '€'.repeat(10_000)));
    assert.deepEqual([large.length, large.flat().length], [2, 400]);
  });

  it('are part of what is held on a person, and end with their age', async () => {
    const learner = await addPerson(server, world.alpha, 'student');
    const id = await openSession(learner, { topic: 'Old times' });
    await say(learner, id, 'Do you remember?');
    const young = await openSession(learner);
    await say(learner, young, 'Hello');
    const { body } = await expectStatus(200, learner.client.get(`/users/${learner.id}/personal-data`));
    const sections = body.sections.filter(({ owner }: Json) => owner === 'chat');
    assert.deepEqual(sections.map(({ table, rows }: Json) => [table, rows.length]).toSorted(), [
      ['chat_message', 4],
      ['chat_session', 2],
    ]);
    assert.match(JSON.stringify(sections), /Do you remember\?/);
    await server.sql(`UPDATE core.chat_message SET created_at = now() - interval '401 days' WHERE session_id = $1`, [id]);
    await server.sql(`UPDATE core.chat_session SET updated_at = now() - interval '401 days' WHERE id = $1`, [id]);
    await server.get(Retention).purge();
    await expectStatus(404, learner.client.get(`/chat/sessions/${id}`));
    assert.equal((await messagesOf(learner, young)).length, 2);
  });
});
