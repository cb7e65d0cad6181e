import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gradeAnswer } from '../domains/questions/grade-answer.js';
import { questionContent } from '../domains/questions/question-content.js';
import { type CreateQuestion, createQuestionSchema } from '../domains/questions/question.schemas.js';
import type { DrawRuleInput } from '../domains/quizzes/quizzes.schemas.js';
import { demoCourse, ndjsonFiles, SEED_FILES } from './seed-files.js';

const linesOf = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const bank = ndjsonFiles(SEED_FILES.questions)
  .flatMap(linesOf)
  .map((line) => createQuestionSchema.parse(line));

const course = await demoCourse();
const courseQuestions = [...course.questions.values()];
const all: readonly CreateQuestion[] = [...courseQuestions, ...bank];
const quizzes = course.quizzes.map(({ place: file, value: { questions = [], draw = [], ...quiz } }) => {
  return { file, keys: questions.map(({ key }) => key), draw, ...quiz };
});

const share = <T>(items: readonly T[], fits: (item: T) => boolean): number => items.filter(fits).length / items.length;
const between = (value: number, low: number, high: number, what: string): void =>
  assert.ok(low <= value && value <= high, `${what}: ${value.toFixed(2)}`);

const isChoice = ({ type }: CreateQuestion): boolean => type === 'multiple_choice';
const place = ({ options = [], correct_answer: key }: CreateQuestion): number => options.indexOf(String(key));

const matches =
  ({ subject, topic, difficulty }: DrawRuleInput) =>
  (question: CreateQuestion): boolean =>
    (subject === undefined || subject === question.subject) &&
    (topic === undefined || topic === question.topic) &&
    (difficulty === undefined || difficulty === question.difficulty);

describe('the questions of the demo institution', () => {
  it('are at least 150 in the bank and more in the course, over six subjects and grades 3 to 9', () => {
    assert.ok(bank.length >= 150, String(bank.length));
    assert.deepEqual(new Set(bank.map(({ subject }) => subject)).size, 6);
    assert.deepEqual([...new Set(bank.map(({ grade_level: grade }) => grade))].sort(), [3, 4, 5, 6, 7, 8, 9]);
    for (let difficulty = 1; difficulty <= 5; difficulty += 1) {
      between(
        share(bank, (question) => question.difficulty === difficulty),
        0.05,
        0.4,
        `difficulty ${difficulty}`,
      );
    }
  });

  it('are asked once each', () => {
    const seen = new Set(all.map(({ question }) => question.toLowerCase().replaceAll(/\s+/g, ' ')));
    assert.equal(seen.size, all.length);
  });

  it('say where they belong, what they need and why the answer is right', () => {
    for (const { question, subject, topic, grade_level: grade, difficulty, skills, explanation } of all) {
      assert.ok(subject && topic && grade && difficulty && skills?.length, question);
      assert.ok((explanation?.length ?? 0) >= 35, question);
    }
  });

  it('offer four options, no collective ones, and accept their own keys', () => {
    for (const question of all) {
      if (isChoice(question)) assert.equal(question.options?.length, 4, question.question);
      assert.ok(!question.options?.some((option) => /\b(all|none) of (the|these)\b/i.test(option)), question.question);
      const { correct_answer: key, accepted_answers: accepted = [] } = question;
      for (const answer of [key, ...accepted]) assert.ok(gradeAnswer(questionContent(question), answer), question.question);
    }
  });

  it('do not give the right answer away by its place, its length or its truth', () => {
    for (const questions of [bank, courseQuestions]) {
      const choices = questions.filter(isChoice);
      for (const wanted of [0, 1, 2, 3])
        between(
          share(choices, (choice) => place(choice) === wanted),
          0.18,
          0.32,
          `place ${wanted}`,
        );
      const isLongest = ({ options = [], correct_answer: key }: CreateQuestion) =>
        options.every((option) => option === key || option.length < String(key).length);
      between(share(choices, isLongest), 0.1, 0.4, 'right answer the longest');
      const statements = questions.filter(({ type }) => type === 'true_false');
      between(
        share(statements, ({ correct_answer: key }) => key === true),
        0.35,
        0.65,
        'true',
      );
    }
  });
});

describe('the quizzes of the demo course', () => {
  it('ask 5 to 8 questions, none of them unknown, each written question in one of them', () => {
    const placed = quizzes.flatMap(({ keys }) => keys);
    assert.deepEqual(placed.toSorted(), [...course.questions.keys()].toSorted());
    for (const { file, keys, draw } of quizzes) {
      between(keys.length + draw.reduce((sum, { count }) => sum + count, 0), 5, 8, file);
    }
  });

  it('stand one or more at each chapter, and show what a quiz can do', () => {
    const chapters = [...course.chapters.keys()];
    const served = new Set(quizzes.flatMap(({ chapter }) => chapter ?? []));
    assert.deepEqual([...served].sort(), chapters.sort());
    assert.ok(quizzes.some(({ time_limit_seconds: limit }) => limit));
    assert.ok(quizzes.some(({ draw }) => draw.length > 0));
    assert.ok(quizzes.some(({ premium }) => premium));
    assert.ok(quizzes.some(({ max_attempts: most, feedback }) => most && feedback === 'correctness'));
    assert.equal(quizzes[0]?.chapter, chapters[0]);
    assert.ok(!quizzes[0]?.premium && !quizzes[0]?.time_limit_seconds);
  });

  it('draw by rules that do not overlap, each with more questions to choose from than it draws', () => {
    for (const { file, draw } of quizzes) {
      const matching = draw.map((rule) => all.filter(matches(rule)));
      for (const [index, questions] of matching.entries()) {
        assert.ok(questions.length > (draw[index]?.count ?? Infinity), `${file}, rule ${index + 1}: ${questions.length}`);
      }
      const drawn = matching.flat();
      assert.equal(new Set(drawn).size, drawn.length, file);
    }
  });
});
