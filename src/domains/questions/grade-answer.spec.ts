import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { answerText } from './answer-text.js';
import type { AnswerKey, GradableQuestion } from './frozen-question.js';
import { answerProblem, gradeAnswer } from './grade-answer.js';
import { keyProblems } from './key-problems.js';

const fillIn = (correct_answer: AnswerKey, more: Partial<GradableQuestion> = {}): GradableQuestion => ({
  type: 'fill_in_blank',
  options: [],
  correct_answer,
  accepted_answers: [],
  tolerance: null,
  ...more,
});
const choice = (options: readonly string[], correct_answer: AnswerKey): GradableQuestion => ({
  ...fillIn(correct_answer),
  type: 'multiple_choice',
  options,
});
const truth = (correct_answer: AnswerKey): GradableQuestion => ({ ...fillIn(correct_answer), type: 'true_false' });

const anyText = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed());
const anyQuestion: fc.Arbitrary<GradableQuestion> = fc.record({
  type: fc.constantFrom('multiple_choice', 'true_false', 'fill_in_blank'),
  options: fc.array(anyText, { maxLength: 5 }),
  correct_answer: fc.oneof(anyText, fc.boolean(), fc.double(), fc.constantFrom('1,5', 'true', '1e400')),
  accepted_answers: fc.array(anyText, { maxLength: 3 }),
  tolerance: fc.option(fc.double({ min: 0, noNaN: true })),
});

describe('the text of an answer', () => {
  const same: readonly (readonly [string, string])[] = [
    ['straße', 'STRASSE'],
    ['ὀδυσσεύς', 'ὈΔΥΣΣΕΎΣ'],
    ['İstanbul', 'istanbul'],
    ['ISPARTA', 'ısparta'],
    ['ﬁne', 'FINE'],
    ['Ångström', 'A\u030angstro\u0308m'],
    ['  two\u00a0 \t words\n', 'two words'],
    ['co\u00adope\u200brate', 'cooperate'],
    ['１２', '12'],
    ['x²', 'x2'],
  ];
  for (const [one, other] of same) {
    it(`takes ${JSON.stringify(one)} for ${JSON.stringify(other)}`, () => assert.equal(answerText(one), answerText(other)));
  }

  it('keeps accents and signs apart', () => {
    assert.notEqual(answerText('resume'), answerText('résumé'));
    assert.notEqual(answerText('c++'), answerText('c'));
  });

  it('settles: normalising twice changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => answerText(answerText(text)) === answerText(text)),
      { numRuns: 2000 },
    );
    const awkward = fc.array(fc.constantFrom('i', 'İ', 'ı', 'I', '\u0307', '\u0323', 'ß', 'ς', 'Σ', ' ', 'ŉ', 'ΐ'));
    fc.assert(fc.property(awkward, (parts) => answerText(answerText(parts.join(''))) === answerText(parts.join(''))));
  });

  it('does not see case or surrounding and inner white space', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zäöüß]+$/), { minLength: 1 }), (words) => {
        const spread = `\t${words.join('   ').toUpperCase()} `;
        assert.equal(answerText(spread), answerText(words.join(' ')));
      }),
    );
  });
});

describe('grading', () => {
  it('never throws, and finds a wrong shape wrong', () => {
    fc.assert(
      fc.property(anyQuestion, fc.oneof(fc.jsonValue(), anyText, fc.double(), fc.constant(undefined)), (question, answer) => {
        const right = gradeAnswer(question, answer);
        if (answerProblem(question, answer) !== undefined) assert.equal(right, false);
      }),
      { numRuns: 3000 },
    );
  });

  it('finds the key right, and every accepted answer, of a question that may be stored', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        fc.pre(keyProblems(question).length === 0);
        assert.equal(gradeAnswer(question, question.correct_answer), true);
        assert.equal(answerProblem(question, question.correct_answer), undefined);
        for (const accepted of question.accepted_answers) assert.equal(gradeAnswer(question, accepted), true);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no key that nobody can give', () => {
    for (const key of [Number.NEGATIVE_INFINITY, Number.NaN]) {
      assert.deepEqual(
        keyProblems(fillIn(key)).map(({ path }) => path),
        [['correct_answer']],
      );
    }
  });

  it('finds a missing answer wrong, without calling it a problem', () => {
    for (const missing of [undefined, null]) {
      assert.equal(gradeAnswer(fillIn('null'), missing), false);
      assert.equal(answerProblem(fillIn('null'), missing), undefined);
    }
  });

  it('does not care in what order options stand', () => {
    const options = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 2, maxLength: 6 });
    const shuffled = options.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.constantFrom(...all), fc.constantFrom(...all)),
    );
    fc.assert(
      fc.property(shuffled, ([all, other, key, answer]) => {
        assert.equal(gradeAnswer(choice(all, key), answer), key === answer);
        assert.equal(gradeAnswer(choice(other, key), answer), key === answer);
      }),
    );
  });

  it('takes an option by its text alone', () => {
    const question = choice(['3', '4', 'x²', 'x2', 'A', 'a'], '4');
    assert.equal(gradeAnswer(question, ' 4 '), true);
    for (const wrong of [1, 4, ['4'], { text: '4' }, true, '5', '']) assert.ok(answerProblem(question, wrong), JSON.stringify(wrong));
    assert.equal(gradeAnswer(choice(['x²', 'x2'], 'x²'), 'x2'), false);
    assert.equal(gradeAnswer(choice(['A', 'a'], 'A'), 'a'), false);
  });

  it('takes booleans and the two words for true and false', () => {
    for (const yes of [true, 'true', 'True', ' TRUE ']) assert.equal(gradeAnswer(truth(true), yes), true, JSON.stringify(yes));
    for (const no of [false, 'false', 'FALSE']) assert.equal(gradeAnswer(truth(true), no), false, JSON.stringify(no));
    for (const neither of [1, 0, 'yes', '', {}, [true]]) assert.ok(answerProblem(truth(true), neither), JSON.stringify(neither));
    assert.equal(gradeAnswer(truth('False'), false), true);
  });
});

describe('a tolerance', () => {
  /** Two decimal places, as an author and a learner write them. */
  const hundredths = (n: number) => (n / 100).toFixed(2);
  const amount = fc.integer({ min: -1_000_000, max: 1_000_000 });

  it('is exact, symmetric and includes its bounds', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 10_000 }), fc.boolean(), (key, distance, down) => {
        const question = fillIn(hundredths(key), { tolerance: distance / 100 });
        const at = (steps: number) => hundredths(down ? key - steps : key + steps);
        assert.equal(gradeAnswer(question, at(distance)), true);
        assert.equal(gradeAnswer(question, Number(at(distance))), true);
        assert.equal(gradeAnswer(question, at(distance + 1)), false);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 0, max: 1000 }), (one, other, distance) => {
        const tolerance = distance / 100;
        const there = gradeAnswer(fillIn(hundredths(one), { tolerance }), hundredths(other));
        assert.equal(gradeAnswer(fillIn(hundredths(other), { tolerance }), hundredths(one)), there);
      }),
    );
  });

  const right: readonly (readonly [AnswerKey, number, unknown])[] = [
    [0.3, 0.1, 0.4],
    [0.3, 0, '0.30'],
    ['3.14', 0.01, '3,15'],
    [1500, 0, '1,500'],
    [1500, 0, '1 500'],
    [1500, 0, '1.500,0'],
    [1.5, 0, '1,500'],
    [1234567.5, 0, '1,234,567.5'],
    [1234567, 0, '1.234.567'],
    [-4, 0, '−4'],
    [1500, 0, '1.5e3'],
    [0.5, 0, '.5'],
    [5, 0, '+5.'],
  ];
  for (const [key, tolerance, answer] of right) {
    it(`takes ${JSON.stringify(answer)} for ${key} ± ${tolerance}`, () =>
      assert.equal(gradeAnswer(fillIn(key, { tolerance }), answer), true));
  }

  it('knows decimal numbers only', () => {
    const anything = fillIn(16, { tolerance: 1e15 });
    for (const no of ['0x10', 'Infinity', '-Infinity', 'NaN', '16 m', '32/2', '1e999', '--16', '', '.', ',', '1,2,3', '1e', '٣']) {
      assert.equal(gradeAnswer(anything, no), false, no);
    }
    assert.equal(gradeAnswer(fillIn(1500, { tolerance: 0 }), '1.500'), false);
  });

  it('still takes an accepted word', () => {
    const question = fillIn(3, { tolerance: 0.5, accepted_answers: ['three', '30'] });
    for (const yes of ['Three', '2.5', '29.5']) assert.equal(gradeAnswer(question, yes), true, yes);
    assert.equal(gradeAnswer(question, 'four'), false);
  });

  it('is what makes a number of a text: without one, 1.0 is not 1', () => {
    assert.equal(gradeAnswer(fillIn('1'), '1.0'), false);
    assert.equal(gradeAnswer(fillIn('1'), 1), true);
    assert.equal(gradeAnswer(fillIn('1', { tolerance: 0 }), '1.0'), true);
  });
});

describe('the key of a question', () => {
  const fieldsOf = (question: GradableQuestion) => keyProblems(question).map(({ path }) => path.join('.'));

  it('fits its type', () => {
    assert.deepEqual(fieldsOf(choice(['a', 'b'], 'a')), []);
    assert.deepEqual(fieldsOf(truth(true)), []);
    assert.deepEqual(fieldsOf({ ...truth('True'), options: ['True', 'False'] }), []);
    assert.deepEqual(fieldsOf(fillIn('3.14', { tolerance: 0.01, accepted_answers: ['pi'] })), []);
  });

  it('is refused by field otherwise', () => {
    assert.deepEqual(fieldsOf(choice(['a'], 'a')), ['options']);
    assert.deepEqual(fieldsOf(choice(['a', ' a'], 'a')), ['options']);
    assert.deepEqual(fieldsOf(choice(['a', 'b'], 'c')), ['correct_answer']);
    assert.deepEqual(fieldsOf({ ...choice(['a', 'b'], 'a'), tolerance: 1, accepted_answers: ['b'] }), ['accepted_answers', 'tolerance']);
    assert.deepEqual(fieldsOf(truth('maybe')), ['correct_answer']);
    assert.deepEqual(fieldsOf({ ...truth(true), options: ['yes', 'no'] }), ['options']);
    assert.deepEqual(fieldsOf(fillIn(true)), ['correct_answer']);
    assert.deepEqual(fieldsOf(fillIn('about three', { tolerance: 1 })), ['correct_answer']);
    assert.deepEqual(fieldsOf(fillIn('\u200b', { accepted_answers: ['x', ' '] })), ['correct_answer', 'accepted_answers.1']);
    assert.deepEqual(fieldsOf({ ...fillIn('a'), options: ['a'] }), ['options']);
  });
});
