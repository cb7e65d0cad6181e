import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

/** The question bank of an institution, and what learners answered outside of quizzes. */
export default migration(
  '0011-questions',
  `
  CREATE TABLE core.question (
    ${TENANT_ID},
    id uuid NOT NULL,
    type text NOT NULL CHECK (type IN ('multiple_choice', 'true_false', 'fill_in_blank')),
    -- graded from the moment it stands in a quiz: its key is not given away by practice any more
    use text NOT NULL DEFAULT 'practice' CHECK (use IN ('practice', 'graded')),
    question text NOT NULL,
    -- the keys are normalised for look-ups, written by the application
    question_key text COLLATE "C" NOT NULL,
    options text[] NOT NULL DEFAULT '{}',
    -- a text, a boolean or a number, by type
    correct_answer jsonb NOT NULL,
    accepted_answers text[] NOT NULL DEFAULT '{}',
    tolerance double precision CHECK (tolerance >= 0),
    explanation text NOT NULL DEFAULT '',
    subject text,
    subject_key text COLLATE "C",
    topic text,
    topic_key text COLLATE "C",
    grade_level integer,
    difficulty integer NOT NULL DEFAULT 3 CHECK (difficulty BETWEEN 1 AND 5),
    skills text[] NOT NULL DEFAULT '{}',
    skill_keys text[] NOT NULL DEFAULT '{}',
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES core.tenants (id) ON DELETE CASCADE
  );
  CREATE INDEX question_by_subject ON core.question (tenant_id, subject_key, topic_key, difficulty, id);
  ${tenantTable('core.question')}

  CREATE TABLE core.assessment (
    ${TENANT_ID},
    id uuid NOT NULL,
    student_id uuid NOT NULL,
    subject text NOT NULL,
    topic text NOT NULL,
    -- 0 to 100
    score double precision NOT NULL CHECK (score BETWEEN 0 AND 100),
    correct_count integer NOT NULL CHECK (correct_count >= 0),
    total_questions integer NOT NULL CHECK (total_questions >= correct_count),
    trust text NOT NULL CHECK (trust IN ('server_graded', 'staff', 'imported', 'client_asserted')),
    -- [{question_id, correct, answer, trust}], in the order sent
    results jsonb NOT NULL,
    -- [{correct_answer, explanation}] in the same order: apart, because keys are in no export of a learner's data
    feedback jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, student_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX assessment_of_student ON core.assessment (tenant_id, student_id, id);
  ${tenantTable('core.assessment')}
  `,
);
