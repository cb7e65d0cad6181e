import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';

const day = z.iso.date().refine((date) => date >= '1970' && date < '3000', 'Use a year from 1970 to 2999');

export const overviewQuery = z.object({ from: day.optional(), to: day.optional() });
export type OverviewQuery = z.infer<typeof overviewQuery>;

/** Figures that one to four people make up are `null`. */
const figure = z.int().nullable();
const rate = z.number().nullable();

const period = z.object({
  /** The first day of it. */
  starts_on: z.iso.date(),
  active_learners: figure,
  activities: figure,
  /** Activities with less than half an hour between them are one. */
  sessions: figure,
});

export const FEATURES = ['chapters', 'quizzes', 'assessments', 'records', 'exercises'] as const;
export type Feature = (typeof FEATURES)[number];

export const overviewSchema = z
  .object({
    /** The days asked for, of the institution's calendar, both included. */
    from: z.iso.date(),
    to: z.iso.date(),
    /** Active accounts of students. */
    learners: z.int(),
    engagement: z.object({
      /** Those with any activity, in order; weeks start on Mondays, and the first and last reach beyond the days asked for. */
      days: z.array(period),
      weeks: z.array(period),
      months: z.array(period),
      /** Of today. */
      streaks: z.object({
        running: figure,
        average_days: rate,
        longest_days: figure,
        of_a_week_or_more: figure,
      }),
    }),
    content: z.object({
      /** As it stands now: those most learned, at most 200. */
      courses: z.array(
        z.object({
          course_id: idSchema,
          title: z.string(),
          learners: figure,
          chapters_completed: figure,
          learners_finished: figure,
          /** 0 to 1, of the learners. */
          completion_rate: rate,
          quiz_attempts: figure,
          /** 0 to 1. */
          average_quiz_score: rate,
        }),
      ),
    }),
    adoption: z.object({
      /** Those that are on. */
      plugins: z.array(z.string()),
      premium: z.object({ learners: figure, share: rate }),
      features: z.array(
        z.object({
          feature: z.enum(FEATURES),
          /** Who ever used it. */
          learners: figure,
          /** 0 to 1, of the learners. */
          share: rate,
          /** In the days asked for. */
          uses: figure,
        }),
      ),
    }),
  })
  .meta({ id: 'AnalyticsOverview' });
export type OverviewView = z.input<typeof overviewSchema>;
