import { answerText, optionText } from './answer-text.js';
import type { GradableQuestion } from './frozen-question.js';
import { optionNamed, truthOf } from './grade-answer.js';
import { isNumeric } from './question-content.js';

export interface KeyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const problem = (path: readonly (string | number)[], message: string): KeyProblem => ({ path, message });

const noFillIn = ({ accepted_answers, tolerance }: GradableQuestion): KeyProblem[] => [
  ...(accepted_answers.length > 0 ? [problem(['accepted_answers'], 'Only fill-in questions have further accepted answers')] : []),
  ...(tolerance === null ? [] : [problem(['tolerance'], 'Only fill-in questions have a tolerance')]),
];

const multipleChoiceProblems = (question: GradableQuestion): KeyProblem[] => {
  const { options, correct_answer: key } = question;
  const distinct = new Set(options.map(optionText));
  return [
    ...(options.length < 2 ? [problem(['options'], 'Give at least two options')] : []),
    ...(distinct.size < options.length ? [problem(['options'], 'No two options may be the same')] : []),
    ...(optionNamed(options, key) === undefined
      ? [problem(['correct_answer'], 'The correct answer is the text of one of the options')]
      : []),
    ...noFillIn(question),
  ];
};

const trueFalseProblems = (question: GradableQuestion): KeyProblem[] => {
  const { options, correct_answer: key } = question;
  const words = new Set(options.map(truthOf));
  const fits = options.length === 0 || (options.length === 2 && words.has(true) && words.has(false));
  return [
    ...(fits ? [] : [problem(['options'], 'The options of a true-or-false question are true and false, or left out')]),
    ...(truthOf(key) === undefined ? [problem(['correct_answer'], 'The correct answer is true or false')] : []),
    ...noFillIn(question),
  ];
};

const fillInProblems = ({ options, correct_answer: key, accepted_answers, tolerance }: GradableQuestion): KeyProblem[] => {
  const empty = (answer: string) => answerText(answer) === '';
  const problems = options.length > 0 ? [problem(['options'], 'A fill-in question has no options')] : [];
  if (typeof key === 'boolean') problems.push(problem(['correct_answer'], 'The correct answer is a text or a number'));
  else if (typeof key === 'number' && !Number.isFinite(key))
    problems.push(problem(['correct_answer'], 'The correct answer is no number that can be given'));
  else if (tolerance !== null && !isNumeric(key))
    problems.push(problem(['correct_answer'], 'With a tolerance the correct answer is a number'));
  else if (empty(String(key))) problems.push(problem(['correct_answer'], 'The correct answer is empty'));
  accepted_answers.forEach((answer, index) => {
    if (empty(answer)) problems.push(problem(['accepted_answers', index], 'The accepted answer is empty'));
  });
  return problems;
};

/** Where a key does not fit its question, by field; nothing when every right answer can be given and graded. */
export const keyProblems = (question: GradableQuestion): KeyProblem[] => {
  switch (question.type) {
    case 'multiple_choice':
      return multipleChoiceProblems(question);
    case 'true_false':
      return trueFalseProblems(question);
    case 'fill_in_blank':
      return fillInProblems(question);
  }
};
