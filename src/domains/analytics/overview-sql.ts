import { FEATURES, type Feature } from './overview.schemas.js';

/*
 * `$1` and `$2`: the first day and the last, `$3`: the institution, `$4`: yesterday. Where all rows of an institution are read, it is named
 * besides the policy: so it is compared once, and not for every row.
 */

const MOST_COURSES = 200;

const periods = (grain: 'day' | 'week' | 'month'): string => `
  SELECT grain, starts_on, sum(learners) AS learners, sum(acts) AS acts, sum(sessions) AS sessions
  FROM core.activity_tally WHERE grain = '${grain}' AND starts_on BETWEEN date_trunc('${grain}', $1::date::timestamp)::date AND $2::date
  GROUP BY grain, starts_on HAVING sum(acts) > 0`;

/** Days, weeks and months: a range of the primary key each. */
const PERIODS = `${periods('day')} UNION ALL ${periods('week')} UNION ALL ${periods('month')} ORDER BY starts_on`;

const sums = (of: (feature: Feature) => string): string =>
  FEATURES.map((feature) => `coalesce(sum(${of(feature)}), 0) AS ${feature}`).join(', ');

/** Who ever used what, and how often it was used in the days asked for. */
const FEATURE_LEARNERS = `SELECT ${sums((feature) => `${feature}_learners`)} FROM core.activity_tally WHERE grain = 'ever'`;
const FEATURE_USES = `
  SELECT ${sums((feature) => feature)} FROM core.activity_tally WHERE grain = 'day' AND starts_on BETWEEN $1::date AND $2::date`;

const COURSES = `
  SELECT c.title, t.* FROM (
    SELECT course_id, sum(learners) AS learners, sum(chapters) AS chapters, sum(finished) AS finished,
      sum(quiz_learners) AS quiz_learners, sum(quiz_attempts) AS quiz_attempts,
      sum(quiz_score_sum)::double precision / 1000000 AS quiz_score_sum
    FROM core.course_tally WHERE tenant_id = $3 GROUP BY course_id HAVING sum(learners) > 0 ORDER BY sum(learners) DESC, course_id LIMIT ${MOST_COURSES}
  ) t, LATERAL (SELECT c.title FROM core.course c WHERE c.id = t.course_id LIMIT 1) c ORDER BY t.learners DESC, t.course_id`;

/** Streaks that went on yesterday or today. */
const STREAKS = `
  SELECT count(*) AS running, avg(current_days)::double precision AS average_days, max(current_days) AS longest_days,
    count(*) FILTER (WHERE current_days >= 7) AS of_a_week_or_more
  FROM core.streak WHERE last_active_on >= $4::date AND current_days > 0`;

const LEARNERS = `SELECT count(*)::int FROM core.users WHERE tenant_id = $3 AND role = 'student' AND is_active`;

const all = (sql: string): string => `(SELECT coalesce(json_agg(r), '[]') FROM (${sql}) r)`;
const one = (sql: string): string => `(SELECT to_json(r) FROM (${sql}) r)`;

/** All of it at once: one round trip, and figures of one moment. */
export const OVERVIEW_SUMS = `
  SELECT (${LEARNERS}) AS learners, ${all(PERIODS)} AS periods, ${all(COURSES)} AS courses, ${one(STREAKS)} AS streaks,
    ${one(FEATURE_LEARNERS)} AS "featureLearners", ${one(FEATURE_USES)} AS "featureUses"`;
