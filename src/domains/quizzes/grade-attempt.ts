import type { FrozenQuestion } from '../questions/frozen-question.js';
import { answerProblem, gradeAnswer } from '../questions/grade-answer.js';
import type { Answers } from './quizzes.schemas.js';

/** What an attempt is worth. */
export interface Grade {
  /** Σ points right ÷ Σ points, 0 to 1. */
  readonly score: number;
  readonly passed: boolean;
  /** Questions answered right, in the order they were asked. */
  readonly correctIds: readonly string[];
}

/** The grade that follows from which questions are right. Points are whole numbers, so only the division rounds. */
export const gradeOf = (
  questions: readonly Pick<FrozenQuestion, 'id' | 'points'>[],
  correct: ReadonlySet<string>,
  passingScore: number,
): Grade => {
  let right = 0;
  let all = 0;
  const correctIds: string[] = [];
  for (const { id, points } of questions) {
    all += points;
    if (!correct.has(id)) continue;
    right += points;
    correctIds.push(id);
  }
  const score = all === 0 ? 0 : right / all;
  return { score, passed: score >= passingScore, correctIds };
};

/** Grades the answers by the questions as they were asked. A missing answer is wrong. */
export const gradeAttempt = (questions: readonly FrozenQuestion[], answers: Answers, passingScore: number): Grade => {
  const correct = new Set(questions.filter((question) => gradeAnswer(question, answers[question.id])).map(({ id }) => id));
  return gradeOf(questions, correct, passingScore);
};

/** What is wrong with the answers by field: questions that were not asked, answers of another shape than the question's. */
export const answerProblems = (questions: readonly FrozenQuestion[], answers: Answers): Record<string, string[]> => {
  const asked = new Map(questions.map((question) => [question.id, question]));
  const problems: Record<string, string[]> = {};
  for (const [id, answer] of Object.entries(answers)) {
    const question = asked.get(id);
    const problem = question ? answerProblem(question, answer) : 'This quiz does not ask this question';
    if (problem !== undefined) problems[`answers.${id}`] = [problem];
  }
  return problems;
};
