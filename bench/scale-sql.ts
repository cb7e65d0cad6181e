/**
 * A large institution among small ones, as statements of the superuser. Learner `n` does one thing in each of fifty steps, at
 * some time of the last 180 days: exercises, quizzes and chapters, in a course of its own each.
 */

export const LEARNERS = 10_000;
export const COURSES = 50;
export const STEPS = 50;
const SMALL_INSTITUTIONS = 20;

/** `$1`: the large one. */
export const INSTITUTIONS = `
  INSERT INTO core.tenants (id, slug, name) SELECT gen_random_uuid(), 'small-' || n, 'Small ' || n FROM generate_series(1, ${SMALL_INSTITUTIONS}) n`;

/** `$1`: institution, `$2`: learners, `$3`: courses. */
export const PEOPLE = `
  INSERT INTO core.users (tenant_id, id, email, email_key, name, name_key, role, created_at)
  SELECT $1, gen_random_uuid(), n || '@scale.test', n || '@scale.test', 'Learner ' || n, 'learner ' || n, 'student', now() - interval '1 year'
  FROM generate_series(1, $2::int) n`;
export const COURSES_OF = `
  INSERT INTO core.course (tenant_id, id, title, title_key, description, subject, subject_key, grade_level, status, published_at, chapter_count)
  SELECT $1, gen_random_uuid(), title, lower(title), 'From the first steps to mastery.', 'Science', 'science', 8, 'published', now(), 20
  FROM (SELECT (ARRAY['Volcanoes', 'Photosynthesis', 'Fractions', 'Electricity', 'Rivers', 'Programming', 'Poetry', 'Planets', 'Insects', 'Music'])
    [1 + n % 10] || ' ' || n AS title FROM generate_series(1, $2::int) n) named`;
export const CHAPTERS_OF = `
  INSERT INTO core.chapter (tenant_id, id, course_id, title, content, position)
  SELECT c.tenant_id, gen_random_uuid(), c.id, 'Chapter ' || n || ' of ' || c.title,
    repeat('Lava, light and numbers: what the ' || n || 'th chapter of ' || c.title || ' tells of. ', 12), n
  FROM core.course c, generate_series(1, 20) n WHERE c.tenant_id = $1`;

/** Steps `$2` to `$3` of every learner of `$1`. */
export const EVENTS = `
  WITH learner AS (SELECT id, (row_number() OVER (ORDER BY id))::int AS n FROM core.users WHERE tenant_id = $1 AND email_key LIKE '%@scale.test'),
  course AS (SELECT id, (row_number() OVER (ORDER BY id))::int AS n FROM core.course WHERE tenant_id = $1),
  chapter AS (SELECT course_id, position, id FROM core.chapter WHERE tenant_id = $1)
  INSERT INTO core.progress_event (tenant_id, user_id, position, kind, actor_id, trust, occurred_at, local_date, course_id, chapter_id, quiz_id,
    exercise_id, source_id, score)
  SELECT $1, l.id, s.step, k.kind, l.id, CASE k.kind WHEN 'chapter_completed' THEN 'client_asserted' ELSE 'server_graded' END, t.at, t.at::date,
    CASE WHEN k.kind <> 'exercise_evaluated' THEN c.id END,
    CASE k.kind WHEN 'chapter_completed' THEN h.id END,
    CASE k.kind WHEN 'quiz_attempt_graded' THEN c.id END,
    CASE k.kind WHEN 'exercise_evaluated' THEN ('00000000-0000-7000-8000-' || lpad(s.step::text, 12, '0'))::uuid END,
    CASE WHEN k.kind <> 'chapter_completed' THEN gen_random_uuid() END,
    CASE k.kind WHEN 'exercise_evaluated' THEN (l.n * 37 + s.step * 11) % 101 WHEN 'quiz_attempt_graded' THEN (l.n * 7 + s.step) % 11 / 10.0 END
  FROM learner l
  CROSS JOIN LATERAL (SELECT step, CASE WHEN step % 10 = 1 THEN 'exercise_evaluated' WHEN step % 10 = 2 THEN 'quiz_attempt_graded'
    ELSE 'chapter_completed' END AS kind FROM generate_series($2::int, $3::int) step) s
  CROSS JOIN LATERAL (SELECT s.kind) k
  CROSS JOIN LATERAL (SELECT date_trunc('milliseconds', now() - make_interval(days => (s.step * 7 + l.n * 13) % 180, mins => l.n % 600)) AS at) t
  JOIN course c ON c.n = 1 + (s.step - 1) % (SELECT count(*) FROM course)::int
  JOIN chapter h ON h.course_id = c.id AND h.position = 1 + (l.n + (s.step - 1) / (SELECT count(*) FROM course)::int) % 20`;

/** What follows from the log, as `lectern progress rebuild` would compute it. */
export const PROGRESS: readonly string[] = [
  `DELETE FROM core.course_progress WHERE tenant_id = $1`,
  `INSERT INTO core.course_progress (tenant_id, user_id, course_id, completed_chapters, percent, quiz_scores, last_accessed, created_at, updated_at)
   SELECT tenant_id, user_id, course_id, coalesce(array_agg(chapter_id ORDER BY position) FILTER (WHERE chapter_id IS NOT NULL), '{}'), NULL,
     coalesce(jsonb_object_agg(quiz_id, score) FILTER (WHERE quiz_id IS NOT NULL), '{}'), max(occurred_at), min(occurred_at), max(occurred_at)
   FROM core.progress_event WHERE tenant_id = $1 AND course_id IS NOT NULL GROUP BY 1, 2, 3`,
  `DELETE FROM core.exercise_progress WHERE tenant_id = $1`,
  `INSERT INTO core.exercise_progress (tenant_id, user_id, exercise_id, attempts, best_score, rises, created_at, updated_at)
   SELECT tenant_id, user_id, exercise_id, count(*), max(score), jsonb_build_array(jsonb_build_object('score', max(score), 'at', now())),
     min(occurred_at), max(occurred_at)
   FROM core.progress_event WHERE tenant_id = $1 AND exercise_id IS NOT NULL GROUP BY 1, 2, 3`,
  `DELETE FROM core.streak WHERE tenant_id = $1`,
  `INSERT INTO core.streak (tenant_id, user_id, current_days, longest_days, last_active_on, last_position, seen_on)
   SELECT tenant_id, user_id, 1, 1, max(local_date), max(position), max(local_date) FROM core.progress_event WHERE tenant_id = $1 GROUP BY 1, 2`,
];
