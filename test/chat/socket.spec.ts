import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Drain } from '../../src/platform/http/drain.js';
import { ProcessBus } from '../../src/platform/realtime/bus/process-bus.js';
import { newId } from '../../src/sdk/ids.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE, setTenant } from '../learning/support.js';
import { ChatClient, type ChatClientOptions } from './chat-client.js';
import { ScriptedTutor } from './scripted-tutor.js';
import { messagesOf, openSession, say } from './support.js';

const MOST_FRAME = 65_536;
const DYING_SERVER = fileURLToPath(new URL('dying-server.js', import.meta.url));

describe('conversations over WebSockets', () => {
  let server: TestServer;
  /** A second process of the same installation. */
  let elsewhere: TestServer;
  let world: World;
  let tutor: ScriptedTutor;
  let student: Person;
  const clients: ChatClient[] = [];

  before(async () => {
    server = await startTestServer();
    elsewhere = await startTestServer({ database: server.database, role: 'api' });
    world = await twoTenants(server);
    tutor = ScriptedTutor.in(server);
    ({ student } = world.alpha);
  });
  after(async () => {
    for (const one of clients) one.close();
    await elsewhere.close();
    await server.close();
  });

  const connect = async (id: string, who: Person = student, url = server.url): Promise<ChatClient> => {
    const one = await ChatClient.connect(url, id, { token: who.client.token });
    clients.push(one);
    return one;
  };
  const turnedAway = async (id: string, options: ChatClientOptions): Promise<number> =>
    (await ChatClient.dial(server.url, id, options)).over();
  const said = (one: ChatClient): string[] =>
    one.frames.filter(({ type }) => ['message', 'reply'].includes(type)).map(({ message }) => message.content);

  for (const by of ['header', 'protocol', 'query', 'frame'] as const) {
    it(`take the token by ${by}`, async () => {
      const id = await openSession(student);
      const chat = await ChatClient.connect(server.url, id, { token: student.client.token, by });
      assert.deepEqual(chat.frames, [{ type: 'ready', session_id: id }]);
      assert.equal(chat.socket.protocol, by === 'protocol' ? 'bearer' : '');
      chat.send({ type: 'message', content: 'What is a loop?', metadata: { page: 3 } });
      const { message: reply } = await chat.next('reply');
      const [asked, answer] = await messagesOf(student, id);
      assert.deepEqual([chat.of('message'), reply], [[{ type: 'message', message: asked }], answer]);
      assert.deepEqual([asked.content, asked.metadata], ['What is a loop?', { page: 3 }]);
      const types = chat.frames.map(({ type }) => type);
      assert.deepEqual([types.slice(0, 2), types.at(-1)], [['ready', 'message'], 'reply']);
      const pieces = chat.of('delta').map(({ content }) => content);
      assert.equal(pieces.join(''), answer.content);
      chat.close();
    });
  }

  it('turn away whoever shows no good token, or wants somebody else’s', async () => {
    const id = await openSession(student);
    const classmate = await addPerson(server, world.alpha, 'student');
    const loggedOut = await addPerson(server, world.alpha, 'student');
    await expectStatus(204, loggedOut.client.post('/auth/logout'));
    const { token } = student.client;
    const attempts: [number, string, ChatClientOptions][] = [
      [4401, id, {}],
      [4401, id, { token: 'made-up' }],
      [4401, id, { token: loggedOut.client.token, by: 'frame' }],
      [4403, id, { token, headers: { 'x-tenant': world.beta.slug } }],
      [4403, id, { token: classmate.client.token, by: 'protocol' }],
      [4403, id, { token: world.alpha.parent.client.token, by: 'query' }],
      [4403, id, { token: world.alpha.teacher.client.token, by: 'frame' }],
      [4403, id, { token: world.alpha.admin.client.token }],
      [4404, id, { token: world.beta.student.client.token }],
      [4404, id, { token: world.beta.admin.client.token, by: 'frame' }],
      [4404, NOWHERE, { token }],
      [4404, 'no-id', { token }],
    ];
    const codes = await Promise.all(attempts.map(([, session, options]) => turnedAway(session, options)));
    assert.deepEqual(
      codes,
      attempts.map(([code]) => code),
    );
    const rude = await ChatClient.dial(server.url, id);
    rude.send('Hello');
    assert.equal(await rude.over(), 4401);
    assert.deepEqual(await messagesOf(student, id), []);
  });

  it('take bare text as what is said, and answer what cannot be said with an error', async () => {
    const id = await openSession(student);
    const chat = await connect(id);
    const bare = ['What is a loop?', '{not json', '[1, 2]', '"quoted"', '42', 'null', ' {"a'];
    for (const [at, text] of bare.entries()) {
      chat.send(text);
      await chat.next('reply', at + 1);
    }
    assert.deepEqual(
      chat.of('message').map(({ message }) => message.content),
      bare,
    );
    const wrong = [
      '',
      '  ',
      '{}',
      '{"type":"shout","content":"HELLO"}',
      '{"content":"x"}',
      '{"type":"message"}',
      '{"type":"message","content":7}',
      '{"type":"message","content":"x","role":"assistant"}',
      '{"type":"message","content":"x","metadata":{"__proto__":{}}}',
      '{"type":"message","content":"\\u0000"}',
      '{"type":"message","content":"\\ud800"}',
      `{"type":"message","content":"x","metadata":${'['.repeat(70)}${']'.repeat(70)}}`,
      `{"type":"message","content":"x","metadata":{"notes":"${'x'.repeat(3000)}"}}`,
      'a\0b',
      'x'.repeat(8001),
    ];
    for (const [at, text] of wrong.entries()) {
      chat.send(text);
      assert.equal((await chat.next('error', at + 1)).error_code, 'VALIDATION_ERROR', text.slice(0, 80));
    }
    chat.socket.send(Buffer.from('binary'));
    assert.equal((await chat.next('error', wrong.length + 1)).error_code, 'VALIDATION_ERROR');
    chat.send('x'.repeat(8000));
    await chat.next('reply', bare.length + 1);
    assert.equal((await messagesOf(student, id)).length, 2 * bare.length + 2);
  });

  it('end with 1009 for frames over 64 KB, and for those alone', async () => {
    const id = await openSession(student);
    const [fits, exceeds] = [await connect(id), await connect(id)];
    fits.send('x'.repeat(MOST_FRAME));
    assert.equal((await fits.next('error')).error_code, 'VALIDATION_ERROR');
    exceeds.send('x'.repeat(MOST_FRAME + 1));
    assert.equal(await exceeds.over(), 1009);
    fits.send('Still here');
    await fits.next('reply');
    const huge = await connect(id);
    huge.send('x'.repeat(1_000_000));
    assert.equal(await huge.over(), 1009);
  });

  it('show every tab what is said in any of them and in requests, and nothing to anybody else', async () => {
    const id = await openSession(student);
    const others = [
      await connect(await openSession(student)),
      await connect(await openSession(world.beta.student), world.beta.student),
      await connect(await openSession(world.beta.student), world.beta.student, elsewhere.url),
    ];
    const tabs = [await connect(id), await connect(id), await connect(id, student, elsewhere.url)];
    tabs[0]?.send('From a tab');
    for (const tab of tabs) await tab.next('reply');
    await expectStatus(201, say(student, id, 'By a request'));
    const there = client(elsewhere, { tenant: world.alpha.slug, token: student.client.token ?? '' });
    await expectStatus(201, say({ client: there }, id, 'To another process'));
    const stored = await messagesOf(student, id);
    assert.equal(stored.length, 6);
    for (const tab of tabs) {
      await tab.next('reply', 3);
      const told = tab.frames.filter(({ type }) => type === 'message' || type === 'reply').map(({ message }) => message);
      assert.deepEqual(told, stored, 'everything, once, in order');
      assert.equal(tab.of('error').length, 0);
    }
    for (const other of others) assert.deepEqual(said(other), []);
    assert.ok((tabs[0]?.of('delta').length ?? 0) > 0);
    await expectStatus(200, student.client.put(`/chat/sessions/${id}/end`));
    for (const tab of tabs) assert.deepEqual([(await tab.next('ended')).session.id, tab.of('ended').length], [id, 1]);
  });

  it('show what another process is told even if its word of it gets lost', async () => {
    const id = await openSession(student);
    const tab = await connect(id);
    const bus = elsewhere.get(ProcessBus);
    const { say: tell } = bus;
    Object.assign(bus, { say: () => undefined });
    const there = { client: client(elsewhere, { tenant: world.alpha.slug, token: student.client.token ?? '' }) };
    try {
      await expectStatus(201, say(there, id, 'Unheard'));
      await expectStatus(200, there.client.put(`/chat/sessions/${id}/end`));
      await tab.next('ended');
    } finally {
      Object.assign(bus, { say: tell });
    }
    assert.deepEqual(said(tab).slice(0, 1), ['Unheard']);
    assert.equal(said(tab).length, 2);
    assert.deepEqual(
      tab.frames.map(({ type }) => type),
      ['ready', 'message', 'reply', 'ended'],
    );
  });

  it('are reached by the path of an earlier front end while the institution has it on', async () => {
    const { beta } = world;
    const id = await openSession(beta.student);
    const by = { token: beta.student.client.token, path: `/api/chat/ws/${id}/` };
    const chat = await ChatClient.connect(server.url, id, by);
    await expectStatus(200, beta.admin.client.put('/tenant/plugins/route-aliases', { enabled: false }));
    const refused = await ChatClient.dial(server.url, id, by);
    assert.equal(await refused.over(), 4403);
    assert.equal(refused.of('error')[0].error_code, 'PLUGIN_DISABLED');
    await connect(id, beta.student);
    await expectStatus(200, beta.admin.client.put('/tenant/plugins/route-aliases', { enabled: true }));
    chat.close();
  });

  it('answer what several processes are told at once one after the other', async () => {
    const id = await openSession(student);
    const tabs = [await connect(id), await connect(id, student, elsewhere.url)];
    const elsewhereTutor = ScriptedTutor.in(elsewhere);
    tabs[0]?.send('hold across');
    await tutor.heard('hold across');
    tabs[1]?.send('Meanwhile there');
    for (const tab of tabs) await tab.next('message', 2);
    assert.deepEqual(elsewhereTutor.asked, []);
    tutor.release('across');
    for (const tab of tabs) await tab.next('reply', 2);
    assert.deepEqual(said(tabs[1] as ChatClient), ['hold across', 'Meanwhile there', 'You said: hold across', 'You said: Meanwhile there']);
    const { history } = await elsewhereTutor.heard('Meanwhile there');
    assert.deepEqual(
      history.map(({ content }) => content),
      ['hold across', 'You said: hold across'],
    );
  });

  it('say when the conversation ends, and refuse what comes after', async () => {
    const id = await openSession(student);
    const chat = await connect(id);
    chat.send('hold until-the-end');
    await tutor.heard('hold until-the-end');
    const session = (await expectStatus(200, student.client.put(`/chat/sessions/${id}/end`))).body;
    assert.deepEqual(await chat.next('ended'), { type: 'ended', session });
    assert.equal((await chat.next('error')).error_code, 'CHAT_SESSION_ENDED');
    chat.send('One more thing');
    assert.equal((await chat.next('error', 2)).error_code, 'CHAT_SESSION_ENDED');
    const late = await connect(id);
    assert.deepEqual(await late.next('ended'), { type: 'ended', session });
    late.send('Hello?');
    assert.equal((await late.next('error')).error_code, 'CHAT_SESSION_ENDED');
    assert.deepEqual(
      (await messagesOf(student, id)).map(({ content }) => content),
      ['hold until-the-end'],
    );
  });

  it('keep the reply of whoever hangs up, and tell of one that failed', async () => {
    const id = await openSession(student);
    const gone = await connect(id);
    gone.send('hold gone');
    await tutor.heard('hold gone');
    gone.socket.terminate();
    const chat = await connect(id);
    tutor.release('gone');
    assert.equal((await chat.next('reply')).message.content, 'You said: hold gone');
    chat.send('fail');
    const failed = await chat.next('error');
    assert.deepEqual([failed.error_code, failed.detail], ['INTERNAL_ERROR', 'Something went wrong on our side']);
    chat.send('And now?');
    await chat.next('reply', 2);
    assert.deepEqual(said(chat), ['You said: hold gone', 'fail', 'And now?', 'You said: And now?']);
  });

  it('are over with the session, the account and the person', async () => {
    const people = [await addPerson(server, world.alpha, 'student'), await addPerson(server, world.alpha, 'student')] as const;
    const [leaving, erased] = people;
    const [first, second] = [await connect(await openSession(leaving), leaving), await connect(await openSession(erased), erased)];
    const there = await connect(await openSession(leaving), leaving, elsewhere.url);
    const stays = await connect(await openSession(student));
    const sessionId = await openSession(erased);
    await expectStatus(201, say(erased, sessionId, 'Hello'));
    await expectStatus(204, leaving.client.post('/auth/logout'));
    await expectStatus(202, world.alpha.admin.client.delete(`/users/${erased.id}`));
    assert.deepEqual([await first.over(), await there.over()], [4401, 4401]);
    assert.ok([4401, 4404].includes(await second.over()));
    await eventually(async () => (await server.sql('SELECT 1 FROM core.chat_message WHERE student_id = $1', [erased.id])).length === 0);
    for (const reader of [world.alpha.admin, world.alpha.parent]) await expectStatus(404, reader.client.get(`/chat/sessions/${sessionId}`));
    stays.send('Still here');
    await stays.next('reply');
  });

  it('count what is said like requests', async () => {
    const { beta } = world;
    const limited = (limit: number) => setTenant(server, beta.id, 'limits', { default: { limit, window_seconds: 60 } });
    const id = await openSession(beta.student);
    const chat = await connect(id, beta.student);
    await limited(2);
    await eventually(async () => {
      chat.send('Hello');
      return chat.of('error').some(({ error_code: code, retry_after: seconds }) => code === 'RATE_LIMITED' && seconds > 1);
    });
    await limited(100_000);
    await eventually(() => {
      chat.send('And now?');
      return said(chat).includes('You said: And now?');
    });
  });

  it('bear a flood', async () => {
    const id = await openSession(student);
    const [flood, calm] = [await connect(id), await connect(await openSession(student))];
    for (let n = 0; n < 1000; n += 1) flood.send(`Flood ${n}`);
    assert.equal((await flood.next('error')).error_code, 'RATE_LIMITED');
    assert.equal(await flood.over(), 4429);
    calm.send('Hello');
    await calm.next('reply');
    await eventually(async () => {
      const all = await messagesOf(student, id);
      return all.length > 0 && all.length < 1000 && all.filter(({ role }) => role === 'user').length * 2 === all.length;
    });
  });

  it('are answered by another process when one is killed in the middle of a reply', async () => {
    const env = { ...process.env, ...testEnvironment(server.database) };
    const child = spawn(process.execPath, [DYING_SERVER], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const id = await openSession(student);
      const tab = await connect(id);
      const key = { 'idempotency-key': newId() };
      const there = { client: client({ url }, { tenant: world.alpha.slug, token: student.client.token ?? '' }) };
      const lost = say(there, id, 'hold killed', {}, key);
      await tab.next('message');
      child.kill('SIGKILL');
      await assert.rejects(lost);
      tutor.release('killed');
      // As if the time had passed after which nobody is believed to be at work.
      await server.sql(`UPDATE core.chat_message SET awaited_until = now() WHERE session_id = $1`, [id]);
      const { body } = await expectStatus(201, say(student, id, 'hold killed', {}, key));
      assert.deepEqual((await tab.next('reply')).message, body.reply);
      assert.deepEqual(await messagesOf(student, id), [body.message, body.reply]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('let a process that ends finish its replies', async () => {
    const third = await startTestServer({ database: server.database, role: 'api' });
    const own = ScriptedTutor.in(third);
    const id = await openSession(student);
    const chat = await connect(id, student, third.url);
    chat.send(`hold ${id}`);
    await own.heard(`hold ${id}`);
    const closing = third.close();
    await eventually(() => third.get(Drain).isDraining);
    own.release(id);
    await closing;
    await chat.over();
    assert.deepEqual(
      (await messagesOf(student, id)).map(({ content }) => content),
      [`hold ${id}`, `You said: hold ${id}`],
    );
    const after = await connect(id);
    after.send(newId());
    await after.next('reply');
  });
});
