import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Client, client, type Json } from '../../src/testing/client.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { ApiDocument, type Operation } from './api-document.js';
import { startContractServer } from './contract-server.js';
import { contractWorld } from './contract-world.js';
import { fixtures } from './fixtures/every-route.js';
import { clientOf, type ContractWorld, type RouteRequest } from './route-fixture.js';

const server: TestServer = await startContractServer();
const document = new ApiDocument((await client(server).get('//openapi.json')).body);
let world: ContractWorld;
let refused = 0;

before(async () => {
  world = await contractWorld(server);
});
after(() => server.close());

/** What a string may not be, wherever it stands. */
const NO_STRINGS: readonly Json[] = ['a\u0000b', '\ud800', { an: 'object' }, ['a', 'list'], 'x'.repeat(300_000)];

type Path = readonly (string | number)[];

/** What an institution keeps there is its own affair: any JSON. */
const FREE_FORM: ReadonlySet<string> = new Set(['data']);

/** Where the strings of a body stand. */
const stringsOf = (value: Json, at: Path = []): Path[] => {
  if (typeof value === 'string') return [at];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => stringsOf(inner, [...at, Array.isArray(value) ? Number(key) : key]));
};

const replaced = (value: Json, [key, ...rest]: Path, by: Json): Json => {
  if (key === undefined) return by;
  const copy: Json = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = replaced(copy[key], rest, by);
  return copy;
};

const isPlain = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && !Buffer.isBuffer(body) && !(body instanceof FormData);

const prepared = async ({ route }: Operation): Promise<{ request: RouteRequest; caller: Client; status: number }> => {
  const fixture = fixtures[route];
  assert.ok(fixture, `${route} has no fixture`);
  const request = await fixture.request(world);
  return { request, caller: request.client ?? clientOf(world, world.alpha, fixture.caller), status: fixture.status };
};

describe('bodies that no route takes', () => {
  for (const operation of document.operations.filter(({ takesBody }) => takesBody)) {
    it(operation.route, async () => {
      const { request, caller } = await prepared(operation);
      if (!isPlain(request.body)) return;
      const send = async (body: unknown, what: string): Promise<void> => {
        const answer = await caller.request(operation.method, request.path, body, request.headers);
        assert.deepEqual([answer.status, answer.body.error_code], [400, 'VALIDATION_ERROR'], `${what}: ${answer.text}`);
        refused += 1;
      };
      for (const body of [[], 'text', 5, null, true].map((each) => JSON.stringify(each))) await send(body, body);
      await send(`{"__proto__": {"role": "admin"}, ${JSON.stringify(request.body).slice(1)}`.replace(', }', '}'), '__proto__');
      for (const path of stringsOf(request.body)) {
        const isFree = FREE_FORM.has(String(path[0]));
        for (const value of isFree ? NO_STRINGS.slice(0, 2) : NO_STRINGS)
          await send(replaced(request.body, path, value), `${path.join('.')} = ${JSON.stringify(value).slice(0, 20)}`);
      }
    });
  }

  it('were many', () => assert.ok(refused > 500, `${refused} requests`));
});

describe('queries that no route takes', () => {
  for (const operation of document.operations.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/v1/'))) {
    it(operation.route, async () => {
      const { request, caller, status } = await prepared(operation);
      const ask = (query: string) => caller.get(`${request.path}${request.path.includes('?') ? '&' : '?'}${query}`);
      assert.equal((await ask('no_such_parameter=1&no_such_parameter=2')).status, status, 'what is not known is ignored');
      for (const name of operation.queryParameters) {
        const twice = await ask(`${name}=1&${name}=1`);
        assert.deepEqual([twice.status, twice.body?.error_code], [400, 'VALIDATION_ERROR'], `${name} twice: ${twice.text}`);
        const nothing = await ask(`${name}=a%00b`);
        assert.equal(nothing.status, 400, `${name} with NUL: ${nothing.text}`);
      }
    });
  }
});
