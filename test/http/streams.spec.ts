import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, addTenant, type Person, switchPlugins } from '../../src/testing/world.js';
import { fresh } from '../contract/route-fixture.js';
import { diary, streams } from './stream-plugin.js';

const NDJSON = { 'content-type': 'application/x-ndjson' };

describe('streams', () => {
  let server: TestServer;
  let teacher: Person;
  let stranger: Person;

  before(async () => {
    server = await startTestServer({ plugins: [streams] });
    const [alpha, beta] = [await addTenant(server, 'alpha'), await addTenant(server, 'beta')];
    for (const { id } of [alpha, beta]) await switchPlugins(server, id, ['streams']);
    teacher = await addPerson(server, alpha, 'teacher');
    stranger = await addPerson(server, beta, 'teacher');
  });
  after(() => server.close());

  const send = (body: string | Buffer, headers: Record<string, string> = {}, as: Client = teacher.client) =>
    as.request('POST', '/streams/imports', body, { ...NDJSON, ...headers });

  /** The bare request, for clients that misbehave. */
  const raw = (method: string, path: string, headers: Record<string, string> = {}): ClientRequest => {
    const authorization = `Bearer ${teacher.client.token}`;
    return httpRequest(`${server.url}/api/v1${path}`, { method, headers: { authorization, ...headers } }).on('error', () => undefined);
  };

  it('receive a body past the limit of others, line by line', async () => {
    const line = `${JSON.stringify({ text: 'x'.repeat(1000) })}\n`;
    const body = `${line.repeat(3000)}{"broken\n${line}`;
    for (const [sent, headers] of [
      [body, {}],
      [gzipSync(body), { 'content-encoding': 'gzip' }],
    ] as const) {
      const answer = await send(sent, headers);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.body, { bytes: body.length, good: 3001, problems: ['3001: Not valid JSON'] });
    }
  });

  it('refuse other types, other codings and no body', async () => {
    assert.equal((await send('{}', { 'content-type': 'application/json' })).status, 415);
    assert.equal((await send('{}', { 'content-type': 'text/csv' })).status, 415);
    assert.equal((await send('{}', { 'content-encoding': 'br' })).status, 415);
    assert.equal((await teacher.client.request('POST', '/streams/imports')).status, 415);
  });

  it('are answered once under an idempotency key, which stands for the whole body', async () => {
    const key = { 'idempotency-key': fresh('key') };
    const first = await send('{"a":1}\n', key);
    assert.equal(first.status, 200, first.text);
    const again = await send('{"a":1}\n', key);
    assert.deepEqual([again.status, again.text, again.headers.get('idempotent-replayed')], [200, first.text, 'true']);
    const packed = await send(gzipSync('{"a":1}\n'), { ...key, 'content-encoding': 'gzip' });
    assert.equal(packed.headers.get('idempotent-replayed'), 'true', 'the same body, packed');
    const other = await send('{"a":2}\n', key);
    assert.deepEqual([other.status, other.body.error_code], [422, 'IDEMPOTENCY_MISMATCH']);
    assert.equal((await send('{"a":1}\n', key, stranger.client)).headers.get('idempotent-replayed'), null);
  });

  it('are received two at a time for one institution, and others do not wait', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    diary.hold = promise;
    diary.working = 0;
    const running = [send('1\n'), send('2\n')];
    await eventually(() => diary.working === 2);
    const refused = await send('3\n');
    assert.deepEqual([refused.status, refused.body.error_code, refused.headers.get('retry-after')], [429, 'RATE_LIMITED', '5']);
    const elsewhere = send('4\n', {}, stranger.client);
    await eventually(() => diary.working === 3);
    resolve();
    diary.hold = undefined;
    for (const answer of await Promise.all([...running, elsewhere])) assert.equal(answer.status, 200, answer.text);
    assert.equal((await send('5\n')).status, 200);
  });

  it('that are given up by the client free their place and do nothing', async () => {
    diary.working = 0;
    for (let n = 0; n < 5; n += 1) {
      const client = raw('POST', '/streams/imports', NDJSON);
      client.write('{"half":', () => setImmediate(() => client.destroy()));
      await new Promise((resolve) => client.once('close', resolve));
    }
    await eventually(async () => (await send('1\n')).status === 200);
    assert.equal(diary.working, 1, 'the one that came whole');
  });

  it('tell a client in the middle of its upload that it may not', async () => {
    for (const [headers, status] of [
      [{ authorization: 'Bearer nonsense' }, 401],
      [{ 'content-length': String(600 * 1024 * 1024) }, 413],
    ] as const) {
      const client = raw('POST', '/streams/imports', { ...NDJSON, ...headers });
      client.write(Buffer.alloc(500_000, 'x'));
      const [response] = (await once(client, 'response')) as [IncomingMessage];
      assert.equal(response.statusCode, status);
      assert.match(await text(response), /error_code/);
      client.destroy();
    }
  });

  it('are sent as they are made, through their schema', async () => {
    const answer = await teacher.client.get('/streams/exports?count=5000');
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers.get('content-type'), 'application/x-ndjson');
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="?lines\.ndjson"?$/);
    assert.equal(answer.headers.get('etag'), null);
    const lines = answer.text.trimEnd().split('\n');
    assert.equal(lines.length, 5000);
    assert.deepEqual(JSON.parse(lines[4999] ?? ''), { n: 4999, text: 'x'.repeat(100) });
    assert.ok(diary.isClosed);
    const empty = await teacher.client.get('/streams/exports?count=0');
    assert.deepEqual([empty.status, empty.text], [200, '']);
    const head = await teacher.client.head('/streams/exports?count=1000000');
    assert.deepEqual([head.status, head.text], [200, '']);
    assert.ok(diary.isClosed && diary.made < 1000, 'HEAD makes no more than the beginning');
    const bytes = await teacher.client.request('GET', '/streams/bytes');
    assert.deepEqual([bytes.status, bytes.headers.get('content-type'), bytes.text], [200, 'application/gzip', '\x01\x02\x03']);
  });

  it('that are refused or fail at their beginning are answered like everything else', async () => {
    const refused = await teacher.client.get('/streams/exports?count=1&refused=yes');
    assert.deepEqual([refused.status, refused.body.error_code], [409, 'CONFLICT']);
    const failed = await teacher.client.get('/streams/exports?count=10&failAt=1');
    assert.deepEqual([failed.status, failed.body.error_code], [500, 'INTERNAL_ERROR']);
  });

  it('that fail on the way break off, so that nobody takes a part for the whole', async () => {
    await assert.rejects(teacher.client.get('/streams/exports?count=100000&failAt=50000'), /terminated/);
    await eventually(() => diary.isClosed);
  });

  it('are made no faster than the client reads, and no further when it goes', async () => {
    const client = raw('GET', '/streams/exports?count=1000000');
    client.end();
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    response.pause();
    let before = -1;
    await eventually(async () => {
      const same = before === diary.made;
      before = diary.made;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return same;
    });
    assert.ok(diary.made < 500_000, `${diary.made} lines were made for a client that reads none`);
    assert.equal(diary.isClosed, false);
    response.destroy();
    await eventually(() => diary.isClosed);
    assert.ok(diary.made < 500_000);
  });
});
