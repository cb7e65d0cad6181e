import type { AnswerKey, GradableQuestion } from './frozen-question.js';
import { numbersIn, optionNamed, truthOf } from './grade-answer.js';
import type { QuestionUse } from './question-kinds.js';
import type { CreateQuestion } from './question.schemas.js';

/** Unless the author says otherwise. */
const DEFAULT_DIFFICULTY = 3;

/** A question without gaps: what the author left out is filled in, its key in its canonical form. */
export interface QuestionContent extends GradableQuestion {
  readonly question: string;
  readonly explanation: string;
  readonly subject: string | null;
  readonly topic: string | null;
  readonly grade_level: number | null;
  readonly difficulty: number;
  readonly skills: readonly string[];
  readonly use: QuestionUse;
}

/** `"True"` is `true`, ` Paris ` the option `Paris`, and a number without a tolerance a text. What fits no form stays, and is a problem. */
const canonicalKey = ({ type, options = [], correct_answer: key, tolerance }: CreateQuestion): AnswerKey => {
  switch (type) {
    case 'true_false':
      return truthOf(key) ?? key;
    case 'multiple_choice':
      return optionNamed(options, key) ?? key;
    case 'fill_in_blank': {
      if (typeof key === 'boolean') return key;
      if (typeof key === 'string') return key.trim();
      return tolerance == null ? String(key) : key;
    }
  }
};

export const questionContent = (input: CreateQuestion): QuestionContent => ({
  type: input.type,
  question: input.question,
  options: input.options ?? [],
  correct_answer: canonicalKey(input),
  accepted_answers: input.accepted_answers ?? [],
  tolerance: input.tolerance ?? null,
  explanation: input.explanation ?? '',
  subject: input.subject ?? null,
  topic: input.topic ?? null,
  grade_level: input.grade_level ?? null,
  difficulty: input.difficulty ?? DEFAULT_DIFFICULTY,
  skills: input.skills ?? [],
  use: input.use ?? 'practice',
});

/** Whether a key or accepted answer reads as a number. */
export const isNumeric = (key: AnswerKey): boolean => numbersIn(key).length > 0;
