import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { traceparentOf } from './trace-context.js';

describe('the trace of what runs', () => {
  it('is the one the caller began', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    assert.equal(traceparentOf({ traceparent, requestId: 'r-1' }), traceparent);
  });

  it('follows from the request where nobody began one', () => {
    const one = traceparentOf({ requestId: 'r-1' });
    assert.match(one, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    assert.equal(traceparentOf({ requestId: 'r-1' }), one);
    assert.notEqual(traceparentOf({ requestId: 'r-2' }), one);
  });
});
