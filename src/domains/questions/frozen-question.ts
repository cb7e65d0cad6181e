import type { QuestionType } from './question-kinds.js';

/** The key of a question: an option, `true` or `false`, a text, or (with a tolerance) a number. */
export type AnswerKey = string | boolean | number;

/** All that grading needs of a question. */
export interface GradableQuestion {
  readonly type: QuestionType;
  /** The choices of a multiple-choice question, in the order the author gave. */
  readonly options: readonly string[];
  readonly correct_answer: AnswerKey;
  /** Further right answers of a fill-in-blank question. */
  readonly accepted_answers: readonly string[];
  /** Makes a fill-in-blank question numeric: an answer this far from the key, or nearer, is right. */
  readonly tolerance: number | null;
}

/** A question as it was at one moment, ready to be stored as JSON: later edits do not change it. */
export interface FrozenQuestion extends GradableQuestion {
  readonly id: string;
  readonly question: string;
  readonly explanation: string;
  /** 1 to 5. */
  readonly difficulty: number;
  readonly skills: readonly string[];
  /** Its weight in a quiz; 1 unless the quiz says otherwise. */
  readonly points: number;
}
