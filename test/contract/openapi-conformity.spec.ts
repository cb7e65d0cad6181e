import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answer, client, type Client } from '../../src/testing/client.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { AnswerWatch } from './answer-watch.js';
import { ApiDocument, type Operation } from './api-document.js';
import { startContractServer } from './contract-server.js';
import { contractWorld } from './contract-world.js';
import { fixtures } from './fixtures/every-route.js';
import { clientOf, type ContractWorld, fresh, type RouteRequest } from './route-fixture.js';

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/;
/** Names of settings, limits and the like are data, not ours to spell. */
const SNAKE_CASE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

const server: TestServer = await startContractServer();
const document = new ApiDocument((await client(server).get('//openapi.json')).body);
const watch = new AnswerWatch(document);
const { problems } = watch;

describe('what the server answers, held against its OpenAPI document', () => {
  let world: ContractWorld;

  before(async () => {
    watch.start();
    world = await contractWorld(server);
  });
  after(async () => {
    watch.stop();
    await server.close();
  });

  it('the document says what each route does, in schemas that can be checked and names in snake_case', () => {
    assert.ok(document.compileAll() > 40);
    assert.deepEqual(
      document.operations.filter(({ summary }) => summary === '').map(({ route }) => route),
      [],
    );
    const names = document.propertyNames();
    assert.ok(names.length > 300);
    assert.deepEqual(
      names.filter(({ name }) => !SNAKE_CASE.test(name)),
      [],
    );
  });

  it('finds what differs', () => {
    const headers = new Headers();
    const strange = { status: 200, headers, text: '{}', body: {} };
    assert.equal(document.problemsOf('GET', '/api/v1/courses/x', strange).length, 1);
    assert.equal(document.problemsOf('GET', '/api/v1/courses/x', { ...strange, status: 418 }).length, 1);
    assert.equal(document.problemsOf('GET', '/health/live', { ...strange, body: { status: 'ok' } }).length, 0);
  });

  for (const operation of document.operations) {
    it(operation.route, async () => {
      const fixture = fixtures[operation.route];
      assert.ok(fixture, 'has no fixture');
      const request = await fixture.request(world);
      const caller = request.client ?? clientOf(world, world.alpha, fixture.caller);
      await probeRefusals(caller, operation, request);
      const answer = await send(caller, operation, request, operation.isIdempotent ? { 'idempotency-key': fresh('key') } : {});
      assert.equal(answer.status, fixture.status, answer.text);
      if (operation.path.startsWith('/api/v1/')) assert.match(answer.headers.get('ratelimit') ?? '', /^"[a-z_]+";r=\d+;t=\d+/);
      if (operation.method === 'GET') await readAgain(caller, operation, request);
      assert.deepEqual(problems.splice(0), []);
    });
  }

  it('a creation under an idempotency key is answered twice in the same words', async () => {
    for (const operation of document.operations.filter(({ isIdempotent }) => isIdempotent)) {
      const fixture = fixtures[operation.route];
      assert.ok(fixture);
      const request = await fixture.request(world);
      const caller = request.client ?? clientOf(world, world.alpha, fixture.caller);
      const key = { 'idempotency-key': fresh('key') };
      const first = await send(caller, operation, request, key);
      const second = await send(caller, operation, request, key);
      assert.deepEqual([second.status, second.text], [fixture.status, first.text], operation.route);
      assert.equal(second.headers.get('idempotent-replayed'), 'true');
      if (!operation.takesBody) continue;
      const other = { ...request, body: { ...(request.body as object), another: true } };
      assert.equal((await send(caller, operation, other, key)).status, 422, operation.route);
    }
    assert.deepEqual(problems.splice(0), []);
  });
});

const send = (as: Client, { method }: Operation, { path, body, headers }: RouteRequest, more: Record<string, string> = {}) =>
  as.request(method, path, body, { ...headers, ...more });

/** Refusals that any route gives, whatever it does. None may change anything. */
async function probeRefusals(caller: Client, operation: Operation, request: RouteRequest): Promise<void> {
  const { method } = operation;
  const expect = async (status: number, code: string, answer: Promise<Answer>): Promise<void> => {
    const { body, text, headers, status: got } = await answer;
    assert.deepEqual([got, body.error_code], [status, code], `${operation.route}: ${text}`);
    assert.deepEqual([body.error, body.request_id], [body.detail, headers.get('x-request-id')]);
  };
  if (operation.takesIfMatch) {
    await expect(412, 'PRECONDITION_FAILED', send(caller, operation, request, { 'if-match': '"another"' }));
  }
  if (operation.takesBody) {
    await expect(400, 'VALIDATION_ERROR', caller.request(method, request.path, { ...(request.body as object), noSuchField: 1 }));
    await expect(400, 'VALIDATION_ERROR', caller.request(method, request.path, '{"half'));
    await expect(415, 'UNSUPPORTED_MEDIA_TYPE', caller.request(method, request.path, 'a=b', { 'content-type': 'text/plain' }));
    await expect(413, 'PAYLOAD_TOO_LARGE', caller.request(method, request.path, { text: 'x'.repeat(1_100_000) }));
  }
  if (operation.takesUpload) {
    await expect(415, 'UNSUPPORTED_MEDIA_TYPE', caller.request(method, request.path, 'a=b', { 'content-type': 'text/plain' }));
  }
  if (UUID.test(request.path)) {
    const malformed = { ...request, path: request.path.replace(UUID, 'not-an-id') };
    await expect(400, 'VALIDATION_ERROR', send(caller, operation, malformed));
  }
  for (const query of operation.isPaged ? ['limit=0', 'limit=201', 'limit=1&limit=2', 'cursor=made-up', 'count=many'] : []) {
    await expect(400, 'VALIDATION_ERROR', caller.get(`${request.path}?${query}`));
  }
  const methods = document.operations.filter(({ path }) => path === operation.path).map((other) => other.method);
  const impossible = ['DELETE', 'PATCH', 'PUT', 'POST'].find((other) => !methods.includes(other));
  if (impossible && operation.path.startsWith('/api/v1/')) {
    const refused = await caller.request(impossible, request.path);
    assert.deepEqual([refused.status, refused.body.error_code], [405, 'METHOD_NOT_ALLOWED'], `${impossible} ${request.path}`);
    for (const possible of methods) assert.ok(refused.headers.get('allow')?.includes(possible), `${possible} is allowed`);
  }
}

/** With a slash at the end, by HEAD, by its tag, and in pages: it is the same thing. */
async function readAgain(caller: Client, operation: Operation, request: RouteRequest): Promise<void> {
  const [path = '', query] = request.path.split('?');
  const search = query ? `?${query}` : '';
  const slashed = await caller.get(`${path}/${search}`);
  assert.equal(slashed.status, 200, slashed.text);
  const head = await caller.head(request.path);
  assert.deepEqual([head.status, head.text], [200, '']);
  if (!operation.path.startsWith('/api/v1/')) return;
  if (operation.isStream) return;
  const tag = slashed.headers.get('etag') ?? '';
  assert.match(tag, /^"[\w-]+"$/);
  assert.match(slashed.headers.get('cache-control') ?? '', /^(?:no-store|private, no-cache)$/);
  assert.match(slashed.headers.get('vary') ?? '', /^Authorization, X-Tenant, Origin/);
  const known = await caller.get(request.path, { 'if-none-match': tag });
  // What measures time, or records that it was read, is another thing each time.
  if (known.headers.get('etag') === tag) assert.deepEqual([known.status, known.text], [304, '']);
  else assert.equal(known.status, 200, known.text);
  if (operation.isPaged) await readPage(caller, request.path);
}

async function readPage(caller: Client, path: string): Promise<void> {
  const page = await caller.get(`${path}${path.includes('?') ? '&' : '?'}limit=1&count=exact`);
  assert.equal(page.status, 200, page.text);
  const total = Number(page.headers.get('x-total-count'));
  assert.ok(total >= page.body.length);
  const link = page.headers.get('link');
  assert.equal(link !== null, total > page.body.length, `${path}: ${total} in all, Link ${link}`);
  if (!link) return;
  const [, address = ''] = /^<([^>]+)>; rel="next"$/.exec(link) ?? [];
  const next = await caller.get(address.slice(address.indexOf('/api/v1') + '/api/v1'.length));
  assert.equal(next.status, 200, next.text);
  assert.notDeepEqual(next.body, page.body);
}
