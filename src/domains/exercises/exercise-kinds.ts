export const DIFFICULTY_LEVELS = ['beginner', 'intermediate', 'advanced'] as const;
export type DifficultyLevel = (typeof DIFFICULTY_LEVELS)[number];

export const EXERCISE_STATUSES = ['draft', 'published'] as const;
export type ExerciseStatus = (typeof EXERCISE_STATUSES)[number];

/** A hint as it is kept. */
export interface Hint {
  /** Markdown. */
  readonly text: string;
  /** Points that later submissions of whoever takes it lose. */
  readonly cost: number;
}
