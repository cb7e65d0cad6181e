import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { instant, pageQuery } from '../../sdk/schemas.js';
import type { CourseState } from './projections/course-state.js';
import type { Streak } from './streak.js';

export const progressQuery = pageQuery({});
export type ProgressQuery = z.infer<typeof progressQuery>;

export const setCourseProgressSchema = z
  .strictObject({
    /** These are done too; others stay as they are. */
    completed_chapters: z.array(idSchema).max(1000).optional(),
    /** 0 to 100. */
    percent: z.number().min(0).max(100).optional(),
  })
  .refine(
    ({ completed_chapters: chapters, percent }) => chapters !== undefined || percent !== undefined,
    'Give completed_chapters or percent',
  )
  .meta({ id: 'SetCourseProgress' });
export type SetCourseProgress = z.infer<typeof setCourseProgressSchema>;

export const userProgressSchema = z
  .object({
    user_id: idSchema,
    course_id: idSchema,
    /** In the order of the course. */
    completed_chapters: z.array(idSchema),
    /** Best score per quiz, 0 to 1. */
    quiz_scores: z.record(idSchema, z.number()),
    /** 0 to 100: completed chapters of those the course has now, or what the learner said, whichever is more. */
    completion_percentage: z.number(),
    /** `null` while the course was not begun. */
    last_accessed: instant.nullable(),
    streak_days: z.int(),
    created_at: instant.nullable(),
    updated_at: instant.nullable(),
  })
  .meta({ id: 'UserProgress' });
export type UserProgressView = z.input<typeof userProgressSchema>;

export const completionSchema = z.object({ message: z.string(), progress: userProgressSchema }).meta({ id: 'ChapterCompletion' });
export type CompletionView = z.input<typeof completionSchema>;

export const streakSchema = z
  .object({
    current_days: z.int(),
    longest_days: z.int(),
    /** A date of the institution's calendar. */
    last_active_on: z.iso.date().nullable(),
  })
  .meta({ id: 'Streak' });

export const streakResetSchema = z.object({ message: z.string(), streak: streakSchema }).meta({ id: 'StreakReset' });
export type StreakResetView = z.input<typeof streakResetSchema>;

export const streakView = (streak: Streak): z.input<typeof streakSchema> => ({
  current_days: streak.currentDays,
  longest_days: streak.longestDays,
  last_active_on: streak.lastActiveOn,
});

interface ProgressFacts {
  readonly userId: string;
  readonly courseId: string;
  /** Chapters the course has now, in order. */
  readonly chapterIds: readonly string[];
  /** Undefined while the course was not begun. */
  readonly state: CourseState | undefined;
  readonly streakDays: number;
}

/** Chapters that were deleted since count neither as done nor as to do. */
export const userProgressView = ({ userId, courseId, chapterIds, state, streakDays }: ProgressFacts): UserProgressView => {
  const done = new Set(state?.completedChapters);
  const completed = chapterIds.filter((id) => done.has(id));
  const share = chapterIds.length === 0 ? 0 : (100 * completed.length) / chapterIds.length;
  return {
    user_id: userId,
    course_id: courseId,
    completed_chapters: completed,
    quiz_scores: state?.quizScores ?? {},
    completion_percentage: Math.max(share, state?.percent ?? 0),
    last_accessed: state?.lastAccessed ?? null,
    streak_days: streakDays,
    created_at: state?.createdAt ?? null,
    updated_at: state?.updatedAt ?? null,
  };
};
