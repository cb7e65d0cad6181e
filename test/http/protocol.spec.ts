import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type Answer, client } from '../../src/testing/client.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { addSchool, type School, startProbeServer } from './support.js';

const ORIGIN = 'https://frontend.example';
const SCHOOL_ORIGIN = 'https://alpha-school.example';

const assertErrorBody = (answer: Answer, status: number, code: string): void => {
  assert.equal(answer.status, status, answer.text);
  const { body } = answer;
  assert.equal(body.error_code, code);
  assert.equal(typeof body.detail, 'string');
  assert.equal(body.error, body.detail);
  assert.match(body.timestamp, /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.equal(body.request_id, answer.headers.get('x-request-id'));
  assert.equal('errors' in body, status === 400);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
};

/** Sends bytes as they are and returns what comes back. */
const sendRaw = (url: string, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    let got = '';
    socket.on('data', (part) => (got += part.toString())).on('close', () => resolve(got));
    socket.on('error', reject).setTimeout(5000, () => socket.destroy());
  });

describe('the request path', () => {
  let server: TestServer;
  let alpha: School;
  before(async () => {
    server = await startProbeServer({ ALLOWED_ORIGINS: ORIGIN });
    alpha = await addSchool(server, 'alpha', { policies: { allowed_origins: [`${SCHOOL_ORIGIN}/`] } });
    await addSchool(server, 'beta');
  });
  after(() => server.close());

  const me = () => alpha.student.client;
  const post = (body: string | Buffer, type = 'application/json') => me().request('POST', '/probe/things', body, { 'content-type': type });

  describe('refuses with the error body', () => {
    for (const path of ['/nowhere', '//nowhere', '//health/nowhere', '/probe', '//API/v1/auth/me']) {
      it(`404 at ${path}`, async () => assertErrorBody(await me().get(path), 404, 'NOT_FOUND'));
    }

    it('405 for another method, naming those there are', async () => {
      const answer = await me().delete('/probe/things');
      assertErrorBody(answer, 405, 'METHOD_NOT_ALLOWED');
      assert.equal(answer.headers.get('allow'), 'GET, HEAD, OPTIONS, POST');
      assertErrorBody(await me().post('//health/live'), 405, 'METHOD_NOT_ALLOWED');
      const word = await me().get('/quizzes/submit');
      assertErrorBody(word, 405, 'METHOD_NOT_ALLOWED');
      assert.equal(word.headers.get('allow'), 'OPTIONS, POST', 'a word that names a route is no id');
    });

    it('401 without a token, 404 for an institution that is none', async () => {
      assertErrorBody(await client(server, { tenant: 'alpha' }).get('/probe/things'), 401, 'UNAUTHENTICATED');
      assertErrorBody(await client(server, { tenant: 'gamma' }).get('/probe/minute'), 404, 'TENANT_NOT_FOUND');
    });

    const refusedBodies: readonly [string, string | Buffer][] = [
      ['broken JSON', '{"name":"x"'],
      ['no object', '"x"'],
      ['an unknown key', '{"name":"x","extra":1}'],
      ['a wrong type', '{"name":7}'],
      ['over-long text', JSON.stringify({ name: 'x'.repeat(201) })],
      ['NUL', '{"name":"a\\u0000b"}'],
      ['a lone surrogate', '{"name":"\\ud800"}'],
      ['a __proto__ key', '{"name":"x","__proto__":{"a":1}}'],
      ['a __proto__ key inside', '{"name":"x","notes":{"__proto__":"y"}}'],
      ['deep nesting', `${'['.repeat(100)}${']'.repeat(100)}`],
      ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0x6e, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])],
      ['no body at all', ''],
    ];
    for (const [what, body] of refusedBodies) {
      it(`400 for ${what}`, async () => {
        const answer = await post(body);
        assertErrorBody(answer, 400, 'VALIDATION_ERROR');
        assert.ok(Object.keys(answer.body.errors).length > 0);
      });
    }

    it('no more problems than anybody reads', async () => {
      const keys = Array.from({ length: 5000 }, (_, at) => [`k${at}`, 1]);
      const answer = await post(JSON.stringify(Object.fromEntries([['name', 7], ...keys])));
      assertErrorBody(answer, 400, 'VALIDATION_ERROR');
      assert.equal(Object.keys(answer.body.errors).length, 100);
    });

    it('nothing of text that only looks like it', async () => {
      assert.equal((await post('{"name":"__proto__ = \\u0041"}')).body.name, '__proto__ = A');
    });

    for (const path of [
      '/probe/things/%FF',
      '/probe/things?cursor=%00',
      '/probe/things/not-an-id',
      '/probe/things?limit=0',
      '/probe/things?limit=201',
      '/probe/things?limit=1&limit=2',
    ]) {
      it(`400 at ${path}`, async () => assertErrorBody(await me().get(path), 400, 'VALIDATION_ERROR'));
    }

    it('413 for more than 1 MB', async () => {
      assertErrorBody(await post(JSON.stringify({ name: 'x'.repeat(1_100_000) })), 413, 'PAYLOAD_TOO_LARGE');
    });

    it('415 for another type, charset or encoding', async () => {
      assertErrorBody(await post('name=x', 'application/x-www-form-urlencoded'), 415, 'UNSUPPORTED_MEDIA_TYPE');
      assertErrorBody(await post('{"name":"x"}', 'text/plain'), 415, 'UNSUPPORTED_MEDIA_TYPE');
      assertErrorBody(await post('{"name":"x"}', 'application/json; charset=iso-8859-1'), 415, 'UNSUPPORTED_MEDIA_TYPE');
      const packed = await me().request('POST', '/probe/things', '{"name":"x"}', { 'content-encoding': 'bogus' });
      assertErrorBody(packed, 415, 'UNSUPPORTED_MEDIA_TYPE');
      assert.equal((await me().request('POST', '/probe/imports', '{}\n', { 'content-type': 'application/x-ndjson' })).status, 200);
    });

    it('500 without telling why', async () => {
      const answer = await me().post('/probe/things', { name: 'x', outcome: 'broken' });
      assertErrorBody(answer, 500, 'INTERNAL_ERROR');
      assert.doesNotMatch(answer.text, /select|password|\.ts/);
    });

    it('what the parser of HTTP refuses', async () => {
      const malformed = await sendRaw(server.url, 'GET / HTTP/9.9\r\nbroken\r\n\r\n');
      assert.match(malformed, /^HTTP\/1\.1 400 /);
      assert.match(malformed, /"error_code":"BAD_REQUEST"/);
      const large = await sendRaw(server.url, `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`);
      assert.match(large, /^HTTP\/1\.1 431 [\s\S]*"error_code":"HEADERS_TOO_LARGE"/);
    });
  });

  it('accepts a trailing slash, HEAD and OPTIONS', async () => {
    assert.equal((await me().get('/probe/things/')).status, 200);
    const head = await me().head('/probe/things');
    assert.deepEqual([head.status, head.text], [200, '']);
    const options = await me().request('OPTIONS', '/probe/things');
    assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, HEAD, OPTIONS, POST']);
  });

  it('echoes a sane request id and replaces another', async () => {
    assert.equal((await me().get('/probe/things', { 'x-request-id': 'trace-1:a.b' })).headers.get('x-request-id'), 'trace-1:a.b');
    const replaced = (await me().get('/probe/things', { 'x-request-id': 'no spaces please' })).headers.get('x-request-id');
    assert.match(replaced ?? '', /^[0-9a-f-]{36}$/);
  });

  it('answers only what the schema names', async () => {
    const made = await me().post('/probe/things', { name: 'shown' });
    assert.deepEqual(Object.keys(made.body), ['id', 'name']);
  });

  describe('versions', () => {
    it('answers 304 to the tag it gave, per institution and role', async () => {
      const { body: thing } = await me().post('/probe/things', { name: 'tagged' });
      const read = await me().get(`/probe/things/${thing.id}`);
      const tag = read.headers.get('etag') ?? '';
      assert.match(tag, /^"[\w-]+"$/);
      const unchanged = await me().get(`/probe/things/${thing.id}`, { 'if-none-match': tag });
      assert.deepEqual([unchanged.status, unchanged.text], [304, '']);
      assert.equal((await me().get(`/probe/things/${thing.id}`, { 'if-none-match': `W/${tag}` })).status, 304);
      const asAdmin = await alpha.admin.client.get(`/probe/things/${thing.id}`);
      assert.notEqual(asAdmin.headers.get('etag'), tag);
    });

    it('refuses a change of another version with 412', async () => {
      const { body: thing } = await me().post('/probe/things', { name: 'first' });
      const tag = (await me().get(`/probe/things/${thing.id}`)).headers.get('etag') ?? '';
      assert.equal((await me().put(`/probe/things/${thing.id}`, { name: 'second' }, { 'if-match': tag })).status, 200);
      const late = await me().put(`/probe/things/${thing.id}`, { name: 'third' }, { 'if-match': tag });
      assertErrorBody(late, 412, 'PRECONDITION_FAILED');
      assert.equal((await me().get(`/probe/things/${thing.id}`)).body.name, 'second');
      const third = await me().put(`/probe/things/${thing.id}`, { name: 'third' }, { 'if-match': '*' });
      assert.equal(third.status, 200);
      const tagOfThird = third.headers.get('etag') ?? '';
      assert.equal((await me().get(`/probe/things/${thing.id}`)).headers.get('etag'), tagOfThird);
      assert.equal((await me().put(`/probe/things/${thing.id}`, { name: 'fourth' }, { 'if-match': tagOfThird })).status, 200);
    });
  });

  describe('pages', () => {
    const names = (answer: Answer): string[] => answer.body.map(({ name }: { name: string }) => name);
    const nextOf = (answer: Answer): string => /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1] ?? '';
    before(async () => {
      for (let n = 0; n < 5; n += 1) await me().post('/probe/things', { name: `page-${n}` });
    });

    it('follow Link to the end, in order, with nothing twice', async () => {
      const first = await me().get('/probe/things?prefix=page-&limit=2&count=exact');
      assert.equal(first.headers.get('x-total-count'), '5');
      assert.ok(nextOf(first).startsWith(`${server.url}/api/v1/probe/things?`), nextOf(first));
      const second = await me().get(nextOf(first).slice(`${server.url}/api/v1`.length));
      const third = await me().get(nextOf(second).slice(`${server.url}/api/v1`.length));
      assert.deepEqual([...names(first), ...names(second), ...names(third)], ['page-0', 'page-1', 'page-2', 'page-3', 'page-4']);
      assert.equal(third.headers.get('link'), null);
    });

    it('refuse a cursor of other filters, of another institution, or of nobody', async () => {
      const cursor = new URL(nextOf(await me().get('/probe/things?prefix=page-&limit=2'))).searchParams.get('cursor') ?? '';
      assert.equal((await me().get(`/probe/things?prefix=page-&cursor=${cursor}`)).status, 200);
      for (const path of [
        `/probe/things?prefix=pa&cursor=${cursor}`,
        `/probe/things?prefix=page-&cursor=${cursor.slice(0, -2)}`,
        '/probe/things?cursor=AAAA',
      ]) {
        assertErrorBody(await me().get(path), 400, 'VALIDATION_ERROR');
      }
      const beta = await addSchool(server, 'delta');
      assertErrorBody(await beta.student.client.get(`/probe/things?prefix=page-&cursor=${cursor}`), 400, 'VALIDATION_ERROR');
    });
  });

  describe('browsers', () => {
    const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization, idempotency-key' };
    const preflight = (origin: string) => client(server).request('OPTIONS', '/probe/things', undefined, { origin, ...asked });

    it('from an allowed origin may ask, read and see the headers', async () => {
      for (const origin of [ORIGIN, SCHOOL_ORIGIN]) {
        const before = await preflight(origin);
        assert.deepEqual([before.status, before.headers.get('access-control-allow-origin')], [204, origin]);
        assert.match(before.headers.get('access-control-allow-headers') ?? '', /Idempotency-Key/);
        const answer = await me().get('/probe/things', { origin });
        assert.equal(answer.headers.get('access-control-allow-origin'), origin);
        for (const name of [
          'Link',
          'ETag',
          'RateLimit',
          'Retry-After',
          'X-Request-Id',
          'Idempotent-Replayed',
          'X-Total-Count',
          'RateLimit-Policy',
        ]) {
          assert.ok(answer.headers.get('access-control-expose-headers')?.split(', ').includes(name), name);
        }
        const refused = await me().get('/probe/things/not-an-id', { origin });
        assert.equal(refused.headers.get('access-control-allow-origin'), origin);
        const unread = await me().post('/probe/things', '{', { origin });
        assert.deepEqual([unread.status, unread.headers.get('access-control-allow-origin')], [400, origin]);
      }
    });

    it("from elsewhere, or from another institution's origin, may not", async () => {
      assert.equal((await preflight('https://evil.example')).headers.get('access-control-allow-origin'), null);
      const unread = await me().post('/probe/things', '{', { origin: 'https://evil.example' });
      assert.deepEqual([unread.status, unread.headers.get('access-control-allow-origin')], [400, null]);
      const beta = client(server, { tenant: 'beta' });
      assert.equal((await beta.get('/probe/minute', { origin: SCHOOL_ORIGIN })).headers.get('access-control-allow-origin'), null);
      assert.equal((await beta.get('/probe/minute', { origin: ORIGIN })).headers.get('access-control-allow-origin'), ORIGIN);
    });

    it('and caches are told what they need', async () => {
      const { headers } = await me().get('/probe/things');
      assert.match(headers.get('vary') ?? '', /Authorization, X-Tenant, Origin/);
      assert.equal(headers.get('cache-control'), 'private, no-cache');
      assert.equal((await me().get('/auth/me')).headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
      assert.equal(headers.get('x-powered-by'), null);
    });
  });
});
