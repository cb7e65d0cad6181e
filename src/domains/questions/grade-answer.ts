import { answerText, optionText } from './answer-text.js';
import { type Decimal, decimalOf, decimalsIn, isWithin } from './decimal.js';
import type { AnswerKey, GradableQuestion } from './frozen-question.js';

/** Characters an answer may have. */
export const LONGEST_ANSWER = 2000;

const isMissing = (answer: unknown): boolean => answer === undefined || answer === null;

/** What a true-or-false answer says, as a boolean or as the word in any case; undefined when it says neither. */
export const truthOf = (answer: unknown): boolean | undefined => {
  if (typeof answer === 'boolean') return answer;
  if (typeof answer !== 'string' || answer.length > LONGEST_ANSWER) return undefined;
  const word = answerText(answer);
  return word === 'true' ? true : word === 'false' ? false : undefined;
};

/** The option an answer names by its text; undefined when it names none. */
export const optionNamed = (options: readonly string[], answer: unknown): string | undefined => {
  if (typeof answer !== 'string' || answer.length > LONGEST_ANSWER) return undefined;
  const wanted = optionText(answer);
  return options.find((option) => optionText(option) === wanted);
};

/** The numbers a key or an answer can mean; see `decimalsIn`. */
export const numbersIn = (answer: AnswerKey): Decimal[] => {
  if (typeof answer === 'boolean') return [];
  if (typeof answer === 'string') return decimalsIn(answerText(answer));
  const value = decimalOf(answer);
  return value ? [value] : [];
};

const isText = (answer: unknown): answer is string => typeof answer === 'string' && answer.length <= LONGEST_ANSWER;
const isNumber = (answer: unknown): answer is number => typeof answer === 'number' && Number.isFinite(answer);

/**
 * Why an answer cannot be graded at all: it has the wrong shape for the question. Undefined for one that can, and for a
 * missing answer, which is simply wrong. An option is named by its text, never by its number: clients may show options in any order.
 */
export const answerProblem = (question: GradableQuestion, answer: unknown): string | undefined => {
  if (isMissing(answer)) return undefined;
  switch (question.type) {
    case 'multiple_choice':
      return optionNamed(question.options, answer) === undefined ? 'Answer with the text of one of the options' : undefined;
    case 'true_false':
      return truthOf(answer) === undefined ? 'Answer with true or false' : undefined;
    case 'fill_in_blank':
      return isText(answer) || isNumber(answer) ? undefined : `Answer with a number, or a text of at most ${LONGEST_ANSWER} characters`;
  }
};

const isNear = (key: AnswerKey, answer: string | number, tolerance: number): boolean => {
  const distance = decimalOf(tolerance);
  // A key has one meaning, that of its decimal mark; an answer gets the benefit of the doubt.
  const [wanted] = numbersIn(key);
  return distance !== undefined && wanted !== undefined && numbersIn(answer).some((given) => isWithin(wanted, given, distance));
};

const fillsIn = (question: GradableQuestion, answer: unknown): boolean => {
  if (!isText(answer) && !isNumber(answer)) return false;
  const { tolerance } = question;
  const given = answerText(String(answer));
  return [question.correct_answer, ...question.accepted_answers].some(
    (key) => answerText(String(key)) === given || (tolerance !== null && isNear(key, answer, tolerance)),
  );
};

/**
 * Whether the answer is right. Missing answers and answers of a wrong shape are wrong; nothing throws.
 * Multiple choice compares the option's text, true-or-false the truth value. Fill-in compares normalised text (`answerText`)
 * with the key and every accepted answer; with a tolerance also the exact decimal distance, bounds included.
 */
export const gradeAnswer = (question: GradableQuestion, answer: unknown): boolean => {
  if (isMissing(answer)) return false;
  switch (question.type) {
    case 'multiple_choice': {
      const chosen = optionNamed(question.options, answer);
      return chosen !== undefined && chosen === optionNamed(question.options, question.correct_answer);
    }
    case 'true_false': {
      const said = truthOf(answer);
      return said !== undefined && said === truthOf(question.correct_answer);
    }
    case 'fill_in_blank':
      return fillsIn(question, answer);
  }
};
