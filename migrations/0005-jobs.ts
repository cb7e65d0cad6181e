import { migration, tenantTable } from '../src/sdk/migration.js';

/** Background work as the tenant sees it. The queue itself carries only the ids of the job and its tenant. */
export default migration(
  '0005-jobs',
  `
  CREATE TABLE core.job (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    id uuid NOT NULL,
    name text NOT NULL,
    status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    progress double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    input jsonb NOT NULL,
    result jsonb,
    error text,
    owner_id uuid,
    subject_id uuid,
    request_id text,
    traceparent text,
    attempts integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    started_at timestamptz(3),
    finished_at timestamptz(3),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
  );
  CREATE INDEX job_owner ON core.job (tenant_id, owner_id, id);
  CREATE INDEX job_subject ON core.job (tenant_id, subject_id) WHERE subject_id IS NOT NULL;
  CREATE INDEX job_finished ON core.job (finished_at) WHERE finished_at IS NOT NULL;
  ${tenantTable('core.job')}
  CREATE POLICY system ON core.job TO lectern_system USING (true);
  GRANT SELECT, DELETE ON core.job TO lectern_system;
  `,
);
