import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant } from '../../sdk/schemas.js';
import { streakSchema, userProgressSchema } from './progress.schemas.js';
import type { ExerciseState } from './projections/exercise-state.js';
import { topicKeyOf, type TopicState } from './projections/topic-state.js';

export const exerciseProgressSchema = z
  .object({
    exercise_id: idSchema,
    status: z.enum(['not_started', 'in_progress', 'completed', 'mastered']),
    /** Submissions that were evaluated. */
    attempts: z.int(),
    /** 0 to 100; of each submission the latest evaluation counts. */
    best_score: z.number(),
    completed_at: instant.nullable(),
  })
  .meta({ id: 'ExerciseProgress' });
export type ExerciseProgressView = z.input<typeof exerciseProgressSchema>;

const topicSummarySchema = z.object({
  topic: z.string(),
  /** Records and assessments. */
  records: z.int(),
  /** 0 to 100. */
  average_score: z.number(),
  /** Seconds. */
  time_spent: z.number(),
  completed: z.boolean(),
});

const subjectSummarySchema = z.object({ subject: z.string(), topics: z.array(topicSummarySchema) }).meta({ id: 'SubjectSummary' });
export type SubjectSummaryView = z.input<typeof subjectSummarySchema>;

export const progressSummarySchema = z
  .object({
    user_id: idSchema,
    /** Courses that were begun. */
    courses: z.array(userProgressSchema),
    subjects: z.array(subjectSummarySchema),
    /** Exercises that were tried. */
    exercises: z.array(exerciseProgressSchema),
    /** How well skills are known, 0 to 1, from `n` answers; empty where nothing estimates it. */
    mastery: z.array(z.object({ skill: z.string(), p_mastery: z.number(), n: z.int() })),
    streak: streakSchema,
  })
  .meta({ id: 'ProgressSummary' });
export type ProgressSummaryView = z.input<typeof progressSummarySchema>;

/** Best scores, 0 to 100, from which an exercise is completed and mastered. */
export interface ExerciseThresholds {
  readonly completed: number;
  readonly mastered: number;
}

export const exerciseProgressView = (
  exerciseId: string,
  { attempts, bestScore, rises }: ExerciseState,
  { completed, mastered }: ExerciseThresholds,
): ExerciseProgressView => {
  const reached = rises.find(({ score }) => score >= completed);
  const status = bestScore >= mastered ? 'mastered' : reached ? 'completed' : 'in_progress';
  return { exercise_id: exerciseId, status, attempts, best_score: bestScore, completed_at: reached ? new Date(reached.at) : null };
};

/** Topics by subject; both in the order given. */
export const subjectViews = (topics: Iterable<TopicState>): SubjectSummaryView[] => {
  const subjects = new Map<string, SubjectSummaryView>();
  for (const state of topics) {
    const { subjectKey } = topicKeyOf(state);
    const subject = subjects.get(subjectKey) ?? { subject: state.subject, topics: [] };
    subjects.set(subjectKey, subject);
    const { topic, records, scoreSum, timeSpent, completed } = state;
    subject.topics.push({ topic, records, average_score: scoreSum / records, time_spent: timeSpent, completed });
  }
  return [...subjects.values()];
};
