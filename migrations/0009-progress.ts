import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

/** What learners did, appended and never changed, and what follows from it: progress per course, streak per person. */
export default migration(
  '0009-progress',
  `
  CREATE TABLE core.progress_event (
    ${TENANT_ID},
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('chapter_completed')),
    -- no foreign keys: what was done stays when the course changes
    course_id uuid NOT NULL,
    chapter_id uuid,
    trust text NOT NULL CHECK (trust IN ('server_graded', 'staff', 'imported', 'client_asserted')),
    occurred_at timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX progress_event_chapter_once ON core.progress_event (tenant_id, user_id, chapter_id) WHERE kind = 'chapter_completed';
  ${tenantTable('core.progress_event')}
  REVOKE UPDATE ON core.progress_event FROM lectern_app;

  CREATE TABLE core.course_progress (
    ${TENANT_ID},
    user_id uuid NOT NULL,
    course_id uuid NOT NULL,
    -- in the order of completion; chapters that were deleted since included
    completed_chapters uuid[] NOT NULL DEFAULT '{}',
    last_accessed timestamptz(3) NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, user_id, course_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, course_id) REFERENCES core.course (tenant_id, id)
  );
  CREATE INDEX course_progress_of_course ON core.course_progress (tenant_id, course_id);
  ${tenantTable('core.course_progress')}

  CREATE TABLE core.streak (
    ${TENANT_ID},
    user_id uuid NOT NULL,
    -- as of last_active_on; 0 after a reset
    current_days integer NOT NULL DEFAULT 0 CHECK (current_days >= 0),
    longest_days integer NOT NULL DEFAULT 0 CHECK (longest_days >= current_days),
    -- the tenant's local date
    last_active_on date,
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  ${tenantTable('core.streak')}
  `,
);
