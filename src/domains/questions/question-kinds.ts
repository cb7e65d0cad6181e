export const QUESTION_TYPES = ['multiple_choice', 'true_false', 'fill_in_blank'] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

/** What a question serves: practice gives its key away afterwards; a graded one stands in a quiz. */
export const QUESTION_USES = ['practice', 'graded'] as const;
export type QuestionUse = (typeof QUESTION_USES)[number];
