import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid REFERENCES core.tenants (id) ON DELETE CASCADE`;

/** What requests leave behind: stored answers, used-up limits, failed sign-ins, and who did what. */
export default migration(
  '0006-requests',
  `
  CREATE TABLE core.idempotency_record (
    ${TENANT_ID},
    -- SHA-256 of principal, route and key: none of them is needed in clear
    scope text NOT NULL CHECK (length(scope) = 43),
    -- so that erasing a person erases what they were answered; NULL for callers without a token
    principal_id uuid,
    request_hash text NOT NULL CHECK (length(request_hash) = 43),
    status smallint NOT NULL CHECK (status BETWEEN 200 AND 299),
    -- as it was sent, or NULL when the answer had no body
    answer text,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, scope)
  );
  CREATE INDEX idempotency_record_principal ON core.idempotency_record (tenant_id, principal_id);
  CREATE INDEX idempotency_record_age ON core.idempotency_record (created_at);
  ${tenantTable('core.idempotency_record')}
  CREATE POLICY system ON core.idempotency_record TO lectern_system USING (true);
  GRANT SELECT (tenant_id, scope, created_at), DELETE ON core.idempotency_record TO lectern_system;

  CREATE TABLE core.limit_window (
    ${TENANT_ID},
    policy text NOT NULL,
    -- u:<user id> or a:<address>
    subject text NOT NULL,
    used integer NOT NULL CHECK (used >= 0),
    -- the row counts from nothing again once this is past
    ends_at timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, policy, subject)
  );
  CREATE INDEX limit_window_end ON core.limit_window (ends_at);
  ${tenantTable('core.limit_window')}
  CREATE POLICY system ON core.limit_window TO lectern_system USING (true);
  GRANT SELECT (tenant_id, policy, subject, ends_at), DELETE ON core.limit_window TO lectern_system;

  CREATE TABLE core.login_failure (
    ${TENANT_ID},
    -- SHA-256 of the name that was tried, known or not
    account text NOT NULL CHECK (length(account) = 43),
    -- '*' counts over all addresses
    address text NOT NULL,
    failures integer NOT NULL CHECK (failures > 0),
    ends_at timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, account, address)
  );
  CREATE INDEX login_failure_end ON core.login_failure (ends_at);
  ${tenantTable('core.login_failure')}
  CREATE POLICY system ON core.login_failure TO lectern_system USING (true);
  GRANT SELECT (tenant_id, account, address, ends_at), DELETE ON core.login_failure TO lectern_system;

  CREATE TABLE core.audit_event (
    ${TENANT_ID},
    id uuid NOT NULL,
    category text NOT NULL CHECK (category IN ('staff', 'security', 'configuration', 'system')),
    action text NOT NULL,
    actor_id uuid,
    actor_role text,
    target_type text,
    target_id text,
    detail jsonb NOT NULL DEFAULT '{}',
    request_id text,
    address text,
    occurred_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
  );
  CREATE INDEX audit_event_age ON core.audit_event (occurred_at);
  CREATE INDEX audit_event_actor ON core.audit_event (tenant_id, actor_id, id);
  CREATE INDEX audit_event_target ON core.audit_event (tenant_id, target_id, id);
  CREATE INDEX audit_event_system ON core.audit_event (id) WHERE category = 'system';
  ${tenantTable('core.audit_event')}
  -- Nobody rewrites what happened; erasing a person changes the name of the actor and nothing else.
  REVOKE UPDATE, DELETE ON core.audit_event FROM lectern_app;
  GRANT UPDATE (actor_id, target_id, detail, address) ON core.audit_event TO lectern_app;
  CREATE POLICY system ON core.audit_event TO lectern_system USING (true);
  GRANT SELECT, DELETE ON core.audit_event TO lectern_system;
  -- What operators do is written in the tenant it is done to.
  GRANT INSERT ON core.audit_event TO lectern_system;
  `,
);
