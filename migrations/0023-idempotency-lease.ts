import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid REFERENCES core.tenants (id) ON DELETE CASCADE`;

/** Who works on a request that leaves its transaction. The answer itself is kept where all are. */
export default migration(
  '0023-idempotency-lease',
  `
  -- Grows for all institutions together: whoever takes a claim over is always told apart from everybody before.
  CREATE SEQUENCE core.idempotency_fence AS bigint;
  GRANT USAGE ON SEQUENCE core.idempotency_fence TO lectern_app;

  CREATE TABLE core.idempotency_claim (
    ${TENANT_ID},
    -- as in core.idempotency_record
    scope text NOT NULL CHECK (length(scope) = 43),
    principal_id uuid,
    request_hash text NOT NULL CHECK (length(request_hash) = 43),
    fence bigint NOT NULL,
    -- from then on a repeat takes the claim over
    leased_until timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, scope)
  );
  CREATE INDEX idempotency_claim_principal ON core.idempotency_claim (tenant_id, principal_id);
  CREATE INDEX idempotency_claim_end ON core.idempotency_claim (leased_until);
  ${tenantTable('core.idempotency_claim')}
  CREATE POLICY system ON core.idempotency_claim TO lectern_system USING (true);
  GRANT SELECT (tenant_id, scope, leased_until), DELETE ON core.idempotency_claim TO lectern_system;
  `,
);
