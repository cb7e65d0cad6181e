import { migration, tenantTable } from '../src/sdk/migration.js';

/** Courses, what they presuppose, and their chapters in order. */
export default migration(
  '0008-courses',
  `
  CREATE TABLE core.course (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid REFERENCES core.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    title text NOT NULL,
    -- normalised for look-ups, written by the application
    title_key text COLLATE "C" NOT NULL,
    description text NOT NULL DEFAULT '',
    subject text,
    subject_key text COLLATE "C",
    grade_level integer,
    difficulty_level text NOT NULL DEFAULT 'beginner' CHECK (difficulty_level IN ('beginner', 'intermediate', 'advanced')),
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published')),
    published_at timestamptz(3),
    -- moved with every chapter that comes or goes, under the lock of this row
    chapter_count integer NOT NULL DEFAULT 0 CHECK (chapter_count >= 0),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
  );
  CREATE INDEX course_by_subject ON core.course (tenant_id, subject_key, id);
  ${tenantTable('core.course')}

  CREATE TABLE core.course_prerequisite (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    course_id uuid NOT NULL,
    required_id uuid NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (tenant_id, course_id, required_id),
    FOREIGN KEY (tenant_id, course_id) REFERENCES core.course (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, required_id) REFERENCES core.course (tenant_id, id) ON DELETE CASCADE,
    CHECK (course_id <> required_id)
  );
  CREATE INDEX course_prerequisite_of ON core.course_prerequisite (tenant_id, required_id);
  ${tenantTable('core.course_prerequisite')}

  CREATE TABLE core.chapter (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    id uuid NOT NULL,
    course_id uuid NOT NULL,
    title text NOT NULL,
    content text NOT NULL,
    -- 1 to the course's chapter_count, without gaps
    position integer NOT NULL CHECK (position >= 1),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, course_id) REFERENCES core.course (tenant_id, id) ON DELETE CASCADE,
    -- checked at the end of a statement: moving chapters passes through duplicates
    CONSTRAINT chapter_order UNIQUE (tenant_id, course_id, position) DEFERRABLE INITIALLY IMMEDIATE
  );
  ${tenantTable('core.chapter')}
  `,
);
