import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

/**
 * One log of everything that counts as progress, in order per person, and what follows from it: per course, per topic, per
 * exercise and as a streak. Every column of those can be computed from the log again.
 */
export default migration(
  '0013-progress-log',
  `
  ALTER TABLE core.progress_event
    DROP CONSTRAINT progress_event_kind_check,
    ALTER COLUMN course_id DROP NOT NULL,
    -- the place in the person's log, handed out under the lock of their streak
    ADD COLUMN position integer,
    -- who did it: the learner, staff, or nobody in person
    ADD COLUMN actor_id uuid,
    -- the date at the institution when it happened: a fact, whatever becomes of its time zone
    ADD COLUMN local_date date,
    ADD COLUMN quiz_id uuid,
    ADD COLUMN exercise_id uuid,
    -- the attempt, record, assessment or submission it comes from
    ADD COLUMN source_id uuid,
    ADD COLUMN subject text,
    ADD COLUMN subject_key text,
    ADD COLUMN topic text,
    ADD COLUMN topic_key text,
    -- of quizzes 0 to 1, of all else 0 to 100
    ADD COLUMN score double precision CHECK (score BETWEEN 0 AND 100),
    ADD COLUMN percent double precision CHECK (percent BETWEEN 0 AND 100),
    -- seconds
    ADD COLUMN time_spent integer CHECK (time_spent >= 0),
    ADD COLUMN completed boolean;

  -- the owner is bound by the policies too, and none of them is its own
  ALTER TABLE core.progress_event NO FORCE ROW LEVEL SECURITY;
  ALTER TABLE core.streak NO FORCE ROW LEVEL SECURITY;
  ALTER TABLE core.course_progress NO FORCE ROW LEVEL SECURITY;

  ALTER TABLE core.progress_event ALTER COLUMN trust DROP NOT NULL;
  -- a streak of no days was reset: nothing else takes the last day away
  INSERT INTO core.progress_event (tenant_id, id, user_id, kind, occurred_at)
    SELECT tenant_id, gen_random_uuid(), user_id, 'streak_reset', updated_at FROM core.streak WHERE current_days = 0;
  UPDATE core.progress_event e SET actor_id = e.user_id, trust = coalesce(e.trust, 'client_asserted'), position = placed.position,
      local_date = (e.occurred_at AT TIME ZONE t.timezone)::date
    FROM core.tenants t, (SELECT tenant_id, id, row_number() OVER (PARTITION BY tenant_id, user_id ORDER BY occurred_at, id) AS position
                          FROM core.progress_event) placed
    WHERE t.id = e.tenant_id AND placed.tenant_id = e.tenant_id AND placed.id = e.id;

  ALTER TABLE core.progress_event
    DROP CONSTRAINT progress_event_pkey,
    DROP COLUMN id,
    ALTER COLUMN trust SET NOT NULL,
    ALTER COLUMN position SET NOT NULL,
    ALTER COLUMN local_date SET NOT NULL,
    ADD PRIMARY KEY (tenant_id, user_id, position),
    ADD CONSTRAINT progress_event_shape CHECK (CASE kind
      WHEN 'chapter_completed' THEN num_nulls(course_id, chapter_id) = 0
      WHEN 'course_percent_set' THEN num_nulls(course_id, percent) = 0
      WHEN 'quiz_attempt_graded' THEN num_nulls(course_id, quiz_id, source_id, score) = 0
      WHEN 'quiz_attempt_regraded' THEN num_nulls(course_id, quiz_id, source_id, score) = 0
      WHEN 'record_added' THEN num_nulls(source_id, subject, subject_key, topic, topic_key, score, time_spent, completed) = 0
      WHEN 'assessment_completed' THEN num_nulls(source_id, subject, subject_key, topic, topic_key, score) = 0
      WHEN 'exercise_evaluated' THEN num_nulls(exercise_id, source_id, score) = 0
      WHEN 'streak_reset' THEN true
      ELSE false END);
  CREATE UNIQUE INDEX progress_event_source_once ON core.progress_event (tenant_id, user_id, source_id)
    WHERE kind IN ('quiz_attempt_graded', 'record_added', 'assessment_completed');
  CREATE UNIQUE INDEX progress_event_evaluation_once ON core.progress_event (tenant_id, user_id, exercise_id, source_id, occurred_at)
    WHERE kind = 'exercise_evaluated';
  CREATE INDEX progress_event_of_quiz ON core.progress_event (tenant_id, user_id, quiz_id, position) WHERE quiz_id IS NOT NULL;
  CREATE INDEX progress_event_records ON core.progress_event (tenant_id, user_id, position)
    WHERE kind IN ('record_added', 'assessment_completed');
  -- appended and never changed; only a name may be taken out of it
  GRANT UPDATE (actor_id) ON core.progress_event TO lectern_app;

  ALTER TABLE core.streak
    DROP COLUMN updated_at,
    -- the last place handed out in the person's log
    ADD COLUMN last_position integer NOT NULL DEFAULT 0,
    -- the latest date of what counted: what comes in with an earlier one comes late
    ADD COLUMN seen_on date;
  UPDATE core.streak s SET last_position = log.last_position, seen_on = log.seen_on
    FROM (SELECT tenant_id, user_id, max(position) AS last_position, max(local_date) AS seen_on FROM core.progress_event GROUP BY 1, 2) log
    WHERE log.tenant_id = s.tenant_id AND log.user_id = s.user_id;

  ALTER TABLE core.course_progress
    ADD COLUMN percent double precision,
    ADD COLUMN quiz_scores jsonb NOT NULL DEFAULT '{}',
    ALTER COLUMN last_accessed DROP NOT NULL,
    ALTER COLUMN created_at DROP DEFAULT,
    ALTER COLUMN updated_at DROP DEFAULT;
  UPDATE core.course_progress p SET completed_chapters = log.chapters, created_at = log.first, updated_at = log.last, last_accessed = log.last
    FROM (SELECT tenant_id, user_id, course_id, array_agg(chapter_id ORDER BY position) AS chapters, min(occurred_at) AS first,
            max(occurred_at) AS last FROM core.progress_event WHERE kind = 'chapter_completed' GROUP BY 1, 2, 3) log
    WHERE log.tenant_id = p.tenant_id AND log.user_id = p.user_id AND log.course_id = p.course_id;

  ALTER TABLE core.progress_event FORCE ROW LEVEL SECURITY;
  ALTER TABLE core.streak FORCE ROW LEVEL SECURITY;
  ALTER TABLE core.course_progress FORCE ROW LEVEL SECURITY;

  CREATE TABLE core.topic_progress (
    ${TENANT_ID},
    user_id uuid NOT NULL,
    subject_key text COLLATE "C" NOT NULL,
    topic_key text COLLATE "C" NOT NULL,
    -- as first written
    subject text NOT NULL,
    topic text NOT NULL,
    records integer NOT NULL,
    -- added up in the order of the log: the sum of doubles depends on it
    score_sum double precision NOT NULL,
    -- seconds
    time_spent double precision NOT NULL,
    completed boolean NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, user_id, subject_key, topic_key),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  ${tenantTable('core.topic_progress')}

  CREATE TABLE core.exercise_progress (
    ${TENANT_ID},
    user_id uuid NOT NULL,
    -- no foreign key: what was done stays when the exercise goes
    exercise_id uuid NOT NULL,
    -- submissions that were evaluated
    attempts integer NOT NULL,
    best_score double precision NOT NULL,
    -- [{score, at}]: when the best score rose, and to what; tells when any threshold was reached
    rises jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, user_id, exercise_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  ${tenantTable('core.exercise_progress')}
  `,
);
