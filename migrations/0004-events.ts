import { migration, tenantTable } from '../src/sdk/migration.js';

const tenantId = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

/** An event, wherever it waits. `subject_id` is the person it is about: erasing the person finds it by that. */
const envelope = `
    name text NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    subject_id uuid,
    request_id text,
    traceparent text,
    data jsonb NOT NULL,
    occurred_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()`;

/**
 * Events on their way: written with the change they tell of, sent in order by shard, taken in once per consumer,
 * queued behind a failing one of the same key, and put aside when they cannot be delivered.
 */
export default migration(
  '0004-events',
  `
  CREATE TABLE core.outbox (
    ${tenantId},
    id uuid NOT NULL,
    -- CACHE 1: under the lock of the aggregate's row, the order of positions is the order of commits
    position bigint GENERATED ALWAYS AS IDENTITY (CACHE 1),
    shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 31),
    ${envelope},
    PRIMARY KEY (tenant_id, id)
  );
  CREATE INDEX outbox_shard_position ON core.outbox (shard, position);
  CREATE INDEX outbox_subject ON core.outbox (tenant_id, subject_id) WHERE subject_id IS NOT NULL;
  ${tenantTable('core.outbox')}
  CREATE POLICY system ON core.outbox TO lectern_system USING (true);
  GRANT SELECT, DELETE ON core.outbox TO lectern_system;

  -- Locking a row here is the right to send that shard. No tenant's data.
  CREATE TABLE core.outbox_shard (shard smallint PRIMARY KEY);
  INSERT INTO core.outbox_shard SELECT generate_series(0, 31);
  ALTER TABLE core.outbox_shard ENABLE ROW LEVEL SECURITY;
  ALTER TABLE core.outbox_shard FORCE ROW LEVEL SECURITY;
  CREATE POLICY system ON core.outbox_shard TO lectern_system USING (true);
  GRANT SELECT, UPDATE ON core.outbox_shard TO lectern_system;

  CREATE TABLE core.inbox (
    ${tenantId},
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    taken_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, consumer, event_id)
  );
  CREATE INDEX inbox_age ON core.inbox USING brin (taken_at);
  ${tenantTable('core.inbox')}
  CREATE POLICY system ON core.inbox TO lectern_system USING (true);
  GRANT SELECT, DELETE ON core.inbox TO lectern_system;

  CREATE TABLE core.parked_event (
    ${tenantId},
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    position bigint NOT NULL,
    ${envelope},
    -- failing: tried again with back-off; plugin_failed, plugin_off: held until the plugin runs again
    reason text NOT NULL CHECK (reason IN ('failing', 'plugin_failed', 'plugin_off')),
    attempts integer NOT NULL DEFAULT 0,
    -- Counts at the head of the key; the events behind it wait for their turn.
    next_attempt_at timestamptz(3) NOT NULL DEFAULT now(),
    last_error text,
    parked_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, consumer, event_id)
  );
  CREATE INDEX parked_event_queue ON core.parked_event (tenant_id, consumer, key, position);
  CREATE INDEX parked_event_failing ON core.parked_event (tenant_id, consumer, key, position) WHERE reason = 'failing';
  CREATE INDEX parked_event_held ON core.parked_event (tenant_id, consumer) WHERE reason <> 'failing';
  CREATE INDEX parked_event_subject ON core.parked_event (tenant_id, subject_id) WHERE subject_id IS NOT NULL;
  ${tenantTable('core.parked_event')}
  CREATE POLICY system ON core.parked_event TO lectern_system USING (true);
  GRANT SELECT, DELETE ON core.parked_event TO lectern_system;

  CREATE TABLE core.dead_letter (
    ${tenantId},
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('event', 'job')),
    -- the consumer of the event, or the name of the job
    consumer text NOT NULL,
    -- the event, or the job
    source_id uuid NOT NULL,
    position bigint,
    ${envelope},
    attempts integer NOT NULL,
    error text NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, consumer, source_id)
  );
  CREATE INDEX dead_letter_age ON core.dead_letter (created_at, id);
  CREATE INDEX dead_letter_subject ON core.dead_letter (tenant_id, subject_id) WHERE subject_id IS NOT NULL;
  ${tenantTable('core.dead_letter')}
  CREATE POLICY system ON core.dead_letter TO lectern_system USING (true);
  GRANT SELECT, DELETE ON core.dead_letter TO lectern_system;
  `,
);
