import { migration } from '../src/sdk/migration.js';

/** In which queue a job waits and how urgent it is; how often, and for what, it asked to be left for later. */
export default migration(
  '0024-job-queues',
  `
  ALTER TABLE core.job
    ADD COLUMN queue text NOT NULL DEFAULT 'default' CHECK (queue IN ('default', 'grading')),
    ADD COLUMN priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('high', 'normal', 'low')),
    ADD COLUMN deferrals integer NOT NULL DEFAULT 0 CHECK (deferrals >= 0),
    ADD COLUMN waiting_for text;
  CREATE INDEX job_waiting ON core.job (tenant_id, waiting_for) WHERE waiting_for IS NOT NULL;
  `,
);
