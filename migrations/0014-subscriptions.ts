import { migration, tenantTable } from '../src/sdk/migration.js';

const TENANT_ID = `tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid`;

/** Who is on which plan, and was before. A person without a row is on the free plan. */
export default migration(
  '0014-subscriptions',
  `
  CREATE TABLE core.subscription_period (
    ${TENANT_ID},
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    plan_type text NOT NULL CHECK (plan_type IN ('free', 'premium')),
    start_date timestamptz(3) NOT NULL DEFAULT now(),
    -- when the plan lapses by itself; NULL: never
    end_date timestamptz(3),
    -- when another plan took its place; NULL: this is the person's present one
    replaced_at timestamptz(3),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES core.users (tenant_id, id) ON DELETE CASCADE,
    CHECK (plan_type = 'premium' OR end_date IS NULL)
  );
  CREATE UNIQUE INDEX subscription_period_present ON core.subscription_period (tenant_id, user_id) WHERE replaced_at IS NULL;
  CREATE INDEX subscription_period_of_user ON core.subscription_period (tenant_id, user_id, id);
  CREATE INDEX subscription_period_premium ON core.subscription_period (tenant_id, end_date)
    WHERE replaced_at IS NULL AND plan_type = 'premium';
  ${tenantTable('core.subscription_period')}
  `,
);
