import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

/** What people are told, each person's in an order that a reader can resume from. */
export default migration(
  '0028-notifications',
  `
  -- The offset given out last. Its row is locked from there until the commit, so a later commit never has a lower offset.
  CREATE TABLE core.notification_counter (
    ${TENANT_ID},
    user_id uuid NOT NULL,
    last bigint NOT NULL CHECK (last >= 0),
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  ${tenantTable('core.notification_counter')}

  CREATE TABLE core.notification (
    ${TENANT_ID},
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    "offset" bigint NOT NULL CHECK ("offset" >= 1),
    kind text COLLATE "C" NOT NULL,
    data jsonb NOT NULL,
    -- what was told before under the same text is not told again
    once text COLLATE "C",
    -- of the statement, which comes after the lock: in the order of offsets
    created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    read_at timestamptz(3),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, user_id, "offset"),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.notification_counter (tenant_id, user_id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX notification_once ON core.notification (tenant_id, user_id, once) WHERE once IS NOT NULL;
  CREATE INDEX notification_unread ON core.notification (tenant_id, user_id, "offset") WHERE read_at IS NULL;
  CREATE INDEX notification_age ON core.notification (created_at);
  ${tenantTable('core.notification')}
  CREATE POLICY system ON core.notification TO lectern_system USING (true);
  GRANT SELECT (tenant_id, id, created_at), DELETE ON core.notification TO lectern_system;
  `,
);
