import { FEATURES, type Feature } from './overview.schemas.js';

const MOST_COURSES = 200;

const periods = (grain: 'day' | 'week' | 'month'): string => `
  SELECT grain, starts_on::text AS starts_on, sum(learners)::int AS learners, sum(acts)::int AS acts, sum(sessions)::int AS sessions
  FROM core.activity_tally WHERE grain = '${grain}' AND starts_on BETWEEN date_trunc('${grain}', $1::date::timestamp)::date AND $2::date
  GROUP BY grain, starts_on HAVING sum(acts) > 0`;

/** Days, weeks and months from the first day (`$1`) to the last (`$2`): a range of the primary key each. */
export const PERIOD_SUMS = `${periods('day')} UNION ALL ${periods('week')} UNION ALL ${periods('month')} ORDER BY starts_on`;

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
