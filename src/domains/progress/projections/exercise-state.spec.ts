import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Evaluation, exerciseOf } from './exercise-state.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));
const evaluation = (submissionId: string, minute: number, score: number): Evaluation => ({ submissionId, score, occurredAt: at(minute) });

/** A submission is evaluated at most once at a time. */
const evaluations = fc.uniqueArray(
  fc.record({
    submissionId: fc.constantFrom('a', 'b', 'c', 'd'),
    score: fc.integer({ min: 0, max: 100 }),
    occurredAt: fc.integer({ min: 0, max: 50 }).map(at),
  }),
  { maxLength: 20, selector: ({ submissionId, occurredAt }) => `${submissionId} ${occurredAt.getTime()}` },
);

describe('progress in an exercise', () => {
  it('is nothing before anything was evaluated', () => {
    assert.equal(exerciseOf([]), undefined);
  });

  it('counts submissions and remembers when the best score rose', () => {
    const state = exerciseOf([evaluation('a', 1, 40), evaluation('b', 2, 40), evaluation('c', 3, 75), evaluation('d', 4, 60)]);
    assert.deepEqual(state, {
      attempts: 4,
      bestScore: 75,
      rises: [
        { score: 40, at: at(1).toISOString() },
        { score: 75, at: at(3).toISOString() },
      ],
      createdAt: at(1),
      updatedAt: at(4),
    });
  });

  it('takes the latest evaluation of a submission, as of its first, though that be less', () => {
    const state = exerciseOf([evaluation('a', 1, 95), evaluation('b', 2, 70), evaluation('a', 3, 50)]);
    assert.equal(state?.bestScore, 70);
    assert.equal(state?.attempts, 2);
    assert.deepEqual(state?.rises, [
      { score: 50, at: at(1).toISOString() },
      { score: 70, at: at(2).toISOString() },
    ]);
  });

  it('does not depend on the order in which evaluations come in', () => {
    const shuffled = evaluations.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(fc.property(shuffled, ([all, other]) => assert.deepEqual(exerciseOf(all), exerciseOf(other))));
  });

  it('has as its best score the highest of the latest ones', () => {
    fc.assert(
      fc.property(evaluations, (all) => {
        const latest = new Map(
          all.toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime()).map((one) => [one.submissionId, one.score]),
        );
        assert.equal(exerciseOf(all)?.bestScore, latest.size === 0 ? undefined : Math.max(...latest.values()));
      }),
    );
  });
});
