import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LiteralRoutes } from './literal-routes.js';

describe('literal routes', () => {
  const routes = new LiteralRoutes([
    { path: '/quizzes/submit', method: 'POST' },
    { path: '/quizzes/:id', method: 'GET' },
    { path: '/quizzes/:id', method: 'PUT' },
    { path: '/progress/me/courses/:id', method: 'PUT' },
    { path: '/progress/:user_id/courses/:course_id', method: 'GET' },
    { path: '/progress/records', method: 'POST' },
    { path: '/courses', method: 'GET' },
    { path: '/files/*path', method: 'GET' },
  ]);

  it('keep their words from being ids', () => {
    assert.deepEqual([...(routes.methodsAt('/quizzes/submit') ?? [])], ['POST']);
    assert.deepEqual([...(routes.methodsAt('/quizzes/submit/') ?? [])], ['POST']);
    assert.deepEqual([...(routes.methodsAt('/progress/me/courses/7') ?? [])], ['PUT']);
  });

  it('leave everything else alone', () => {
    for (const path of ['/quizzes/7', '/courses', '/progress/7/courses/8', '/progress/records', '/files/a', '/quizzes/submitted']) {
      assert.equal(routes.methodsAt(path), undefined, path);
    }
  });
});
