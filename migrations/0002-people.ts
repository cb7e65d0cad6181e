import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid REFERENCES core.tenants (id) ON DELETE CASCADE`;

/** People, their sessions, external identities and guardians. The `*_key` columns are normalised and compared by equality. */
export default migration(
  '0002-people',
  `
  CREATE TABLE core.users (
    ${TENANT_ID},
    id uuid NOT NULL,
    email text NOT NULL CHECK (length(email) <= 254),
    email_key text COLLATE "C" NOT NULL,
    username text CHECK (length(username) <= 50),
    username_key text COLLATE "C",
    name text NOT NULL CHECK (length(name) <= 200),
    name_key text COLLATE "C" NOT NULL,
    role text NOT NULL CHECK (role IN ('student', 'parent', 'teacher', 'admin', 'operator')),
    is_active boolean NOT NULL DEFAULT true,
    -- NULL: signs in through an external identity only
    password_hash text,
    grade_level integer CHECK (grade_level BETWEEN 0 AND 20),
    bio text,
    avatar_url text,
    learning_preferences jsonb NOT NULL DEFAULT '[]',
    -- erasure was asked for: the account is closed and a job removes what is left
    erasing_at timestamptz(3),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_email UNIQUE (tenant_id, email_key),
    CONSTRAINT users_username UNIQUE (tenant_id, username_key),
    -- operators live in the tenant 'system', and nobody else does
    CONSTRAINT users_operator CHECK ((role = 'operator') = (tenant_id = '019a0000-0000-7000-8000-000000000000'))
  );
  CREATE INDEX users_name ON core.users (tenant_id, name_key);
  CREATE INDEX users_role ON core.users (tenant_id, role, id);
  ${tenantTable('core.users')}

  CREATE TABLE core.session (
    ${TENANT_ID},
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- refresh tokens of the session: the current generation, its hash, and when it replaced the one before
    generation integer NOT NULL DEFAULT 0,
    token_hash text NOT NULL,
    rotated_at timestamptz(3) NOT NULL DEFAULT now(),
    refresh_expires_at timestamptz(3) NOT NULL,
    -- however often it is refreshed, a session ends then
    ends_at timestamptz(3) NOT NULL,
    revoked_at timestamptz(3),
    revoked_for text CHECK (revoked_for IN ('logout', 'revoked', 'reuse', 'password', 'account')),
    address text,
    user_agent text,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX session_of_user ON core.session (tenant_id, user_id);
  ${tenantTable('core.session')}
  CREATE POLICY system ON core.session TO lectern_system USING (true);
  GRANT SELECT, DELETE ON core.session TO lectern_system;

  CREATE TABLE core.external_identity (
    ${TENANT_ID},
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    linked_by text NOT NULL CHECK (linked_by IN ('email', 'provisioning')),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT external_identity_subject UNIQUE (tenant_id, issuer, subject),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX external_identity_user ON core.external_identity (tenant_id, user_id);
  ${tenantTable('core.external_identity')}

  CREATE TABLE core.guardian_link (
    ${TENANT_ID},
    guardian_id uuid NOT NULL,
    child_id uuid NOT NULL,
    id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'active', 'ended')),
    -- who asked for it; NULL once that person is erased
    made_by uuid,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT guardian_link_pair UNIQUE (tenant_id, guardian_id, child_id),
    CHECK (guardian_id <> child_id),
    FOREIGN KEY (tenant_id, guardian_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, child_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX guardian_link_child ON core.guardian_link (tenant_id, child_id);
  ${tenantTable('core.guardian_link')}
  `,
);
