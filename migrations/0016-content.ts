import { migration, tenantTable } from '../src/sdk/migration.js';

/** What is taught by grade, subject and topic. A package is the items of one grade and subject. */
export default migration(
  '0016-content',
  `
  CREATE TABLE core.content_item (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid REFERENCES core.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    grade integer NOT NULL CHECK (grade BETWEEN 0 AND 20),
    subject text NOT NULL,
    topic text NOT NULL,
    title text NOT NULL,
    -- normalised for look-ups, written by the application
    subject_key text COLLATE "C" NOT NULL,
    topic_key text COLLATE "C" NOT NULL,
    title_key text COLLATE "C" NOT NULL,
    content_type text NOT NULL CHECK (content_type IN ('text', 'video', 'interactive')),
    data jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object'),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT content_item_place UNIQUE (tenant_id, grade, subject_key, topic_key)
  );
  CREATE INDEX content_item_by_subject ON core.content_item (tenant_id, subject_key, id);
  ${tenantTable('core.content_item')}
  `,
);
