import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { Retention } from '../../src/platform/retention/retention.js';
import { addSchool, type School, startProbeServer } from './support.js';

const keyed = (key: string) => ({ 'idempotency-key': key });

describe('Idempotency-Key', () => {
  let server: TestServer;
  let alpha: School;
  let beta: School;
  before(async () => {
    server = await startProbeServer();
    alpha = await addSchool(server, 'alpha', { limits: { chapter_complete: { limit: 2, window_seconds: 86_400 } } });
    beta = await addSchool(server, 'beta');
  });
  after(() => server.close());

  const things = (name: string) => server.sql('SELECT id FROM core.class WHERE name = $1', [name]);

  it('replays the first answer to the same key and body', async () => {
    const first = await alpha.student.client.post('/probe/things', { name: 'once' }, keyed('k1'));
    const again = await alpha.student.client.post('/probe/things', { name: 'once' }, keyed('k1'));
    assert.deepEqual([first.status, again.status], [201, 201]);
    assert.equal(first.headers.get('idempotent-replayed'), null);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal(again.text, first.text);
    assert.equal((await things('once')).length, 1);
    const other = await alpha.student.client.post('/probe/things', { name: 'once' }, keyed('k2'));
    assert.notEqual(other.body.id, first.body.id);
  });

  it('stores nothing that a password in the body could be guessed by', async () => {
    const body = { name: 'correct horse' };
    await alpha.student.client.post('/probe/things', body, keyed('k-secret'));
    const guess = hash('sha256', JSON.stringify(['/api/v1/probe/things', {}, body]), 'base64url');
    const rows = await server.sql<{ request_hash: string }>('SELECT request_hash FROM core.idempotency_record');
    assert.ok(rows.length > 0 && rows.every((row) => row.request_hash !== guess));
  });

  it('refuses another body under the same key with 422', async () => {
    await alpha.student.client.post('/probe/things', { name: 'a body' }, keyed('k3'));
    const other = await alpha.student.client.post('/probe/things', { name: 'another body' }, keyed('k3'));
    assert.deepEqual([other.status, other.body.error_code], [422, 'IDEMPOTENCY_MISMATCH']);
    assert.equal((await things('another body')).length, 0);
  });

  it('keeps callers, tenants and routes apart', async () => {
    const send = [
      alpha.student.client.post('/probe/things', { name: 'mine' }, keyed('k4')),
      alpha.admin.client.post('/probe/things', { name: 'mine' }, keyed('k4')),
      beta.student.client.post('/probe/things', { name: 'mine' }, keyed('k4')),
      client(server, { tenant: 'alpha' }).post('/probe/visitors', { name: 'mine' }, keyed('k4')),
    ];
    const answers = await Promise.all(send);
    assert.deepEqual(
      answers.map(({ status, headers }) => [status, headers.get('idempotent-replayed')]),
      answers.map(() => [201, null]),
    );
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 4);
  });

  it('replays to callers without a token', async () => {
    const visitor = client(server, { tenant: 'alpha' });
    const first = await visitor.post('/probe/visitors', { name: 'visitor' }, keyed('k5'));
    const again = await client(server, { tenant: 'alpha' }).post('/probe/visitors', { name: 'visitor' }, keyed('k5'));
    assert.deepEqual([again.body.id, again.headers.get('idempotent-replayed')], [first.body.id, 'true']);
  });

  it('answers 409 at once while the first is still running, and does the work once', async () => {
    let isRunning = true;
    const slow = alpha.student.client.post('/probe/things', { name: 'slow', seconds: 3 }, keyed('k6')).finally(() => (isRunning = false));
    await eventually(
      async () =>
        (await server.sql(`SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active' AND pid <> pg_backend_pid()`))
          .length > 0,
    );
    const second = await alpha.student.client.post('/probe/things', { name: 'slow', seconds: 3 }, keyed('k6'));
    assert.deepEqual([second.status, second.body.error_code], [409, 'IDEMPOTENCY_IN_PROGRESS']);
    assert.ok(isRunning);
    assert.equal((await slow).status, 201);
    assert.equal((await things('slow')).length, 1);
  });

  it('makes one row of twenty requests at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => alpha.student.client.post('/probe/things', { name: 'twenty' }, keyed('k7'))),
    );
    assert.ok(answers.every(({ status }) => status === 201 || status === 409));
    assert.equal(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id)).size, 1);
    assert.equal((await things('twenty')).length, 1);
  });

  it('keeps no refusal: the same key works afterwards', async () => {
    const refused = await alpha.student.client.post('/probe/things', { name: 'later', outcome: 'refused' }, keyed('k8'));
    assert.equal(refused.status, 409);
    const invalid = await alpha.student.client.post('/probe/things', { name: 7 }, keyed('k8'));
    assert.equal(invalid.status, 400);
    const done = await alpha.student.client.post('/probe/things', { name: 'later' }, keyed('k8'));
    assert.deepEqual([done.status, done.headers.get('idempotent-replayed')], [201, null]);
  });

  it('is ignored where answers hold tokens', async () => {
    const first = await alpha.student.client.post('/probe/tokens', { name: 'token' }, keyed('k9'));
    const again = await alpha.student.client.post('/probe/tokens', { name: 'token' }, keyed('k9'));
    assert.notEqual(again.body.id, first.body.id);
    const login = { email: alpha.student.email, password: alpha.student.password };
    const signedIn = await alpha.student.client.with({}).post('/auth/login', login, keyed('k9'));
    assert.equal(signedIn.headers.get('idempotent-replayed'), null);
    const stored = await server.sql(`SELECT 1 FROM core.idempotency_record WHERE answer LIKE '%access_token%'`);
    assert.equal(stored.length, 0);
  });

  it('refuses a key that is none', async () => {
    const answer = await alpha.student.client.post('/probe/things', { name: 'x' }, keyed('ä'.repeat(3)));
    assert.equal(answer.status, 400);
    assert.ok(answer.body.errors['Idempotency-Key']);
  });

  it('takes nothing from limits for a replay', async () => {
    const day = (key: string) => alpha.student.client.post('/probe/daily', { name: 'day' }, keyed(key));
    for (const key of ['d1', 'd1', 'd1', 'd2']) assert.equal((await day(key)).status, 200, key);
    assert.equal((await day('d3')).status, 429);
    const replayed = await day('d1');
    assert.deepEqual([replayed.status, replayed.headers.get('idempotent-replayed')], [200, 'true']);
  });

  it('is honoured, and limits are counted, where the handler opens no transaction', async () => {
    const send = (key: string) => beta.student.client.post('/probe/outside', { name: 'outside' }, keyed(key));
    const first = await send('o1');
    const again = await send('o1');
    assert.deepEqual([first.status, again.headers.get('idempotent-replayed'), again.text], [201, 'true', first.text]);
    assert.equal((await send('o2')).status, 429);
  });

  it('forgets after seven days', async () => {
    const first = await alpha.student.client.post('/probe/things', { name: 'old' }, keyed('k10'));
    await server.sql(`UPDATE core.idempotency_record SET created_at = now() - interval '8 days'`);
    const anew = await alpha.student.client.post('/probe/things', { name: 'old' }, keyed('k10'));
    assert.notEqual(anew.body.id, first.body.id);
    await server.get(Retention).purge();
    const [left] = await server.sql<{ n: number }>('SELECT count(*)::int AS n FROM core.idempotency_record');
    assert.equal(left?.n, 1);
    assert.equal((await alpha.student.client.post('/probe/things', { name: 'old' }, keyed('k10'))).body.id, anew.body.id);
  });
});
