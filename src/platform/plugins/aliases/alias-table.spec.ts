import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AliasedRequest, AliasTable } from './alias-table.js';

const table = new AliasTable('/api/v1');
table.add('p', { method: 'GET', from: '/modules/{id}', to: '/courses/{id}?include=chapters' });
table.add('p', { method: 'GET', from: '/modules', to: '/courses' });
table.add('p', { method: 'PUT', from: '/modules/{id}/progress', to: '/progress/me/courses/{id}' });
table.add('p', { method: 'GET', from: '/api/submissions/student/{student}', to: '/submissions?student_id={student}' });
table.add('p', { method: '*', from: '/api/exercises/{rest*}', to: '/exercises/{rest*}' });
table.add('p', { method: 'GET', from: '/progress/user/{id}', to: '/progress/{id}' });
table.add('p', { method: 'GET', from: '/progress/{student}', to: '/progress/{student}' });
table.add('p', { method: 'POST', from: '/progress', to: '/progress/records' });

const led = (method: string, url: string): string | undefined => {
  const request: AliasedRequest = { method, url };
  table.rewrite(request);
  assert.equal(request.alias === undefined, request.url === url);
  return request.alias && request.url;
};

test('paths are led to canonical ones, with their parameters', () => {
  assert.equal(led('GET', '/modules'), '/api/v1/courses');
  assert.equal(led('HEAD', '/modules/'), '/api/v1/courses');
  assert.equal(led('GET', '/modules/7'), '/api/v1/courses/7?include=chapters');
  assert.equal(led('PUT', '/modules/7/progress'), '/api/v1/progress/me/courses/7');
  assert.equal(led('DELETE', '/api/exercises/7/cases/8'), '/api/v1/exercises/7/cases/8');
  assert.equal(led('GET', '/progress/user/9'), '/api/v1/progress/9');
  assert.equal(led('GET', '/progress/9'), '/api/v1/progress/9');
  assert.equal(led('POST', '/progress'), '/api/v1/progress/records');
});

test('what the caller asks in the query stays, and a path cannot add to it', () => {
  assert.equal(led('GET', '/modules/7?limit=5'), '/api/v1/courses/7?include=chapters&limit=5');
  assert.equal(led('GET', '/modules/7?include=chapters&limit=5&incl%75de=x'), '/api/v1/courses/7?include=chapters&limit=5');
  assert.equal(led('GET', '/api/submissions/student/8?student_id=9'), '/api/v1/submissions?student_id=8');
  assert.equal(led('GET', '/modules?limit=5&'), '/api/v1/courses?limit=5&');
  assert.equal(led('GET', '/modules?limit=5'), '/api/v1/courses?limit=5');
  assert.equal(led('GET', '/modules/a%2Fb'), '/api/v1/courses/a%2Fb?include=chapters');
  assert.equal(led('GET', '/api/submissions/student/a%26role=admin+x'), '/api/v1/submissions?student_id=a%26role%3Dadmin%2Bx');
  assert.equal(led('GET', '/api/submissions/student/%FF'), undefined);
});

test('everything else is left alone', () => {
  for (const url of ['/Modules', '//modules', '/modules//7', '/modules/7/8', 'http://elsewhere/modules', '/', '*', '/api/exercises']) {
    assert.equal(led('GET', url), undefined, url);
  }
  assert.equal(led('POST', '/modules'), undefined);
});

test('tells what is possible at a path', () => {
  assert.deepEqual(table.targetsOf('/modules/7/'), [{ method: 'GET', path: '/api/v1/courses/7' }]);
  assert.deepEqual(
    table.targetsOf('/api/exercises/7').map(({ method }) => method),
    ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  );
  assert.deepEqual(table.targetsOf('/nowhere'), []);
});

test('one path has one owner', () => {
  assert.throws(() => table.add('q', { method: 'GET', from: '/modules/{other}', to: '/x/{other}' }), /claimed by p and q/);
});
