import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RUN_PRIORITIES, type RunPriority } from '../protocol.js';
import { type Release, Scheduler } from './scheduler.js';

const never = new AbortController().signal;

interface Asked {
  readonly priority: RunPriority;
  readonly lane: string;
}

/** In which order those get the only place who ask while it is taken. */
const orderOf = async (asked: readonly Asked[]): Promise<number[]> => {
  const scheduler = new Scheduler(1);
  const first = await scheduler.acquire('interactive', '', never);
  const order: number[] = [];
  const all = asked.map(async ({ priority, lane }, index) => {
    const release = await scheduler.acquire(priority, lane, never);
    order.push(index);
    release();
  });
  first();
  await Promise.all(all);
  assert.deepEqual([scheduler.running, scheduler.waiting], [0, 0]);
  return order;
};

const names = async (asked: readonly Asked[]): Promise<string> =>
  (await orderOf(asked)).map((index) => `${asked[index]?.lane}${index}`).join(' ');
const ask = (priority: RunPriority, lane: string): Asked => ({ priority, lane });
const many = (count: number, asked: Asked): Asked[] => Array.from({ length: count }, () => asked);

describe('Scheduler', () => {
  it('lets lanes take turns, and each lane keep its order', async () => {
    const asked = [...many(4, ask('grading', 'a')), ask('grading', 'b'), ask('grading', 'c'), ask('grading', 'b')];
    assert.equal(await names(asked), 'a0 b4 c5 a1 b6 a2 a3');
  });

  it('serves whoever waits for an answer first', async () => {
    assert.equal(await names([ask('bulk', 'x'), ask('grading', 'x'), ask('interactive', 'x')]), 'x2 x1 x0');
  });

  it('lets nobody starve: after four turns of others a grading has its own, after sixteen bulk work', async () => {
    const asked = [...many(40, ask('interactive', 'i')), ask('grading', 'g'), ask('bulk', 'b')];
    const order = await orderOf(asked);
    assert.deepEqual([order.indexOf(40), order.indexOf(41)], [4, 16]);
  });

  it('serves everybody once, never more at a time than there are places', async () => {
    const asked = fc.record({ priority: fc.constantFrom(...RUN_PRIORITIES), lane: fc.constantFrom('a', 'b', 'c') });
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), async (all, places) => {
        const scheduler = new Scheduler(places);
        let most = 0;
        const work = async ({ priority, lane }: Asked) => {
          const release = await scheduler.acquire(priority, lane, never);
          most = Math.max(most, scheduler.running);
          await Promise.resolve();
          release();
          release();
        };
        await Promise.all(all.map(work));
        assert.ok(most <= places);
        assert.deepEqual([scheduler.running, scheduler.waiting], [0, 0]);
      }),
    );
  });

  /** How many cases of 10 ms somebody gets through while others hold the only place for 10 s at a time. */
  const throughSleepers = async (sleeper: Asked, worker: Asked): Promise<number> => {
    let clock = 0;
    const scheduler = new Scheduler(1, () => clock);
    let done = 0;
    const work = async ({ priority, lane }: Asked, ms: number, onDone: () => void) => {
      while (clock < 100_000) {
        const release = await scheduler.acquire(priority, lane, never);
        clock += ms;
        onDone();
        release();
      }
    };
    const sleepers = Array.from({ length: 2 }, () => work(sleeper, 10_000, () => undefined));
    await Promise.all([...sleepers, work(worker, 10, () => (done += 1))]);
    return done;
  };

  it('counts time, not turns: who sleeps in a sandbox keeps nobody out', async () => {
    assert.ok((await throughSleepers(ask('interactive', 'a'), ask('interactive', 'b'))) >= 1000, 'another institution');
    assert.ok((await throughSleepers(ask('grading', 'a'), ask('grading', 'b'))) >= 1000, 'graded for another institution');
    assert.ok((await throughSleepers(ask('interactive', 'a'), ask('grading', 'a'))) >= 200, 'graded while others try');
    assert.ok((await throughSleepers(ask('interactive', 'a'), ask('bulk', 'b'))) >= 50, 'graded anew while others try');
  });

  it('forgets one that goes away while it waits, and gives the place to the next', async () => {
    const scheduler = new Scheduler(1);
    const first = await scheduler.acquire('interactive', '', never);
    const going = new AbortController();
    const gone = scheduler.acquire('interactive', '', going.signal);
    const next: Promise<Release> = scheduler.acquire('bulk', '', never);
    going.abort(new Error('gone'));
    await assert.rejects(gone, /gone/);
    await assert.rejects(scheduler.acquire('interactive', '', going.signal), /gone/);
    first();
    (await next)();
    assert.deepEqual([scheduler.running, scheduler.waiting], [0, 0]);
  });
});
