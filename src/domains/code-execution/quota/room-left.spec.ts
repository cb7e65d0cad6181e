import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type CurrentUse, refusalOf, type Use } from './room-left.js';

const quota = { user_concurrent: 2, tenant_concurrent: 3, user_cpu_seconds_per_day: 10, tenant_cpu_seconds_per_day: 20 };
const idle: Use = { runs: 0, reservedMs: 0, usedMs: 0 };
const use = (own: Partial<Use>, all: Partial<Use> = own): CurrentUse => ({
  own: { ...idle, ...own },
  all: { ...idle, ...all },
  secondsToMidnight: 3600,
});

const waits = (current: CurrentUse, cpuMs = 5000): number | undefined => refusalOf(current, cpuMs, quota)?.extras.retryAfter;

describe('room for a run', () => {
  it('is there up to the very last place and millisecond', () => {
    assert.equal(waits(use({ runs: 1, reservedMs: 5000 })), undefined);
    assert.equal(waits(use({ usedMs: 5000 })), undefined);
    assert.equal(waits(use({}, { runs: 2, usedMs: 15_000 })), undefined);
  });

  it('comes again soon while others run, and at midnight when the day is used up', () => {
    assert.equal(waits(use({ runs: 2 })), 1);
    assert.equal(waits(use({}, { runs: 3 })), 1);
    assert.equal(waits(use({ runs: 1, reservedMs: 5001 })), 1);
    assert.equal(waits(use({}, { runs: 1, reservedMs: 15_001 })), 1);
    assert.equal(waits(use({ usedMs: 5001 })), 3600);
    assert.equal(waits(use({}, { usedMs: 15_001 })), 3600);
    assert.equal(refusalOf(use({ runs: 2 }), 1, quota)?.code, 'QUOTA_EXCEEDED');
  });

  it('is never given twice: whatever is granted fits', () => {
    const part = fc.record({ runs: fc.nat(4), reservedMs: fc.nat(25_000), usedMs: fc.nat(25_000) });
    fc.assert(
      fc.property(part, part, fc.nat(12_000), (own, others, cpuMs) => {
        const all = {
          runs: own.runs + others.runs,
          reservedMs: own.reservedMs + others.reservedMs,
          usedMs: own.usedMs + others.usedMs,
        };
        const granted = refusalOf({ own, all, secondsToMidnight: 60 }, cpuMs, quota) === undefined;
        const fits =
          own.runs + 1 <= 2 &&
          all.runs + 1 <= 3 &&
          own.usedMs + own.reservedMs + cpuMs <= 10_000 &&
          all.usedMs + all.reservedMs + cpuMs <= 20_000;
        assert.equal(granted, fits);
      }),
    );
  });
});
