import { migration, tenantTable } from 'lectern/sdk';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

export default migration(
  '0001-points-and-badges',
  `
  CREATE TABLE gamification.learner (
    ${TENANT_ID} REFERENCES core.tenants (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    -- made at random: nobody can work out who it is
    pseudonym text NOT NULL,
    -- sums over points_entry, moved with it
    total bigint NOT NULL DEFAULT 0,
    chapters integer NOT NULL DEFAULT 0,
    best_streak_days integer NOT NULL DEFAULT 0,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, user_id)
  );
  CREATE INDEX learner_by_total ON gamification.learner (tenant_id, total DESC, user_id);
  ${tenantTable('gamification.learner')}

  CREATE TABLE gamification.points_entry (
    ${TENANT_ID},
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    points integer NOT NULL CHECK (points >= 0),
    reason text NOT NULL,
    -- what they are for, as <kind>:<id>: counted once
    source text COLLATE "C" NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, user_id, source),
    FOREIGN KEY (tenant_id, user_id) REFERENCES gamification.learner (tenant_id, user_id) ON DELETE CASCADE
  );
  CREATE INDEX points_entry_of_learner ON gamification.points_entry (tenant_id, user_id, id DESC);
  ${tenantTable('gamification.points_entry')}

  CREATE TABLE gamification.badge (
    ${TENANT_ID} REFERENCES core.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    -- of the badges every institution begins with
    key text COLLATE "C",
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    rule jsonb NOT NULL,
    -- not awarded any more; whoever has it keeps it
    retired_at timestamptz(3),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key)
  );
  ${tenantTable('gamification.badge')}

  CREATE TABLE gamification.achievement (
    ${TENANT_ID},
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    badge_id uuid NOT NULL,
    awarded_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, user_id, badge_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES gamification.learner (tenant_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, badge_id) REFERENCES gamification.badge (tenant_id, id) ON DELETE CASCADE
  );
  ${tenantTable('gamification.achievement')}
  `,
);
