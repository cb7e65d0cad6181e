import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;
const OF_A_TENANT = 'FOREIGN KEY (tenant_id) REFERENCES core.tenants (id) ON DELETE CASCADE';
/**
 * Without a cascade: that would be the table owner's doing, whom no policy lets near the sums. Rows of a person go first, by
 * the hand of the application, and are taken off the sums.
 */
const OF_A_PERSON = 'FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id)';

interface Tally {
  readonly of: string;
  readonly into: string;
  readonly keys: readonly string[];
  /** What one row of `of` counts, by column of `into`. */
  readonly counts: Readonly<Record<string, string>>;
}

/**
 * Keeps sums over the learners of a tenant beside their rows: every change of rows applies its difference to the sums, in
 * the same transaction. A sum is spread over 32 lanes by person, as events are over the shards of the outbox, so that what
 * is delivered at the same time never waits for the same row.
 */
const tally = ({ of, into, keys, counts }: Tally): string => {
  const columns = Object.keys(counts);
  const key = [...keys, 'lane'].join(', ');
  const add = (rows: string): string => `
      INSERT INTO core.${into} AS t (tenant_id, ${key}, ${columns.join(', ')})
      SELECT tenant_id, ${keys.join(', ')}, core.tally_lane(user_id), ${columns.map((column) => `sum(sign * ${counts[column]})`).join(', ')}
      FROM (${rows}) changed GROUP BY tenant_id, ${keys.join(', ')}, core.tally_lane(user_id)
      HAVING ${columns.map((column) => `sum(sign * ${counts[column]}) <> 0`).join(' OR ')}
      ORDER BY tenant_id, ${keys.join(', ')}, core.tally_lane(user_id)
      ON CONFLICT (tenant_id, ${key}) DO UPDATE SET ${columns.map((column) => `${column} = t.${column} + excluded.${column}`).join(', ')};`;
  const after = 'SELECT 1 AS sign, a.* FROM after a';
  const before = 'SELECT -1 AS sign, b.* FROM before b';
  return `
  CREATE FUNCTION core.tally_${of}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    -- whoever counts everything anew holds it alone
    PERFORM pg_advisory_xact_lock_shared(core.tally_lock());
    CASE TG_OP
    WHEN 'INSERT' THEN ${add(after)}
    WHEN 'UPDATE' THEN ${add(`${after} UNION ALL ${before}`)}
    WHEN 'DELETE' THEN ${add(before)}
    END CASE;
    RETURN NULL;
  END $$;
  CREATE TRIGGER tally_insert AFTER INSERT ON core.${of} REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION core.tally_${of}();
  CREATE TRIGGER tally_update AFTER UPDATE ON core.${of} REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION core.tally_${of}();
  CREATE TRIGGER tally_delete AFTER DELETE ON core.${of} REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION core.tally_${of}();
  REVOKE ALL ON FUNCTION core.tally_${of} FROM PUBLIC;

  -- Counts everything of the tenant anew, from the rows.
  CREATE FUNCTION core.retally_${of}() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  DECLARE tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  BEGIN
    PERFORM pg_advisory_xact_lock(core.tally_lock());
    DELETE FROM core.${into} WHERE tenant_id = tenant;
    ${add(`SELECT 1 AS sign, r.* FROM core.${of} r WHERE r.tenant_id = tenant`)}
  END $$;
  REVOKE ALL ON FUNCTION core.retally_${of} FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION core.retally_${of} TO lectern_app;`;
};

const KINDS = ['chapters', 'quizzes', 'assessments', 'records', 'exercises'] as const;
const learnersOf = (kind: string): string => `${kind}_learners`;

/** What each learner did, from the log of progress, and what all of them did together. */
export default migration(
  '0015-analytics',
  `
  CREATE INDEX progress_event_of_day ON core.progress_event (tenant_id, user_id, local_date);
  CREATE INDEX course_progress_by_course ON core.course_progress (tenant_id, course_id, user_id);
  DROP INDEX core.course_progress_of_course;
  CREATE INDEX streak_running ON core.streak (tenant_id, last_active_on, current_days, longest_days);
  CREATE INDEX users_active ON core.users (tenant_id, role, id) WHERE is_active;

  -- The very shard of the outbox that tells of this person's progress.
  CREATE FUNCTION core.tally_lane(person uuid) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (get_byte(sha256(convert_to(person::text, 'UTF8')), 3) & 31)::smallint
  $$;
  CREATE FUNCTION core.tally_lock() RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT hashtextextended('lectern.tally:' || coalesce(current_setting('app.tenant_id', true), ''), 0)
  $$;
  REVOKE ALL ON FUNCTION core.tally_lane, core.tally_lock FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION core.tally_lane, core.tally_lock TO lectern_app;

  -- One learner in one day, week, month, and altogether ('ever' starts in 1970). Only what they did themselves is an act.
  CREATE TABLE core.learner_activity (
    ${TENANT_ID},
    user_id uuid NOT NULL,
    grain text NOT NULL CHECK (grain IN ('day', 'week', 'month', 'ever')),
    -- of the institution's calendar; weeks start on Mondays
    starts_on date NOT NULL,
    acts integer NOT NULL,
    -- acts with less than half an hour between them are one session
    sessions integer NOT NULL,
    ${KINDS.map((kind) => `${kind} integer NOT NULL,`).join(' ')}
    PRIMARY KEY (tenant_id, user_id, grain, starts_on),
    ${OF_A_PERSON}
  );
  ${tenantTable('core.learner_activity')}
  CREATE TABLE core.activity_tally (
    ${TENANT_ID},
    grain text NOT NULL,
    starts_on date NOT NULL,
    lane smallint NOT NULL,
    learners integer NOT NULL,
    acts integer NOT NULL,
    sessions integer NOT NULL,
    ${KINDS.map((kind) => `${kind} integer NOT NULL, ${learnersOf(kind)} integer NOT NULL,`).join(' ')}
    PRIMARY KEY (tenant_id, grain, starts_on, lane),
    ${OF_A_TENANT}
  );
  ${tenantTable('core.activity_tally')}
  ${tally({
    of: 'learner_activity',
    into: 'activity_tally',
    keys: ['grain', 'starts_on'],
    counts: {
      learners: '(acts > 0)::int',
      acts: 'acts',
      sessions: 'sessions',
      ...Object.fromEntries(
        KINDS.flatMap((kind) => [
          [kind, kind],
          [learnersOf(kind), `(${kind} > 0)::int`],
        ]),
      ),
    },
  })}

  -- One learner in one course. Scores are kept in millionths: whole numbers add up to the same in any order.
  CREATE TABLE core.learner_course (
    ${TENANT_ID},
    user_id uuid NOT NULL,
    course_id uuid NOT NULL,
    chapters integer NOT NULL,
    -- every chapter the course had when this was counted last, or said to be at 100 percent
    finished boolean NOT NULL,
    quiz_attempts integer NOT NULL,
    -- 0 to 1 each
    quiz_score_sum bigint NOT NULL,
    PRIMARY KEY (tenant_id, user_id, course_id),
    ${OF_A_PERSON}
  );
  CREATE INDEX learner_course_of_course ON core.learner_course (tenant_id, course_id, user_id);
  ${tenantTable('core.learner_course')}
  CREATE TABLE core.course_tally (
    ${TENANT_ID},
    course_id uuid NOT NULL,
    lane smallint NOT NULL,
    learners integer NOT NULL,
    chapters integer NOT NULL,
    finished integer NOT NULL,
    quiz_learners integer NOT NULL,
    quiz_attempts integer NOT NULL,
    quiz_score_sum bigint NOT NULL,
    PRIMARY KEY (tenant_id, course_id, lane),
    ${OF_A_TENANT}
  );
  ${tenantTable('core.course_tally')}
  ${tally({
    of: 'learner_course',
    into: 'course_tally',
    keys: ['course_id'],
    counts: {
      learners: '1',
      chapters: 'chapters',
      finished: 'finished::int',
      quiz_learners: '(quiz_attempts > 0)::int',
      quiz_attempts: 'quiz_attempts',
      quiz_score_sum: 'quiz_score_sum',
    },
  })}

  -- One learner at one exercise.
  CREATE TABLE core.learner_exercise (
    ${TENANT_ID},
    user_id uuid NOT NULL,
    exercise_id uuid NOT NULL,
    attempts integer NOT NULL,
    -- millionths of 0 to 100
    best_score bigint NOT NULL,
    completed boolean NOT NULL,
    mastered boolean NOT NULL,
    PRIMARY KEY (tenant_id, user_id, exercise_id),
    ${OF_A_PERSON}
  );
  ${tenantTable('core.learner_exercise')}
  CREATE TABLE core.exercise_tally (
    ${TENANT_ID},
    exercise_id uuid NOT NULL,
    lane smallint NOT NULL,
    students integer NOT NULL,
    attempts integer NOT NULL,
    completed integer NOT NULL,
    mastered integer NOT NULL,
    best_score_sum bigint NOT NULL,
    PRIMARY KEY (tenant_id, exercise_id, lane),
    ${OF_A_TENANT}
  );
  ${tenantTable('core.exercise_tally')}
  ${tally({
    of: 'learner_exercise',
    into: 'exercise_tally',
    keys: ['exercise_id'],
    counts: {
      students: '1',
      attempts: 'attempts',
      completed: 'completed::int',
      mastered: 'mastered::int',
      best_score_sum: 'best_score',
    },
  })}

  -- One learner among the others. The row is also the lock under which what is known of them is counted.
  CREATE TABLE core.learner_standing (
    ${TENANT_ID},
    user_id uuid NOT NULL,
    -- leads nowhere
    pseudonym text NOT NULL,
    -- an active student
    listed boolean NOT NULL DEFAULT false,
    exercises_tried integer NOT NULL DEFAULT 0,
    exercises_completed integer NOT NULL DEFAULT 0,
    best_score_sum bigint NOT NULL DEFAULT 0,
    average_score double precision NOT NULL GENERATED ALWAYS AS
      (CASE WHEN exercises_tried = 0 THEN 0 ELSE best_score_sum::double precision / (1000000 * exercises_tried::double precision) END) STORED,
    PRIMARY KEY (tenant_id, user_id),
    ${OF_A_PERSON}
  );
  CREATE INDEX learner_standing_best ON core.learner_standing (tenant_id, exercises_completed DESC, average_score DESC, user_id)
    WHERE listed AND exercises_completed > 0;
  ${tenantTable('core.learner_standing')}
  `,
);
