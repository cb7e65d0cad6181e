import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

/** What learners and the tutor say to one another. */
export default migration(
  '0026-chat',
  `
  CREATE TABLE core.chat_session (
    ${TENANT_ID},
    id uuid NOT NULL,
    student_id uuid NOT NULL,
    topic text,
    agent_type text NOT NULL CHECK (agent_type IN ('tutor', 'mentor', 'debugger', 'examiner', 'motivator')),
    -- said so far: whoever adds one holds this row, so that positions follow the order of commits
    messages integer NOT NULL DEFAULT 0 CHECK (messages >= 0),
    created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz(3),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, student_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE
  );
  -- ids grow with time
  CREATE INDEX chat_session_of_student ON core.chat_session (tenant_id, student_id, id);
  CREATE INDEX chat_session_age ON core.chat_session (updated_at);
  ${tenantTable('core.chat_session')}
  CREATE POLICY system ON core.chat_session TO lectern_system USING (true);
  GRANT SELECT (tenant_id, id, updated_at), DELETE ON core.chat_session TO lectern_system;

  CREATE TABLE core.chat_message (
    ${TENANT_ID},
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    -- whose session it is
    student_id uuid NOT NULL,
    -- 1, 2, 3 … in the session
    position integer NOT NULL CHECK (position >= 1),
    role text NOT NULL CHECK (role IN ('user', 'assistant', 'system')),
    content text NOT NULL,
    metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    -- the message it answers: each is answered once
    reply_to uuid,
    -- somebody is at work on the reply, and says so again before this; NULL when nobody is
    awaited_until timestamptz(3),
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, session_id, position),
    CHECK (reply_to IS NULL OR role = 'assistant'),
    FOREIGN KEY (tenant_id, session_id) REFERENCES core.chat_session (tenant_id, id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX chat_message_reply ON core.chat_message (tenant_id, reply_to) WHERE reply_to IS NOT NULL;
  CREATE INDEX chat_message_awaited ON core.chat_message (tenant_id, session_id) WHERE awaited_until IS NOT NULL;
  CREATE INDEX chat_message_of_student ON core.chat_message (tenant_id, student_id);
  CREATE INDEX chat_message_age ON core.chat_message (created_at);
  ${tenantTable('core.chat_message')}
  CREATE POLICY system ON core.chat_message TO lectern_system USING (true);
  GRANT SELECT (tenant_id, id, created_at), DELETE ON core.chat_message TO lectern_system;
  `,
);
