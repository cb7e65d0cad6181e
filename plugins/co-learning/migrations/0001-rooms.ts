import { migration, tenantTable } from 'lectern/sdk';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

export default migration(
  '0001-rooms',
  `
  CREATE TABLE co_learning.room (
    ${TENANT_ID} REFERENCES core.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    topic text,
    -- how many members it takes; when it is lowered, those inside stay
    capacity integer NOT NULL DEFAULT 8 CHECK (capacity BETWEEN 2 AND 50),
    -- for the people of this class alone; NULL: for everybody
    class_id uuid,
    created_by uuid NOT NULL,
    closed_at timestamptz(3),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
  );
  CREATE INDEX room_open ON co_learning.room (tenant_id, id) WHERE closed_at IS NULL;
  CREATE INDEX room_of_class ON co_learning.room (tenant_id, class_id) WHERE class_id IS NOT NULL;
  CREATE INDEX room_of_creator ON co_learning.room (tenant_id, created_by);
  ${tenantTable('co_learning.room')}

  CREATE TABLE co_learning.member (
    ${TENANT_ID},
    room_id uuid NOT NULL,
    user_id uuid NOT NULL,
    joined_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, room_id, user_id),
    FOREIGN KEY (tenant_id, room_id) REFERENCES co_learning.room (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX member_of_person ON co_learning.member (tenant_id, user_id, room_id);
  ${tenantTable('co_learning.member')}

  CREATE TABLE co_learning.activity (
    ${TENANT_ID},
    id uuid NOT NULL,
    room_id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- as the front end sent it, or {type} of what happened to the room
    activity jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, room_id) REFERENCES co_learning.room (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX activity_of_room ON co_learning.activity (tenant_id, room_id, id);
  CREATE INDEX activity_of_person ON co_learning.activity (tenant_id, user_id);
  ${tenantTable('co_learning.activity')}
  `,
);
