import type { Client, Json } from '../../src/testing/client.js';
import { expectStatus, writeCourse } from '../learning/support.js';

/** A multiple-choice question of three options, the first of them right. */
export const choice = (text = 'Which?', more: object = {}) => ({
  type: 'multiple_choice',
  question: text,
  options: ['right', 'wrong', 'worse'],
  correct_answer: 'right',
  explanation: `Why ${text}`,
  ...more,
});

export const trueFalse = (text = 'Is it so?', more: object = {}) => ({
  type: 'true_false',
  question: text,
  correct_answer: true,
  explanation: `Why ${text}`,
  ...more,
});

export const fillIn = (text = 'What is missing?', more: object = {}) => ({
  type: 'fill_in_blank',
  question: text,
  correct_answer: 'Paris',
  explanation: `Why ${text}`,
  ...more,
});

export interface WrittenQuiz {
  readonly id: string;
  readonly courseId: string;
  readonly questionIds: readonly string[];
  /** As its author sees it. */
  readonly view: Json;
}

interface QuizToWrite {
  readonly questions?: readonly object[];
  /** In this course instead of a new, published one. */
  readonly courseId?: string;
  readonly [field: string]: unknown;
}

/** Writes a quiz through the API; of three multiple-choice questions unless told otherwise. */
export const writeQuiz = async (author: Client, { courseId, ...fields }: QuizToWrite = {}): Promise<WrittenQuiz> => {
  const course = courseId ?? (await writeCourse(author, { title: 'Course of a quiz', chapters: 1 })).id;
  const quiz = { course_id: course, title: 'Quiz', questions: [choice('One?'), choice('Two?'), choice('Three?')], ...fields };
  const view = (await expectStatus(201, author.post('/quizzes', quiz))).body;
  return { id: view.id, courseId: course, questionIds: view.questions.map((question: Json) => question.id), view };
};

/** The same answer to each of these questions, or one each. */
export const answersTo = (questionIds: readonly string[], answers: unknown): Record<string, unknown> =>
  Object.fromEntries(questionIds.map((id, index) => [id, Array.isArray(answers) ? answers[index] : answers]));

export const submit = (
  who: { readonly client: Client },
  quizId: string,
  answers: object,
  more: object = {},
  headers: Readonly<Record<string, string>> = {},
) => who.client.post('/quizzes/submit', { quiz_id: quizId, answers, ...more }, headers);

/** Limits that a test of something else does not meet. */
export const ROOMY_QUIZ_LIMITS = Object.fromEntries(
  ['quiz_read', 'quiz_list', 'quiz_attempts', 'quiz_submit', 'catalogue', 'default'].map((name) => [
    name,
    { limit: 100_000, window_seconds: name === 'quiz_submit' ? 3600 : 60 },
  ]),
);
