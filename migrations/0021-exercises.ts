import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

/** Exercises, what each version of them is graded by, and which hints learners have taken. */
export default migration(
  '0021-exercises',
  `
  CREATE TABLE core.exercise (
    ${TENANT_ID},
    id uuid NOT NULL,
    -- its name in a collection: an import finds it again by this
    slug text COLLATE "C" NOT NULL,
    title text NOT NULL,
    -- the keys are normalised for look-ups, written by the application
    title_key text COLLATE "C" NOT NULL,
    description text NOT NULL DEFAULT '',
    difficulty_level text NOT NULL DEFAULT 'beginner' CHECK (difficulty_level IN ('beginner', 'intermediate', 'advanced')),
    topic text,
    topic_key text COLLATE "C",
    language text NOT NULL,
    starter_code text NOT NULL DEFAULT '',
    -- shown to learners; graded are the test cases
    expected_output text,
    -- [{text, cost}]
    hints jsonb NOT NULL DEFAULT '[]',
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published')),
    published_at timestamptz(3),
    -- of what is graded
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    -- moves with every change: what was checked in the sandbox meanwhile is written only to what was read before
    revision integer NOT NULL DEFAULT 1,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    -- out of view, while what learners handed in keeps its meaning
    deleted_at timestamptz(3),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES core.tenants (id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX exercise_slug ON core.exercise (tenant_id, slug) WHERE deleted_at IS NULL;
  CREATE INDEX exercise_by_topic ON core.exercise (tenant_id, topic_key, difficulty_level, id);
  CREATE INDEX exercise_deleted ON core.exercise (deleted_at) WHERE deleted_at IS NOT NULL;
  ${tenantTable('core.exercise')}
  CREATE POLICY system ON core.exercise TO lectern_system USING (true);
  GRANT SELECT (tenant_id, id, deleted_at), DELETE ON core.exercise TO lectern_system;

  CREATE TABLE core.exercise_version (
    ${TENANT_ID},
    exercise_id uuid NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    language text NOT NULL,
    -- [{id, name, kind, input, expected_output, comparison, tolerance, hidden, weight}]
    cases jsonb NOT NULL,
    solution_code text,
    -- {case id: [names of the tests its file reported]}, from the run of the solution
    known_tests jsonb NOT NULL DEFAULT '{}',
    -- when its own solution passed every test
    checked_at timestamptz(3),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, exercise_id, version),
    FOREIGN KEY (tenant_id, exercise_id) REFERENCES core.exercise (tenant_id, id) ON DELETE CASCADE
  );
  ${tenantTable('core.exercise_version')}

  CREATE TABLE core.hint_reveal (
    ${TENANT_ID},
    user_id uuid NOT NULL,
    exercise_id uuid NOT NULL,
    -- 1 is the first hint
    number integer NOT NULL CHECK (number >= 1),
    -- in points of later submissions, as it was then
    cost integer NOT NULL CHECK (cost BETWEEN 0 AND 100),
    revealed_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, user_id, exercise_id, number),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, exercise_id) REFERENCES core.exercise (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX hint_reveal_of_exercise ON core.hint_reveal (tenant_id, exercise_id);
  ${tenantTable('core.hint_reveal')}
  `,
);
