import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { QueryFailedError } from 'typeorm';
import { loggerOptions } from './logger.js';

describe('the log', () => {
  it('tells what went wrong in the database, not with which values', () => {
    const refusal = Object.assign(new Error('duplicate key value'), { code: '23505', detail: 'Key (email_key)=(ada@school.test) exists.' });
    const error = new Error('the award failed', { cause: new QueryFailedError('INSERT INTO core.users', ['ada@school.test'], refusal) });
    const lines: string[] = [];
    const log = pino({ ...loggerOptions, level: 'warn' }, { write: (line) => lines.push(line) });
    log.warn({ err: error }, 'a job failed');
    log.warn({ err: error.cause }, 'a job failed');
    log.warn({ err: undefined }, 'nothing is known');
    assert.match(lines[0] ?? '', /the award failed.*duplicate key value/);
    assert.match(lines[1] ?? '', /"type":"QueryFailedError".*"code":"23505"/);
    assert.doesNotMatch(lines.join(), /ada@school/);
  });
});
