import type { AnswerKey, FrozenQuestion } from './frozen-question.js';
import type { QuestionType, QuestionUse } from './question-kinds.js';
import type { QuestionView } from './question.schemas.js';

export const QUESTION_COLUMNS = `q.id, q.type, q.question, q.options, q.correct_answer, q.accepted_answers, q.tolerance, q.explanation,
  q.subject, q.topic, q.grade_level, q.difficulty, q.skills, q.use, q.created_at, q.updated_at`;

/** A row of `QUESTION_COLUMNS`. */
export interface QuestionRow {
  readonly id: string;
  readonly type: QuestionType;
  readonly question: string;
  readonly options: string[];
  readonly correct_answer: AnswerKey;
  readonly accepted_answers: string[];
  readonly tolerance: number | null;
  readonly explanation: string;
  readonly subject: string | null;
  readonly topic: string | null;
  readonly grade_level: number | null;
  readonly difficulty: number;
  readonly skills: string[];
  readonly use: QuestionUse;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const questionView = (row: QuestionRow): QuestionView => ({ ...row });

/** The question as it is now, worth one point. */
export const frozenQuestion = (row: QuestionRow): FrozenQuestion => ({
  id: row.id,
  type: row.type,
  question: row.question,
  options: row.options,
  correct_answer: row.correct_answer,
  accepted_answers: row.accepted_answers,
  tolerance: row.tolerance,
  explanation: row.explanation,
  difficulty: row.difficulty,
  skills: row.skills,
  points: 1,
});
