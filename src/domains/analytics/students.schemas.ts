import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { exerciseProgressSchema } from '../progress/summary.schemas.js';

const exerciseFigures = {
  exercises_tried: z.int(),
  exercises_completed: z.int(),
  exercises_mastered: z.int(),
};

/** 0 to 100, the mean of the best scores over the exercises tried; `null` before the first. */
const averageScore = z.number().nullable();

export const studentProgressSchema = z
  .object({
    student_id: idSchema,
    ...exerciseFigures,
    exercises_in_progress: z.int(),
    average_score: averageScore,
    /** Every exercise tried, the latest first. */
    exercises: z.array(exerciseProgressSchema),
    courses_started: z.int(),
    courses_completed: z.int(),
    chapters_completed: z.int(),
    streak_days: z.int(),
    last_active_on: z.iso.date().nullable(),
  })
  .meta({ id: 'StudentProgress' });
export type StudentProgressView = z.input<typeof studentProgressSchema>;

export const studentStatsSchema = z
  .object({
    student_id: idSchema,
    ...exerciseFigures,
    average_score: averageScore,
    /** Submissions that were evaluated. */
    total_attempts: z.int(),
    /** 0 to 1, of the exercises tried; `null` before the first. */
    completion_rate: z.number().nullable(),
    quiz_attempts: z.int(),
    /** 0 to 1, over all attempts; `null` before the first. */
    average_quiz_score: z.number().nullable(),
    chapters_completed: z.int(),
    active_days: z.int(),
    streak_days: z.int(),
    longest_streak_days: z.int(),
  })
  .meta({ id: 'StudentStats' });
export type StudentStatsView = z.input<typeof studentStatsSchema>;
