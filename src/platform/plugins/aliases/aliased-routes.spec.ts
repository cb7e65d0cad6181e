import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliasedRoutes } from './aliased-routes.js';

const routes = [
  { method: 'POST', path: '/auth/login' },
  { method: 'DELETE', path: '/auth/sessions/{id}' },
  { method: 'GET', path: '/courses/{id}' },
  { method: 'GET', path: '/submissions' },
  { method: 'PUT', path: '/progress/{user_id}/courses/{course_id}' },
  { method: 'PUT', path: '/progress/me/courses/{id}' },
  { method: 'GET', path: '/users/{id}' },
  { method: 'PATCH', path: '/users/{id}' },
];

test('the rest of a path is whatever lies below', () => {
  const led = aliasedRoutes({ method: '*', from: '/api/auth/{rest*}', to: '/auth/{rest*}' }, routes);
  assert.deepEqual(
    led.map(({ method, path, target }) => `${method} ${path} → ${target.path}`),
    ['POST /api/auth/login → /auth/login', 'DELETE /api/auth/sessions/{id} → /auth/sessions/{id}'],
  );
});

test('parameters take the names of the alias, and the query is told apart', () => {
  const [module] = aliasedRoutes({ method: 'GET', from: '/modules/{module_id}', to: '/courses/{module_id}?include=chapters' }, routes);
  assert.deepEqual(module, {
    method: 'GET',
    path: '/modules/{module_id}',
    target: routes[2],
    query: { include: 'chapters' },
    parameters: { id: '{module_id}' },
  });
  const [ofStudent] = aliasedRoutes({ method: 'GET', from: '/of/{student}', to: '/submissions?student_id={student}' }, routes);
  assert.deepEqual([ofStudent?.query, ofStudent?.parameters], [{ student_id: '{student}' }, {}]);
});

test('one route for each method, the most specific', () => {
  const mine = aliasedRoutes({ method: 'PUT', from: '/modules/{id}/progress', to: '/progress/me/courses/{id}' }, routes);
  assert.deepEqual(
    mine.map(({ target }) => target.path),
    ['/progress/me/courses/{id}'],
  );
  const person = aliasedRoutes({ method: '*', from: '/people/{id}', to: '/users/{id}' }, routes);
  assert.deepEqual(
    person.map(({ method }) => method),
    ['GET', 'PATCH'],
  );
  assert.deepEqual(aliasedRoutes({ method: 'POST', from: '/people/{id}', to: '/users/{id}' }, routes), []);
});
