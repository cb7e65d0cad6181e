import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;
const OF_USER = 'FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE';

/** Programs that people ran, those that are running now, and the processor time they took. */
export default migration(
  '0020-code-execution',
  `
  CREATE TABLE core.code_execution (
    ${TENANT_ID},
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    language text NOT NULL,
    code text NOT NULL,
    status text NOT NULL CHECK (status IN ('ok', 'runtime_error', 'compile_error', 'timeout', 'memory_exceeded', 'output_exceeded')),
    stdout text NOT NULL,
    stderr text NOT NULL,
    -- NULL when a signal ended it
    exit_code integer,
    duration_ms double precision NOT NULL CHECK (duration_ms >= 0),
    cpu_ms double precision NOT NULL CHECK (cpu_ms >= 0),
    memory_kb bigint,
    truncated boolean NOT NULL,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    ${OF_USER}
  );
  -- ids grow with time
  CREATE INDEX code_execution_of_user ON core.code_execution (tenant_id, user_id, id);
  CREATE INDEX code_execution_age ON core.code_execution (created_at);
  ${tenantTable('core.code_execution')}
  CREATE POLICY system ON core.code_execution TO lectern_system USING (true);
  GRANT SELECT (tenant_id, id, created_at), DELETE ON core.code_execution TO lectern_system;

  -- What is running: who holds a row renews it, and a row that nobody renews counts no more.
  CREATE TABLE core.code_run (
    ${TENANT_ID},
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- the institution's date when it began: that day pays
    day date NOT NULL,
    -- the most it can take
    cpu_ms bigint NOT NULL CHECK (cpu_ms >= 0),
    expires_at timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    ${OF_USER}
  );
  CREATE INDEX code_run_of_user ON core.code_run (tenant_id, user_id);
  ${tenantTable('core.code_run')}

  CREATE TABLE core.code_cpu_day (
    ${TENANT_ID},
    day date NOT NULL,
    user_id uuid NOT NULL,
    runs integer NOT NULL CHECK (runs >= 0),
    cpu_ms bigint NOT NULL CHECK (cpu_ms >= 0),
    PRIMARY KEY (tenant_id, day, user_id),
    ${OF_USER}
  );
  CREATE INDEX code_cpu_day_of_user ON core.code_cpu_day (tenant_id, user_id);
  ${tenantTable('core.code_cpu_day')}
  CREATE POLICY system ON core.code_cpu_day TO lectern_system USING (true);
  GRANT SELECT (tenant_id, day, user_id), DELETE ON core.code_cpu_day TO lectern_system;

  -- All people of the institution together, also those who were erased since.
  CREATE TABLE core.code_cpu_total (
    ${TENANT_ID} REFERENCES core.tenants (id) ON DELETE CASCADE,
    day date NOT NULL,
    runs integer NOT NULL CHECK (runs >= 0),
    cpu_ms bigint NOT NULL CHECK (cpu_ms >= 0),
    PRIMARY KEY (tenant_id, day)
  );
  ${tenantTable('core.code_cpu_total')}
  CREATE POLICY system ON core.code_cpu_total TO lectern_system USING (true);
  GRANT SELECT (tenant_id, day), DELETE ON core.code_cpu_total TO lectern_system;
  `,
);
