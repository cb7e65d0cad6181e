import { migration, tenantTable } from '../src/sdk/migration.js';

/** When each recurring piece of work comes next in each institution. Whoever moves `next_due_at` on has taken that moment. */
export default migration(
  '0029-schedules',
  `
  CREATE TABLE core.schedule (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    name text NOT NULL,
    -- the rule and the time zone that next_due_at was reckoned with
    plan text NOT NULL,
    next_due_at timestamptz(3) NOT NULL,
    last_due_at timestamptz(3),
    last_job_id uuid,
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, name)
  );
  ${tenantTable('core.schedule')}
  CREATE POLICY system ON core.schedule TO lectern_system USING (true);
  GRANT SELECT ON core.schedule TO lectern_system;

  -- how many wait, and for how long, without reading what is done
  CREATE INDEX job_queued ON core.job (queue, created_at) WHERE status = 'queued';
  `,
);
