import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { authenticReport, newSecret } from './tests-report.js';

const report = [{ name: 'adds', passed: true, duration_ms: 1, message: '' }];

function sealed(secret: string, text: string): Buffer {
  return Buffer.from(createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest('hex') + text);
}

describe('A report of tests', () => {
  const secret = newSecret();

  it('counts when it was sealed by whoever knows the secret of the case', () => {
    assert.deepEqual(authenticReport(sealed(secret, JSON.stringify(report)), secret), report);
    assert.equal(authenticReport(sealed(newSecret(), JSON.stringify(report)), secret), undefined);
    assert.equal(authenticReport(Buffer.from(JSON.stringify(report)), secret), undefined);
    assert.equal(authenticReport(Buffer.concat([sealed(secret, JSON.stringify(report)), Buffer.from(' ')]), secret), undefined);
    assert.equal(authenticReport(undefined, secret), undefined);
  });

  it('has the shape of one', () => {
    for (const text of ['', '{}', '[1]', 'null', JSON.stringify([{ ...report[0], passed: 'yes' }])]) {
      assert.equal(authenticReport(sealed(secret, text), secret), undefined, text);
    }
  });
});
