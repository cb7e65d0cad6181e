import { tenantTable, migration } from '../src/sdk/migration.js';

/** Classes and who is in them: the ground of "who teaches whom". */
export default migration(
  '0007-classes',
  `
  CREATE TABLE core.class (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid REFERENCES core.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    code text,
    grade_level integer,
    term text,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
  );
  ${tenantTable('core.class')}

  CREATE TABLE core.enrollment (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    class_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('student', 'teacher')),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, class_id, user_id),
    FOREIGN KEY (tenant_id, class_id) REFERENCES core.class (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX enrollment_of_person ON core.enrollment (tenant_id, user_id, role, class_id);
  ${tenantTable('core.enrollment')}
  `,
);
