import assert from 'node:assert/strict';
import { beforeEach, describe, mock, test } from 'node:test';
import { JobProgress } from './job-progress.js';

describe('what a job says of how far it is', () => {
  let stored: number[];
  let mine: boolean;
  let progress: JobProgress;
  const never = new AbortController().signal;

  beforeEach((context) => {
    stored = [];
    mine = true;
    mock.timers.enable({ apis: ['setTimeout'] });
    if ('after' in context) context.after(() => mock.timers.reset());
    progress = new JobProgress((fraction) => Promise.resolve(mine && stored.push(fraction) > 0), never);
  });

  test('is stored at once, then twice a second at most, the last word always', async () => {
    await progress.report(0.1);
    assert.deepEqual(stored, [0.1]);
    for (let step = 2; step <= 60; step += 1) await progress.report(step / 100 + 0.1);
    assert.deepEqual(stored, [0.1]);
    mock.timers.tick(500);
    await Promise.resolve();
    assert.deepEqual(stored, [0.1, 0.7]);
    mock.timers.tick(500);
    mock.timers.tick(500);
    assert.deepEqual(stored, [0.1, 0.7]);
    await progress.report(0.8);
    assert.deepEqual(stored, [0.1, 0.7, 0.8]);
  });

  test('never goes back, and what is no number is not said', async () => {
    await progress.report(0.5);
    await progress.report(0.4);
    await progress.report(Number.NaN);
    mock.timers.tick(500);
    assert.deepEqual(stored, [0.5]);
  });

  test('says nothing after the end', async () => {
    await progress.report(0.5);
    await progress.report(0.6);
    await progress.close();
    mock.timers.tick(1000);
    await progress.report(0.7);
    assert.deepEqual(stored, [0.5]);
  });

  test('is told when the job is no longer its own', async () => {
    await progress.report(0.1);
    assert.equal(progress.signal.aborted, false);
    mine = false;
    await progress.report(0.2);
    mock.timers.tick(500);
    await Promise.resolve();
    assert.equal(progress.signal.aborted, true);
    assert.equal(progress.isCalledOff, true);
  });
});
