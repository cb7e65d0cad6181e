/** People whose counts are compared and stored at once. */
export const PAGE = 50;

/** Everybody with a log, or with anything counted. */
export const PEOPLE = `
  SELECT u.id FROM core.users u WHERE ($1::uuid IS NULL OR u.id > $1)
    AND (EXISTS (SELECT FROM core.streak s WHERE s.tenant_id = u.tenant_id AND s.user_id = u.id)
      OR EXISTS (SELECT FROM core.learner_standing l WHERE l.tenant_id = u.tenant_id AND l.user_id = u.id))
  ORDER BY u.id LIMIT ${PAGE}`;

/** Tidings of these people that are still on their way: until then their counts are behind, and that is no fault. */
export const AWAITED = `
  SELECT subject_id FROM core.outbox WHERE subject_id = ANY($1::uuid[])
  UNION SELECT subject_id FROM core.parked_event WHERE subject_id = ANY($1::uuid[])`;

/** Rows with what tells them apart, for comparing them. Pseudonyms follow from nothing. */
const rowsOf = (table: string, key: string, condition: string): string => `
  SELECT 'core.${table}' AS "table", concat_ws(' ', ${key}) AS key, to_jsonb(t) - ARRAY['tenant_id', 'pseudonym'] AS row
  FROM core.${table} t WHERE ${condition}`;

/** All that is counted of people. */
export const OF_PEOPLE = [
  rowsOf('learner_activity', 'user_id, grain, starts_on', 'user_id = ANY($1::uuid[])'),
  rowsOf('learner_course', 'user_id, course_id', 'user_id = ANY($1::uuid[])'),
  rowsOf('learner_exercise', 'user_id, exercise_id', 'user_id = ANY($1::uuid[])'),
  rowsOf('learner_standing', 'user_id', 'user_id = ANY($1::uuid[])'),
].join(' UNION ALL ');

/** The sums. One that nobody is left in is as good as none. */
export const OF_ALL = [
  rowsOf('activity_tally', 'grain, starts_on, lane', 'learners > 0 OR exercises > 0'),
  rowsOf('course_tally', 'course_id, lane', 'learners > 0'),
  rowsOf('exercise_tally', 'exercise_id, lane', 'students > 0'),
].join(' UNION ALL ');
