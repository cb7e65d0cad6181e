import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

/** Code that was handed in, what its tests said, what staff made of it, and every score that a regrade changed. */
export default migration(
  '0022-submissions',
  `
  CREATE TABLE core.submission (
    ${TENANT_ID},
    id uuid NOT NULL,
    -- outlives its exercise: what was achieved stays
    exercise_id uuid NOT NULL,
    -- which version it is graded by
    exercise_version integer NOT NULL,
    student_id uuid NOT NULL,
    submitted_by uuid,
    -- 1, 2, 3 … of this person at this exercise
    attempt integer NOT NULL CHECK (attempt >= 1),
    code text NOT NULL,
    language text NOT NULL,
    -- points that revealed hints cost
    hint_cost double precision NOT NULL DEFAULT 0 CHECK (hint_cost >= 0),
    status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'evaluated', 'error')),
    -- how many gradings were asked for, and which of them was stored last: each takes effect once
    grading integer NOT NULL DEFAULT 1 CHECK (grading >= 1),
    graded integer NOT NULL DEFAULT 0 CHECK (graded <= grading),
    -- how often the sandbox was lost while its tests ran: there may be a reason for it
    losses integer NOT NULL DEFAULT 0,
    -- what the tests said
    score double precision CHECK (score BETWEEN 0 AND 100),
    feedback text,
    results jsonb NOT NULL DEFAULT '[]',
    has_results boolean NOT NULL GENERATED ALWAYS AS (results <> '[]') STORED,
    -- what staff said: it stands, however often the tests are run again
    staff_score double precision CHECK (staff_score BETWEEN 0 AND 100),
    staff_feedback text,
    staff_id uuid,
    -- of the score that counts
    evaluated_at timestamptz(3),
    queued_at timestamptz(3) NOT NULL DEFAULT now(),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, exercise_id, student_id, attempt),
    CHECK ((status = 'evaluated') <= (coalesce(staff_score, score) IS NOT NULL AND evaluated_at IS NOT NULL)),
    FOREIGN KEY (tenant_id, student_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX submission_of_student ON core.submission (tenant_id, student_id, id);
  CREATE INDEX submission_of_exercise ON core.submission (tenant_id, exercise_id, id);
  CREATE INDEX submission_ungraded ON core.submission (tenant_id, student_id) WHERE status IN ('queued', 'running');
  CREATE INDEX submission_submitted_by ON core.submission (tenant_id, submitted_by);
  CREATE INDEX submission_of_staff ON core.submission (tenant_id, staff_id) WHERE staff_id IS NOT NULL;
  CREATE INDEX submission_results ON core.submission (evaluated_at) WHERE has_results;
  ${tenantTable('core.submission')}
  CREATE POLICY system ON core.submission TO lectern_system USING (true);
  GRANT SELECT (tenant_id, id, evaluated_at, has_results), UPDATE (results) ON core.submission TO lectern_system;

  -- Which submissions a regrade has been through, and the scores they had.
  CREATE TABLE core.submission_regrade (
    ${TENANT_ID},
    job_id uuid NOT NULL,
    submission_id uuid NOT NULL,
    student_id uuid NOT NULL,
    version_before integer NOT NULL,
    version_after integer NOT NULL,
    score_before double precision,
    score_after double precision,
    -- staff had evaluated it: their score stands
    kept boolean NOT NULL,
    -- its tests could not be run: it is as it was
    failed boolean NOT NULL,
    -- nothing was changed; gone when the whole is counted
    is_trial boolean NOT NULL,
    regraded_by uuid,
    regraded_at timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, job_id, submission_id),
    FOREIGN KEY (tenant_id, submission_id) REFERENCES core.submission (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX submission_regrade_of ON core.submission_regrade (tenant_id, submission_id);
  CREATE INDEX submission_regrade_of_student ON core.submission_regrade (tenant_id, student_id);
  CREATE INDEX submission_regrade_by ON core.submission_regrade (tenant_id, regraded_by) WHERE regraded_by IS NOT NULL;
  ${tenantTable('core.submission_regrade')}
  `,
);
