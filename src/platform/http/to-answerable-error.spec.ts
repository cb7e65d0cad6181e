import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BadRequestException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { NotFound } from '../../sdk/errors.js';
import { toAnswerableError } from './to-answerable-error.js';

const failure = (fields: Record<string, unknown>): Error => Object.assign(new Error('something with a secret'), fields);
const told = (error: unknown) => {
  const answer = toAnswerableError(error);
  return answer && [answer.status, answer.code];
};

describe('errors of every layer', () => {
  it('become what the caller is told', () => {
    assert.deepEqual(told(new NotFound('course')), [404, 'COURSE_NOT_FOUND']);
    assert.deepEqual(told(new BadRequestException('no')), [400, 'VALIDATION_ERROR']);
    assert.deepEqual(told(new NotFoundException()), [404, 'NOT_FOUND']);
    assert.deepEqual(told(new URIError('malformed')), [400, 'VALIDATION_ERROR']);
    assert.deepEqual(told(failure({ status: 415, expose: true })), [415, 'UNSUPPORTED_MEDIA_TYPE']);
    assert.deepEqual(told(failure({ code: '23505' })), [409, 'CONFLICT']);
    assert.deepEqual(told(failure({ driverError: { code: '23503' } })), [409, 'CONFLICT']);
    assert.deepEqual(told(failure({ code: '57014' })), [504, 'TIMEOUT']);
    assert.deepEqual(told(failure({ code: 'ECONNREFUSED' })), [503, 'DEPENDENCY_UNAVAILABLE']);
    assert.deepEqual(told(failure({ code: '57P01' })), [503, 'DEPENDENCY_UNAVAILABLE']);
  });

  it('stay untold when they are defects', () => {
    for (const defect of [
      new Error('x'),
      failure({ code: '42P01' }),
      failure({ status: 404 }),
      new InternalServerErrorException('x'),
      'text',
      undefined,
    ]) {
      assert.equal(toAnswerableError(defect), undefined);
    }
  });

  it('never repeat what the driver said', () => {
    for (const code of ['23505', '23503', '57014', 'ECONNREFUSED'])
      assert.doesNotMatch(toAnswerableError(failure({ code }))?.message ?? '', /secret/);
  });
});
