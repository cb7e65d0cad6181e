import { migration } from '../src/sdk/migration.js';

/**
 * Tenants, their domains, plans and the plugins installed here: what must be readable before a tenant is known.
 * `tenants`, `tenant_domains` and `plugin_installation` are the only tables of the domain without row-level security.
 */
export default migration(
  '0001-tenancy',
  `
  CREATE TABLE core.plan (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9-]{1,63}$'),
    -- NULL: every plugin that is installed
    plugins text[],
    created_at timestamptz(3) NOT NULL DEFAULT now()
  );
  ALTER TABLE core.plan ENABLE ROW LEVEL SECURITY;
  ALTER TABLE core.plan FORCE ROW LEVEL SECURITY;
  CREATE POLICY read_all ON core.plan FOR SELECT TO lectern_app USING (true);
  CREATE POLICY system ON core.plan TO lectern_system USING (true);
  CREATE POLICY owner ON core.plan TO CURRENT_USER USING (true);
  GRANT SELECT ON core.plan TO lectern_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON core.plan TO lectern_system;
  INSERT INTO core.plan (id, plugins) VALUES ('standard', NULL);

  CREATE TABLE core.tenants (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    is_default boolean NOT NULL DEFAULT false,
    plan text NOT NULL DEFAULT 'standard' REFERENCES core.plan (id),
    region text,
    timezone text NOT NULL DEFAULT 'UTC',
    locale text NOT NULL DEFAULT 'en',
    branding jsonb NOT NULL DEFAULT '{}',
    policies jsonb NOT NULL DEFAULT '{}',
    limits jsonb NOT NULL DEFAULT '{}',
    -- moved by every change of what a request needs to know of the tenant
    revision bigint NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX tenants_one_default ON core.tenants (is_default) WHERE is_default;
  CREATE INDEX tenants_changed ON core.tenants (changed_at);

  CREATE TABLE core.tenant_domains (
    tenant_id uuid NOT NULL REFERENCES core.tenants (id) ON DELETE CASCADE,
    domain text NOT NULL UNIQUE CHECK (domain = lower(domain)),
    PRIMARY KEY (tenant_id, domain)
  );

  CREATE TABLE core.plugin_installation (
    plugin_id text PRIMARY KEY,
    version text NOT NULL,
    state text NOT NULL CHECK (state IN ('installed', 'quarantined')),
    reason text,
    -- [{consumer, event, when_off}]: what to hold for it while it cannot start
    consumers jsonb NOT NULL DEFAULT '[]',
    updated_at timestamptz(3) NOT NULL DEFAULT now()
  );

  GRANT SELECT ON core.tenants, core.tenant_domains, core.plugin_installation TO lectern_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON core.tenants, core.tenant_domains, core.plugin_installation TO lectern_system;

  -- The application role may change one row of core.tenants: that of the tenant its transaction is set to.
  CREATE FUNCTION core.mark_tenant_changed() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE core.tenants SET revision = revision + 1, changed_at = clock_timestamp()
    WHERE id = nullif(current_setting('app.tenant_id', true), '')::uuid RETURNING revision
  $$;
  CREATE FUNCTION core.change_own_tenant(changes jsonb) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE core.tenants SET
      name = coalesce(changes ->> 'name', name),
      timezone = coalesce(changes ->> 'timezone', timezone),
      locale = coalesce(changes ->> 'locale', locale),
      branding = coalesce(changes -> 'branding', branding),
      policies = coalesce(changes -> 'policies', policies),
      limits = coalesce(changes -> 'limits', limits),
      revision = revision + 1, changed_at = clock_timestamp(), updated_at = now()
    WHERE id = nullif(current_setting('app.tenant_id', true), '')::uuid RETURNING revision
  $$;
  REVOKE ALL ON FUNCTION core.mark_tenant_changed, core.change_own_tenant FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION core.mark_tenant_changed, core.change_own_tenant TO lectern_app, lectern_system;
  `,
);
