import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { StoredEvent } from '../events/stored-event.js';
import { portionsOf } from './portions.js';

const eventOf = (bytes: number): StoredEvent => ({ data: 'x'.repeat(bytes) }) as unknown as StoredEvent;

describe('the portions of a batch', () => {
  it('hold every event once, in order, and no more bytes than a broker takes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 256_000 }), { maxLength: 40 }), (sizes) => {
        const events = sizes.map(eventOf);
        const portions = portionsOf(events);
        assert.deepEqual(portions.flat(), events);
        assert.ok(portions.every((portion) => portion.length > 0));
        for (const portion of portions) assert.ok(portion.reduce((sum, { data }) => sum + String(data).length + 602, 0) <= 800_000);
      }),
      { numRuns: 50 },
    );
  });

  it('are few', () => {
    assert.equal(portionsOf(Array.from({ length: 200 }, () => eventOf(300))).length, 1);
    assert.equal(portionsOf([eventOf(250_000), eventOf(250_000), eventOf(250_000), eventOf(250_000)]).length, 2);
  });
});
