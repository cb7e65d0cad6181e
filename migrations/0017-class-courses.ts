import { migration, tenantTable } from '../src/sdk/migration.js';

/** What a class works on, and the terms of an institution. */
export default migration(
  '0017-class-courses',
  `
  CREATE TABLE core.class_course (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    class_id uuid NOT NULL,
    course_id uuid NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, class_id, course_id),
    FOREIGN KEY (tenant_id, class_id) REFERENCES core.class (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, course_id) REFERENCES core.course (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX class_course_of_course ON core.class_course (tenant_id, course_id);
  ${tenantTable('core.class_course')}

  -- a class names its term by text, whether or not the term is listed here
  CREATE TABLE core.term (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid REFERENCES core.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT term_name UNIQUE (tenant_id, name),
    CHECK (starts_on <= ends_on)
  );
  ${tenantTable('core.term')}
  CREATE INDEX class_of_term ON core.class (tenant_id, term, id);
  `,
);
