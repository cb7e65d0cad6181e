/**
 * What is counted of learners, from their log and their progress. `$1`: whom. Each statement counts what it names anew and
 * writes only what has changed; triggers of the tables apply the difference to the sums over all learners.
 */

const ACTIVITY = ['acts', 'sessions', 'chapters', 'quizzes', 'assessments', 'records', 'exercises'];

const upsert = (table: string, key: readonly string[], columns: readonly string[], select: string): string => `
  INSERT INTO core.${table} AS t (${[...key, ...columns].join(', ')}) ${select}
  ON CONFLICT (tenant_id, ${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}
  WHERE (${columns.map((column) => `t.${column}`).join(', ')}) IS DISTINCT FROM (${columns.map((column) => `excluded.${column}`).join(', ')})`;

/** Whether somebody (`u`) may stand on the leaderboard. */
const LISTED = `u.is_active AND u.role = 'student'`;

/** Makes the rows of those who exist; `$2`: a pseudonym each, for those who have none yet. */
export const ENTER = `
  INSERT INTO core.learner_standing (user_id, pseudonym, listed)
  SELECT u.id, given.pseudonym, ${LISTED} FROM unnest($1::uuid[], $2::text[]) AS given (id, pseudonym)
  JOIN core.users u ON u.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid AND u.id = given.id
  ON CONFLICT DO NOTHING`;

/** Locks them, always in the same order. */
export const LOCK = 'SELECT user_id FROM core.learner_standing WHERE user_id = ANY($1::uuid[]) ORDER BY user_id FOR UPDATE';

/** The days; `$2`: one, or all. */
export const COUNT_DAYS = upsert(
  'learner_activity',
  ['user_id', 'grain', 'starts_on'],
  ACTIVITY,
  `SELECT user_id, 'day', local_date, count(*) FILTER (WHERE own),
     count(*) FILTER (WHERE own AND (pause IS NULL OR pause >= interval '30 minutes')),
     count(*) FILTER (WHERE kind = 'chapter_completed'), count(*) FILTER (WHERE kind = 'quiz_attempt_graded'),
     count(*) FILTER (WHERE kind = 'assessment_completed'), count(*) FILTER (WHERE kind = 'record_added'),
     count(DISTINCT source_id) FILTER (WHERE kind = 'exercise_evaluated')
   FROM (
     SELECT e.user_id, e.local_date, e.kind, e.source_id, own.own,
       e.occurred_at - lag(e.occurred_at) OVER (PARTITION BY e.user_id, e.local_date, own.own ORDER BY e.occurred_at, e.position) AS pause
     FROM core.progress_event e, LATERAL (SELECT e.actor_id IS NOT DISTINCT FROM e.user_id) own (own)
     WHERE e.user_id = ANY($1::uuid[]) AND ($2::date IS NULL OR e.local_date = $2::date)
       AND e.kind NOT IN ('streak_reset', 'quiz_attempt_regraded')
   ) entry GROUP BY user_id, local_date`,
);

/** The weeks and months, of one day or of all, and the whole, from the days. */
export const COUNT_PERIODS = upsert(
  'learner_activity',
  ['user_id', 'grain', 'starts_on'],
  ACTIVITY,
  `SELECT d.user_id, p.grain, p.starts_on, ${ACTIVITY.map((column) => `sum(d.${column})`).join(', ')}
   FROM core.learner_activity d, LATERAL (VALUES
     ('week', date_trunc('week', d.starts_on::timestamp)::date), ('month', date_trunc('month', d.starts_on::timestamp)::date),
     ('ever', '1970-01-01'::date)) p (grain, starts_on)
   WHERE d.user_id = ANY($1::uuid[]) AND d.grain = 'day' AND ($2::date IS NULL OR p.grain = 'ever'
     OR (p.grain = 'week' AND p.starts_on = date_trunc('week', $2::date::timestamp)::date)
     OR (p.grain = 'month' AND p.starts_on = date_trunc('month', $2::date::timestamp)::date))
   GROUP BY d.user_id, p.grain, p.starts_on`,
);

/** Whether the learner (`p`) is through with the course (`c`) as it is now. */
const FINISHED = `(coalesce(p.percent, 0) >= 100 OR (c.chapter_count > 0 AND c.chapter_count = (
  SELECT count(*) FROM core.chapter h WHERE h.tenant_id = c.tenant_id AND h.course_id = c.id AND h.id = ANY(p.completed_chapters))))`;
const OF_COURSE = 'core.course_progress p JOIN core.course c ON c.tenant_id = p.tenant_id AND c.id = p.course_id';

/** The courses; `$2`: one, or all. Of a quiz attempt its latest grade counts. */
export const COUNT_COURSES = upsert(
  'learner_course',
  ['user_id', 'course_id'],
  ['chapters', 'finished', 'quiz_attempts', 'quiz_score_sum'],
  `SELECT p.user_id, p.course_id, cardinality(p.completed_chapters), ${FINISHED}, q.attempts, q.score_sum
   FROM ${OF_COURSE}, LATERAL (
     SELECT count(*)::int AS attempts, coalesce(sum(round(score * 1000000)::bigint), 0)::bigint AS score_sum FROM (
       SELECT DISTINCT ON (e.quiz_id, e.source_id) e.score FROM core.progress_event e
       WHERE e.tenant_id = p.tenant_id AND e.user_id = p.user_id AND e.quiz_id IS NOT NULL AND e.course_id = p.course_id
         AND e.trust IN ('server_graded', 'staff')
       ORDER BY e.quiz_id, e.source_id, e.position DESC
     ) attempt
   ) q
   WHERE p.user_id = ANY($1::uuid[]) AND ($2::uuid IS NULL OR p.course_id = $2::uuid)`,
);

/** After a course (`$2`) got or lost a chapter: who of them is through with it now. */
export const COUNT_FINISHED = `
  UPDATE core.learner_course l SET finished = ${FINISHED} FROM ${OF_COURSE}
  WHERE p.course_id = $2 AND p.user_id = ANY($1::uuid[]) AND l.tenant_id = p.tenant_id AND l.course_id = p.course_id AND l.user_id = p.user_id
    AND l.finished IS DISTINCT FROM ${FINISHED}`;

/** The exercises; `$2`: one, or all; `$3` and `$4`: from which best score one is completed, and mastered. */
export const COUNT_EXERCISES = upsert(
  'learner_exercise',
  ['user_id', 'exercise_id'],
  ['attempts', 'best_score', 'completed', 'mastered'],
  `SELECT user_id, exercise_id, attempts, round(best_score * 1000000)::bigint, best_score >= $3, best_score >= $4
   FROM core.exercise_progress WHERE user_id = ANY($1::uuid[]) AND ($2::uuid IS NULL OR exercise_id = $2::uuid)`,
);

/** How they stand among the others. */
export const COUNT_STANDING = `
  UPDATE core.learner_standing s SET listed = n.listed, exercises_tried = n.tried, exercises_completed = n.completed, best_score_sum = n.best
  FROM (
    SELECT u.tenant_id, u.id, ${LISTED} AS listed, count(e.user_id)::int AS tried,
      (count(*) FILTER (WHERE e.completed))::int AS completed, coalesce(sum(e.best_score), 0)::bigint AS best
    FROM core.users u LEFT JOIN core.learner_exercise e ON e.tenant_id = u.tenant_id AND e.user_id = u.id
    WHERE u.id = ANY($1::uuid[]) GROUP BY u.tenant_id, u.id
  ) n
  WHERE s.tenant_id = n.tenant_id AND s.user_id = n.id
    AND (s.listed, s.exercises_tried, s.exercises_completed, s.best_score_sum) IS DISTINCT FROM (n.listed, n.tried, n.completed, n.best)`;

/** Removes what nothing in the log and in the progress stands for: days first, then what is made of days and the rest. */
export const REMOVE_STRAYS = [
  `DELETE FROM core.learner_activity d WHERE d.user_id = ANY($1::uuid[]) AND d.grain = 'day' AND NOT EXISTS (
     SELECT FROM core.progress_event e WHERE e.tenant_id = d.tenant_id AND e.user_id = d.user_id AND e.local_date = d.starts_on
       AND e.kind NOT IN ('streak_reset', 'quiz_attempt_regraded'))`,
  `DELETE FROM core.learner_activity p WHERE p.user_id = ANY($1::uuid[]) AND p.grain <> 'day' AND NOT EXISTS (
     SELECT FROM core.learner_activity d WHERE d.tenant_id = p.tenant_id AND d.user_id = p.user_id AND d.grain = 'day'
       AND (p.grain = 'ever' OR date_trunc(p.grain, d.starts_on::timestamp)::date = p.starts_on))`,
  `DELETE FROM core.learner_course l WHERE l.user_id = ANY($1::uuid[]) AND NOT EXISTS (
     SELECT FROM core.course_progress p WHERE p.tenant_id = l.tenant_id AND p.user_id = l.user_id AND p.course_id = l.course_id)`,
  `DELETE FROM core.learner_exercise l WHERE l.user_id = ANY($1::uuid[]) AND NOT EXISTS (
     SELECT FROM core.exercise_progress p WHERE p.tenant_id = l.tenant_id AND p.user_id = l.user_id AND p.exercise_id = l.exercise_id)`,
] as const;

/** The sums over all learners, from nothing. */
export const COUNT_TOGETHER: readonly string[] = ['learner_activity', 'learner_course', 'learner_exercise'].map(
  (table) => `SELECT core.retally_${table}()`,
);
