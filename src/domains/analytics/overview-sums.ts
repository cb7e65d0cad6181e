import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { FEATURES, type Feature } from './overview.schemas.js';

export interface PeriodSums {
  readonly grain: 'day' | 'week' | 'month';
  readonly starts_on: string;
  readonly learners: number;
  readonly acts: number;
  readonly sessions: number;
}

export interface CourseSums {
  readonly course_id: string;
  readonly title: string;
  readonly learners: number;
  readonly chapters: number;
  readonly finished: number;
  readonly quiz_learners: number;
  readonly quiz_attempts: number;
  readonly quiz_score_sum: number;
}

export interface StreakSums {
  readonly running: number;
  readonly average_days: number | null;
  readonly longest_days: number | null;
  readonly of_a_week_or_more: number;
}

export interface FeatureSums {
  readonly learners: number;
  readonly uses: number;
}

const MOST_COURSES = 200;

/** Days, weeks and months from the first day (`$1`) to the last (`$2`). */
export const PERIOD_SUMS = `
  SELECT t.grain, t.starts_on::text AS starts_on, sum(t.learners)::int AS learners, sum(t.acts)::int AS acts, sum(t.sessions)::int AS sessions
  FROM (VALUES ('day', $1::date), ('week', date_trunc('week', $1::date::timestamp)::date), ('month', date_trunc('month', $1::date::timestamp)::date))
    AS asked (grain, first)
  JOIN core.activity_tally t ON t.grain = asked.grain AND t.starts_on BETWEEN asked.first AND $2::date
  GROUP BY t.grain, t.starts_on HAVING sum(t.acts) > 0 ORDER BY t.starts_on`;

const sums = (of: (feature: Feature) => string): string =>
  FEATURES.map((feature) => `coalesce(sum(${of(feature)}), 0)::int AS ${feature}`).join(', ');

/** Who ever used what. */
export const FEATURE_LEARNERS = `SELECT ${sums((feature) => `${feature}_learners`)} FROM core.activity_tally WHERE grain = 'ever'`;
/** How often, from the first day to the last. */
export const FEATURE_USES = `
  SELECT ${sums((feature) => feature)} FROM core.activity_tally WHERE grain = 'day' AND starts_on BETWEEN $1::date AND $2::date`;

/** Named besides the policy, the institution (`$1`) is compared once and not for every row. */
export const COURSE_SUMS = `
  SELECT c.id AS course_id, c.title, t.* FROM (
    SELECT course_id AS id, sum(learners)::int AS learners, sum(chapters)::int AS chapters, sum(finished)::int AS finished,
      sum(quiz_learners)::int AS quiz_learners, sum(quiz_attempts)::int AS quiz_attempts,
      sum(quiz_score_sum)::double precision / 1000000 AS quiz_score_sum
    FROM core.course_tally WHERE tenant_id = $1 GROUP BY course_id HAVING sum(learners) > 0 ORDER BY sum(learners) DESC, course_id LIMIT ${MOST_COURSES}
  ) t, LATERAL (SELECT c.id, c.title FROM core.course c WHERE c.id = t.id LIMIT 1) c ORDER BY t.learners DESC, c.id`;

/** Streaks that went on yesterday (`$1`) or today. */
export const STREAK_SUMS = `
  SELECT count(*)::int AS running, avg(current_days)::double precision AS average_days, max(current_days) AS longest_days,
    (count(*) FILTER (WHERE current_days >= 7))::int AS of_a_week_or_more
  FROM core.streak WHERE last_active_on >= $1::date AND current_days > 0`;

/** The institution (`$1`) is named as above. */
export const LEARNERS = `SELECT count(*)::int AS learners FROM core.users WHERE tenant_id = $1 AND role = 'student' AND is_active`;

/** What all learners of the institution did, as it was added up. None of it is counted from what they did one by one. */
@Injectable()
export class OverviewSums {
  constructor(private readonly uow: UnitOfWork) {}

  periods(from: string, to: string): Promise<PeriodSums[]> {
    return this.uow.query<PeriodSums>(PERIOD_SUMS, [from, to]);
  }

  courses(): Promise<CourseSums[]> {
    return this.uow.query<CourseSums>(COURSE_SUMS, [this.uow.tenantId]);
  }

  async streaks(yesterday: string): Promise<StreakSums> {
    return this.one<StreakSums>(STREAK_SUMS, [yesterday]);
  }

  async features(from: string, to: string): Promise<ReadonlyMap<Feature, FeatureSums>> {
    const learners = await this.one<Record<Feature, number>>(FEATURE_LEARNERS);
    const uses = await this.one<Record<Feature, number>>(FEATURE_USES, [from, to]);
    return new Map(FEATURES.map((feature) => [feature, { learners: learners[feature], uses: uses[feature] }]));
  }

  async learners(): Promise<number> {
    return (await this.one<{ learners: number }>(LEARNERS, [this.uow.tenantId])).learners;
  }

  private async one<R>(sql: string, parameters: readonly unknown[] = []): Promise<R> {
    const [row] = await this.uow.query<R>(sql, parameters);
    if (!row) throw new Error('A sum is one row');
    return row;
  }
}
