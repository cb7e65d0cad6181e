import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { ApiDocument, type Operation } from '../api-document.js';
import { fixtures } from '../fixtures/every-route.js';
import { clientOf, type ContractWorld, type RouteRequest } from '../route-fixture.js';
import type { RowTrial } from './row-trial.js';
import type { LaterPart } from './seed-rows.js';

/** The paths of the source systems, and what they lead to. Every route below `/auth` has two more: `/auth/…` and `/api/auth/…`. */
const aliasRows: Readonly<Record<string, string>> = {
  'GET /modules': 'GET /courses',
  'GET /modules/{id}': 'GET /courses/{id}',
  'PUT /modules/{id}/progress': 'PUT /progress/me/courses/{id}',
  'GET /progress/user/{user_id}': 'GET /progress/{user_id}',
  'GET /progress/{student_id}': 'GET /progress/{user_id}',
  'POST /progress': 'POST /progress/records',
  'GET /users': 'GET /users',
  'POST /users': 'POST /users',
  'GET /users/{id}': 'GET /users/{id}',
  'PATCH /users/{id}': 'PATCH /users/{id}',
  'PUT /users/{id}': 'PUT /users/{id}',
  'DELETE /users/{id}': 'DELETE /users/{id}',
  'GET /content/{grade}/{subject}': 'GET /content/{grade}/{subject}',
  'GET /content/{grade}/{subject}/{topic}': 'GET /content/{grade}/{subject}/{topic}',
  'GET /assessments': 'GET /assessments',
  'POST /assessments': 'POST /assessments',
  'GET /api/analytics/student/{id}/progress': 'GET /analytics/students/{id}/progress',
  'GET /api/analytics/student/{id}/stats': 'GET /analytics/students/{id}/stats',
  'GET /api/analytics/exercise/{id}/stats': 'GET /analytics/exercises/{id}/stats',
  'GET /api/exercises': 'GET /exercises',
  'POST /api/exercises': 'POST /exercises',
  'GET /api/exercises/export': 'GET /exercises/export',
  'POST /api/exercises/import': 'POST /exercises/import',
  'GET /api/exercises/{id}': 'GET /exercises/{id}',
  'PATCH /api/exercises/{id}': 'PATCH /exercises/{id}',
  'PUT /api/exercises/{id}': 'PUT /exercises/{id}',
  'DELETE /api/exercises/{id}': 'DELETE /exercises/{id}',
  'POST /api/exercises/{id}/hints': 'POST /exercises/{id}/hints',
  'POST /api/exercises/{id}/check': 'POST /exercises/{id}/check',
  'POST /api/exercises/{id}/regrade': 'POST /exercises/{id}/regrade',
  'POST /api/exercises/{id}/publish': 'POST /exercises/{id}/publish',
  'POST /api/exercises/{id}/unpublish': 'POST /exercises/{id}/unpublish',
  'GET /api/exercises/{id}/versions': 'GET /exercises/{id}/versions',
  'GET /api/exercises/{id}/versions/{version}': 'GET /exercises/{id}/versions/{version}',
  'GET /api/analytics/leaderboard': 'GET /analytics/leaderboard',
  'POST /code/submit': 'POST /submissions',
  'GET /api/submissions': 'GET /submissions',
  'POST /api/submissions': 'POST /submissions',
  'GET /api/submissions/{id}': 'GET /submissions/{id}',
  'GET /api/submissions/student/{student_id}': 'GET /submissions',
  'GET /api/submissions/exercise/{exercise_id}': 'GET /submissions',
  'PUT /api/submissions/{id}/evaluate': 'PUT /submissions/{id}/evaluate',
  'POST /code/execute': 'POST /code/execute',
  'GET /code/history/{user_id}': 'GET /code/history/{user_id}',
  'POST /chat/message': 'POST /chat/message',
  'GET /chat/conversation/{id}': 'GET /chat/sessions/{id}',
  'POST /api/chat/sessions': 'POST /chat/sessions',
  'GET /api/chat/sessions': 'GET /chat/sessions',
  'GET /api/chat/sessions/{student_id}': 'GET /chat/sessions',
  'GET /api/chat/sessions/{id}/messages': 'GET /chat/sessions/{id}/messages',
  'POST /api/chat/sessions/{id}/messages': 'POST /chat/sessions/{id}/messages',
  'PUT /api/chat/sessions/{id}/end': 'PUT /chat/sessions/{id}/end',
};

/** Aliases that come with what they lead to. */
export const laterAliases: Readonly<Record<string, LaterPart>> = {
  '/hybrid': 'hybrid-ai',
};

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/;

/** What leads to each route: the aliases of the table, and the two of every route of `/auth`. */
export const expectedAliases = (routes: readonly Operation[]): Map<string, string> => {
  const expected = new Map(Object.entries(aliasRows).map(([alias, route]) => [alias, route.replace(' ', ' /api/v1')]));
  for (const { route, method, path } of routes) {
    const below = /^\/api\/v1(\/auth\/.*)$/.exec(path)?.[1];
    if (!below) continue;
    expected.set(`${method} ${below}`, route);
    expected.set(`${method} /api${below}`, route);
  }
  return expected;
};

/**
 * The document with those aliases that it leaves out, since they end the caller's session: each as the route it leads to.
 * Throws when another one is missing.
 */
export const withEveryAlias = (document: Json): Json => {
  const complete = structuredClone(document);
  for (const [alias, route] of expectedAliases(new ApiDocument(document).operations)) {
    const [method = '', path = ''] = alias.toLowerCase().split(' ');
    const [, target = ''] = route.split(' ');
    if (complete.paths[path]?.[method]) continue;
    const operation = complete.paths[target][method];
    assert.equal(operation['x-ends-session'], true, `${alias} is not described`);
    complete.paths[path] = { ...complete.paths[path], [method]: { ...operation, 'x-alias-of': route } };
  }
  return complete;
};

/** The fixture's request by the alias: the values of its path, put into the alias's. */
const byAlias = (alias: Operation, request: RouteRequest): RouteRequest => {
  const template = alias.aliasOf?.split(' ')[1] ?? '';
  const [path = '', query] = request.path.split('?');
  const values = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(`/api/v1${path}`)?.slice(1);
  assert.ok(values, `${request.path} is no ${template}`);
  let at = 0;
  // What the route takes from the query may stand in the path of the alias.
  const asked = new URLSearchParams(query);
  const led = alias.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[at++] ?? asked.get(name) ?? '');
  // What the alias asks for by itself is not asked for again.
  return { ...request, path: `/${led}${query && query !== 'include=chapters' ? `?${query}` : ''}` };
};

/** The same request, spoilt: by its body, its id, its page or its token. */
const spoilt = (alias: Operation, request: RouteRequest): { readonly request: RouteRequest; readonly isNobody: boolean } => {
  if (alias.takesBody) return { request: { ...request, body: { ...(request.body as object), noSuchField: 1 } }, isNobody: false };
  if (UUID.test(request.path)) return { request: { ...request, path: request.path.replace(UUID, 'no-id') }, isNobody: false };
  if (alias.isPaged) return { request: { ...request, path: `${request.path}?limit=0` }, isNobody: false };
  return { request, isNobody: true };
};

/**
 * An alias is called as the route it leads to is called, and answers the same. The second institution has the plugin off:
 * there the alias is refused, and the route is not.
 */
export const tryAlias = async (alias: Operation, { world, success, refusal }: RowTrial): Promise<void> => {
  const fixture = fixtures[alias.aliasOf ?? ''];
  assert.ok(fixture, `${alias.aliasOf} has no fixture`);
  const { alpha, beta } = world;
  const rightful = await fixture.request(world);
  const led = byAlias(alias, rightful);
  const send = (as: ContractWorld['operator'], { path, body, headers }: RouteRequest) => as.request(alias.method, path, body, headers);
  const caller = led.client ?? clientOf(world, alpha, fixture.caller);

  const wrong = spoilt(alias, led);
  if (wrong.isNobody) await refusal(401, 'UNAUTHENTICATED', send(alpha.nobody, wrong.request));
  else await refusal(400, 'VALIDATION_ERROR', send(caller, wrong.request));
  const closed = await refusal(403, 'PLUGIN_DISABLED', send(beta.admin.client, { ...led, body: led.body && {} }));
  assert.equal(closed.body.plugin, 'route-aliases');

  if (alias.method !== 'GET') return void (await success(fixture.status, send(caller, led)));
  const open = await send(beta.admin.client, rightful);
  assert.notEqual(open.body?.error_code, 'PLUGIN_DISABLED', 'the route itself is open');
  const itself = await send(caller, rightful);
  const answer = await success(fixture.status, send(caller, led));
  if (itself.headers.get('etag') === answer.headers.get('etag')) assert.equal(answer.text, itself.text);
  for (const header of ['cache-control', 'ratelimit-policy', 'vary']) assert.equal(answer.headers.get(header), itself.headers.get(header));
};
