import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cronProblem, nextDue } from './next-due.js';

const nightly = { name: 'probe.nightly', cron: '0 3 * * *', jitterSeconds: 0 };
const at = (text: string) => new Date(text);

describe('when a schedule comes', () => {
  test('by the clock on the wall of the institution', () => {
    assert.deepEqual(nextDue(nightly, 'a', 'Europe/Berlin', at('2026-11-20T10:00:00Z')), at('2026-11-21T02:00:00Z'));
    assert.deepEqual(nextDue(nightly, 'a', 'America/New_York', at('2026-11-20T10:00:00Z')), at('2026-11-21T08:00:00Z'));
  });

  test('once a night, also when the clock is changed', () => {
    const half = { ...nightly, cron: '30 2 * * *' };
    const nights: string[] = [];
    for (let now = at('2026-10-23T12:00:00Z'); nights.length < 4;) {
      const due = nextDue(half, 'a', 'Europe/Berlin', now);
      assert.ok(due);
      nights.push(due.toISOString().slice(0, 10));
      now = due;
    }
    assert.deepEqual(nights, ['2026-10-24', '2026-10-25', '2026-10-26', '2026-10-27']);
    // 02:30 does not exist on this night: the clock goes on at 03:00
    assert.deepEqual(nextDue(half, 'a', 'Europe/Berlin', at('2026-03-28T12:00:00Z')), at('2026-03-29T01:00:00Z'));
  });

  test('later than asked, and always at the same moment of an institution', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 40_000 }), (tenantId, minutes) => {
        const after = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);
        const spread = { ...nightly, jitterSeconds: 600 };
        const due = nextDue(spread, tenantId, 'UTC', after);
        assert.ok(due && due > after);
        const again = nextDue(spread, tenantId, 'UTC', due);
        assert.equal(Number(again) - Number(due), 86_400_000);
        const offset = Number(due) % 86_400_000;
        assert.ok(offset >= 3 * 3_600_000 && offset < 3 * 3_600_000 + 600_000);
      }),
    );
  });

  test('institutions come at different moments', () => {
    const moments = new Set(
      Array.from({ length: 50 }, (_, n) =>
        Number(nextDue({ ...nightly, jitterSeconds: 3600 }, `tenant ${n}`, 'UTC', at('2026-01-01T00:00:00Z'))),
      ),
    );
    assert.ok(moments.size > 40);
  });

  test('what is no cron expression is named', () => {
    assert.equal(cronProblem('*/5 * * * *'), undefined);
    for (const wrong of ['', 'often', '* * * *', '* * * * * *', '99 * * * *', '0 0 31 2 *']) assert.ok(cronProblem(wrong), wrong);
  });
});
