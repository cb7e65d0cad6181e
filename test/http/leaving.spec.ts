import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Retention } from '../../src/platform/retention/retention.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { leaving, outside } from './leaving-plugin.js';
import { addSchool, type School } from './support.js';

const keyed = (key: string) => ({ 'idempotency-key': key });

describe('requests that leave their transaction', () => {
  let server: TestServer;
  let other: TestServer;
  let alpha: School;
  let beta: School;
  before(async () => {
    server = await startTestServer({ plugins: [leaving] });
    other = await startTestServer({ plugins: [leaving], database: server.database });
    alpha = await addSchool(server, 'alpha', { limits: { chapter_complete: { limit: 1, window_seconds: 86_400 } }, plugins: ['leaving'] });
    beta = await addSchool(server, 'beta', { plugins: ['leaving'] });
  });
  after(async () => {
    await other.close();
    await server.close();
  });

  const send = (name: string, key: string, path = 'errands', school = alpha) =>
    school.student.client.post(`/leaving/${path}`, { name }, keyed(key));
  const sendOther = (name: string, key: string) =>
    fetch(`${other.url}/api/v1/leaving/errands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${alpha.student.client.token}`, 'content-type': 'application/json', ...keyed(key) },
      body: JSON.stringify({ name }),
    });
  const called = (name: string, times = 1) => eventually(() => outside.count(name) === times);
  const expire = () => server.sql(`UPDATE core.idempotency_claim SET leased_until = now() - interval '1 second'`);
  const made = async (name: string) => (await server.sql('SELECT 1 FROM core.class WHERE name = $1', [name])).length;
  const claims = async () => (await server.sql('SELECT 1 FROM core.idempotency_claim')).length;

  it('are worked on once, however many come at once, and replayed afterwards', async () => {
    const first = send('once', 'k1');
    await called('once');
    const others = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? send('once', 'k1') : sendOther('once', 'k1'))));
    assert.deepEqual(new Set(others.map(({ status }) => status)), new Set([409]));
    const [, one] = others;
    assert.equal((one as Awaited<ReturnType<typeof send>>).body.error_code, 'IDEMPOTENCY_IN_PROGRESS');
    assert.equal((await send('another body', 'k1')).status, 422);
    outside.end('once');
    const answer = await first;
    assert.equal(answer.status, 201);
    const replayed = await send('once', 'k1');
    assert.deepEqual([replayed.status, replayed.headers.get('idempotent-replayed'), replayed.text], [201, 'true', answer.text]);
    assert.equal((await send('another body', 'k1')).status, 422);
    assert.deepEqual([outside.count('once'), await made('once'), await claims()], [1, 1, 0]);
  });

  it('are worked on once by fifty at once', async () => {
    const all = Array.from({ length: 50 }, () => send('fifty', 'k2'));
    await called('fifty');
    const early = await Promise.race(all);
    assert.equal(early.status, 409);
    outside.end('fifty');
    const answers = await Promise.all(all);
    assert.equal(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id)).size, 1);
    assert.ok(answers.every(({ status }) => status === 201 || status === 409));
    assert.deepEqual([outside.count('fifty'), await made('fifty')], [1, 1]);
  });

  it('keep callers and institutions apart', async () => {
    const mine = send('apart', 'k3');
    const theirs = send('apart', 'k3', 'errands', beta);
    const admins = alpha.admin.client.post('/leaving/errands', { name: 'apart' }, keyed('k3'));
    await called('apart', 3);
    for (let n = 0; n < 3; n += 1) outside.end('apart');
    assert.deepEqual(
      (await Promise.all([mine, theirs, admins])).map(({ status }) => status),
      [201, 201, 201],
    );
  });

  it('may be tried again at once after a failure, with another body too', async () => {
    const failing = send('failing', 'k4');
    await called('failing');
    outside.end('failing', 'failed');
    assert.equal((await failing).status, 409);
    const invalid = await alpha.student.client.post('/leaving/errands', { name: 7 }, keyed('k4'));
    assert.equal(invalid.status, 400);
    const again = send('better', 'k4');
    await called('better');
    outside.end('better');
    const answer = await again;
    assert.deepEqual([answer.status, answer.headers.get('idempotent-replayed')], [201, null]);
    assert.equal(await claims(), 0);
  });

  it('are taken over when their lease has ended; the late owner stores nothing', async () => {
    const late = send('late', 'k5');
    await called('late');
    await expire();
    assert.equal((await send('another body', 'k5')).status, 422);
    const next = send('late', 'k5');
    await called('late', 2);
    outside.end('late');
    const refused = await late;
    assert.deepEqual([refused.status, refused.body.error_code], [409, 'IDEMPOTENCY_IN_PROGRESS']);
    assert.equal(await made('late'), 0);
    outside.end('late');
    const answer = await next;
    assert.equal(answer.status, 201);
    assert.equal((await send('late', 'k5')).text, answer.text);
    assert.deepEqual([await made('late'), await claims()], [1, 0]);
  });

  it('tell a third owner from the first, when the second has given up', async () => {
    const first = send('third', 'k6');
    await called('third');
    await expire();
    const second = send('third', 'k6');
    await called('third', 2);
    await server.sql('DELETE FROM core.idempotency_claim');
    const third = send('third', 'k6');
    await called('third', 3);
    outside.end('third');
    assert.equal((await first).status, 409);
    outside.end('third', 'failed');
    assert.equal((await second).status, 409);
    assert.equal(await claims(), 1, 'the third one still has the claim');
    outside.end('third');
    assert.equal((await third).status, 201);
    assert.equal(await made('third'), 1);
  });

  it('spend from the limits of a day before they leave, and get it back when they fail', async () => {
    const failing = send('day', 'd1', 'daily');
    await called('day');
    const refused = await send('day off', 'd2', 'daily');
    assert.equal(refused.status, 429);
    assert.equal(outside.count('day off'), 0, 'nothing was done outside');
    outside.end('day', 'failed');
    await failing;
    const unkeyed = alpha.student.client.post('/leaving/daily', { name: 'day' });
    await called('day', 2);
    outside.end('day');
    assert.equal((await unkeyed).status, 201);
    assert.equal((await send('day off', 'd2', 'daily')).status, 429);
  });

  it('may commit first and wait then: a repeat is told how things stand', async () => {
    const waiting = send('begun', 'k7', 'begun');
    await called('begun');
    const repeat = await send('begun', 'k7', 'begun');
    assert.deepEqual([repeat.status, repeat.headers.get('idempotent-replayed'), repeat.body.state], [202, 'true', 'known']);
    outside.end('begun');
    const answer = await waiting;
    assert.deepEqual([answer.status, answer.body.state, answer.body.id], [202, 'new', repeat.body.id]);
    await server.sql(`UPDATE core.class SET name = 'renamed since' WHERE id = $1`, [answer.body.id]);
    assert.equal((await send('begun', 'k7', 'begun')).body.name, 'renamed since');
    assert.equal((await send('other', 'k7', 'begun')).status, 422);
    assert.equal(outside.count('begun'), 1);
  });

  it('hear when their caller hangs up', async () => {
    const caller = new AbortController();
    const headers = { authorization: `Bearer ${alpha.student.client.token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'impatient' });
    const gone = fetch(`${server.url}/api/v1/leaving/patience`, { method: 'POST', headers, body, signal: caller.signal });
    await called('impatient');
    caller.abort();
    await assert.rejects(gone);
    await eventually(() => outside.hungUp.includes('impatient'));
    outside.end('impatient');
    const patient = alpha.student.client.post('/leaving/patience', { name: 'patient' });
    await called('patient');
    outside.end('patient');
    assert.equal((await patient).status, 201);
    assert.ok(!outside.hungUp.includes('patient'));
  });

  it('leave no claim behind for ever', async () => {
    const never = send('never', 'k8');
    await called('never');
    await server.sql(`UPDATE core.idempotency_claim SET leased_until = now() - interval '2 days'`);
    await server.get(Retention).purge();
    assert.equal(await claims(), 0);
    outside.end('never');
    assert.equal((await never).status, 409);
  });
});
