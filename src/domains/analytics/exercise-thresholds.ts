/** From which best score, 0 to 100, an exercise is completed and mastered. */
export interface ExerciseThresholds {
  readonly completed: number;
  readonly mastered: number;
}

export const EXERCISE_THRESHOLDS: ExerciseThresholds = { completed: 70, mastered: 90 };
