import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant } from '../../sdk/schemas.js';
import type { FrozenQuestion } from '../questions/frozen-question.js';
import type { Grade } from './grade-attempt.js';
import type { QuizStateRow } from './quiz-sql.js';
import { type Answers, answerSchema } from './quizzes.schemas.js';
import { hasAttemptsLeft } from './taking-rules.js';

const gradedQuestion = z.object({
  question_id: idSchema,
  correct: z.boolean(),
  answer: answerSchema,
  correct_answer: z
    .union([z.string(), z.boolean(), z.number()])
    .nullable()
    .describe('With feedback `full`, and only once no attempt is left where attempts are limited'),
  explanation: z.string().nullable(),
});

export const quizResultSchema = z
  .object({
    attempt_id: idSchema,
    quiz_id: idSchema,
    score: z.number().describe('Points right ÷ points, 0 to 1'),
    passed: z.boolean(),
    passing_score: z.number(),
    correct_count: z.int(),
    total_questions: z.int(),
    results: z.array(gradedQuestion).describe('Question by question; empty with feedback `none`'),
    completed_at: instant,
  })
  .meta({ id: 'QuizResult' });
export type QuizResultView = z.input<typeof quizResultSchema>;

interface Result {
  readonly attemptId: string;
  readonly passingScore: number;
  readonly questions: readonly FrozenQuestion[];
  readonly answers: Answers;
  readonly grade: Grade;
  /** Attempts begun, this one included. */
  readonly used: number;
}

/** What the learner is told: as much as the quiz's feedback allows, and no key while another attempt could use it. */
export const quizResultView = (quiz: QuizStateRow, result: Result): QuizResultView => {
  const { attemptId, passingScore, questions, answers, grade, used } = result;
  const mayTryAgain = quiz.max_attempts !== null && hasAttemptsLeft(quiz.max_attempts, used);
  const tellsKeys = quiz.feedback === 'full' && !mayTryAgain;
  const correct = new Set(grade.correctIds);
  return {
    attempt_id: attemptId,
    quiz_id: quiz.id,
    score: grade.score,
    passed: grade.passed,
    passing_score: passingScore,
    correct_count: correct.size,
    total_questions: questions.length,
    results:
      quiz.feedback === 'none'
        ? []
        : questions.map((question) => ({
            question_id: question.id,
            correct: correct.has(question.id),
            answer: answers[question.id] ?? null,
            correct_answer: tellsKeys ? question.correct_answer : null,
            explanation: tellsKeys ? question.explanation : null,
          })),
    completed_at: quiz.now,
  };
};
