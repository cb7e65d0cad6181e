import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FrozenQuestion } from '../../src/domains/questions/frozen-question.js';
import { answerProblems, gradeAttempt, gradeOf } from '../../src/domains/quizzes/grade-attempt.js';
import { effectOf } from '../../src/domains/quizzes/regrading/correction.js';
import { hasAttemptsLeft, isOpenAt, isPast, lastMoment } from '../../src/domains/quizzes/taking-rules.js';
import type { QuizRow } from '../../src/domains/quizzes/quiz-sql.js';

const OPTIONS = ['a', 'b', 'c'];

const question = (id: string, points: number, key: string): FrozenQuestion => ({
  id,
  type: 'multiple_choice',
  question: `Question ${id}`,
  options: OPTIONS,
  correct_answer: key,
  accepted_answers: [],
  tolerance: null,
  explanation: '',
  difficulty: 3,
  skills: [],
  points,
});

/** Questions with an answer each; some have none. */
const taken = fc
  .array(
    fc.record({
      points: fc.integer({ min: 1, max: 1000 }),
      key: fc.constantFrom(...OPTIONS),
      answer: fc.constantFrom(...OPTIONS, null, undefined),
    }),
    {
      minLength: 1,
      maxLength: 200,
    },
  )
  .map((all) => ({
    questions: all.map(({ points, key }, index) => question(String(index), points, key)),
    answers: Object.fromEntries(all.flatMap(({ answer }, index) => (answer === undefined ? [] : [[String(index), answer]]))),
  }));

const passing = fc.double({ min: 0, max: 1, noNaN: true });

describe('the grade of an attempt', () => {
  it('is the share of the points that is right, rounded once', () => {
    fc.assert(
      fc.property(taken, passing, ({ questions, answers }, passingScore) => {
        const grade = gradeAttempt(questions, answers, passingScore);
        const right = questions.filter(({ id, correct_answer: key }) => answers[id] === key);
        const sum = (some: readonly FrozenQuestion[]) => some.reduce((all, { points }) => all + points, 0);
        assert.equal(grade.score, sum(right) / sum(questions));
        assert.deepEqual(
          grade.correctIds,
          right.map(({ id }) => id),
        );
        assert.equal(grade.passed, grade.score >= passingScore);
        assert.equal(grade.score === 1, right.length === questions.length);
        assert.equal(grade.score === 0, right.length === 0);
        assert.deepEqual(answerProblems(questions, answers), {});
      }),
    );
  });

  it('depends on what was answered, not on the order or on what was left out', () => {
    fc.assert(
      fc.property(taken, ({ questions, answers }) => {
        const { score } = gradeAttempt(questions, answers, 0.5);
        assert.equal(gradeAttempt(questions.toReversed(), answers, 0.5).score, score);
        const spelled = Object.fromEntries(questions.map(({ id }) => [id, answers[id] ?? null]));
        assert.equal(gradeAttempt(questions, spelled, 0.5).score, score);
      }),
    );
  });

  it('of nothing is nothing', () => {
    assert.deepEqual(gradeOf([], new Set(), 0.5), { score: 0, passed: false, correctIds: [] });
  });
});

describe('a corrected key', () => {
  it('gives every attempt the grade it would have got with that key, and changes no other', () => {
    fc.assert(
      fc.property(taken, passing, fc.nat(), fc.constantFrom(...OPTIONS), ({ questions, answers }, passingScore, pick, key) => {
        const asked = questions[pick % questions.length];
        assert.ok(asked);
        const before = gradeAttempt(questions, answers, passingScore);
        const attempt = {
          status: 'graded',
          passing_score: passingScore,
          correct_ids: before.correctIds,
          answer: answers[asked.id],
          question: asked,
          worth: questions,
        } as const;
        const effect = effectOf(attempt, { correct_answer: key });
        const wanted = gradeAttempt(
          questions.map((one) => (one === asked ? { ...one, correct_answer: key } : one)),
          answers,
          passingScore,
        );
        if (effect.kind === 'regraded') assert.deepEqual(effect.grade, wanted);
        else assert.deepEqual([effect.kind, wanted], ['unchanged', before]);
        assert.equal(effectOf({ ...attempt, correct_ids: wanted.correctIds }, { correct_answer: key }).kind, 'unchanged');
        assert.equal(effectOf(attempt, { correct_answer: 'no option' }).kind, 'unfit');
        assert.equal(effectOf({ ...attempt, question: null }, { correct_answer: key }).kind, 'not-asked');
      }),
    );
  });
});

describe('the rules of taking', () => {
  const quiz = (opens: Date | null, closes: Date | null) => ({ opens_at: opens, closes_at: closes }) as QuizRow;
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second));

  it('open with the first moment and close with the last', () => {
    assert.deepEqual(
      [at(9), at(10), at(19), at(20)].map((now) => isOpenAt(quiz(at(10), at(20)), now)),
      [false, true, true, false],
    );
    assert.equal(isOpenAt(quiz(null, null), at(0)), true);
  });

  it('end an attempt with its deadline', () => {
    assert.deepEqual([isPast(null, at(1)), isPast(at(2), at(1)), isPast(at(1), at(1))], [false, false, true]);
    assert.deepEqual(lastMoment(quiz(null, at(5)), at(9)), at(5));
    assert.deepEqual(lastMoment(quiz(null, at(9)), at(5)), at(5));
    assert.deepEqual(lastMoment(quiz(null, at(9)), null), at(9));
    assert.equal(lastMoment(quiz(null, null), null), null);
  });

  it('count attempts', () => {
    assert.deepEqual(
      [hasAttemptsLeft(null, 1000), hasAttemptsLeft(2, 1), hasAttemptsLeft(2, 2), hasAttemptsLeft(1, 2)],
      [true, true, false, false],
    );
  });
});
