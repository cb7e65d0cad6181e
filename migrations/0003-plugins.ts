import { migration, tenantTable } from '../src/sdk/migration.js';

/** Which plugins a tenant has switched on, and how it has set them. */
export default migration(
  '0003-plugins',
  `
  CREATE TABLE core.tenant_plugin (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid REFERENCES core.tenants (id) ON DELETE CASCADE,
    plugin_id text NOT NULL,
    enabled boolean NOT NULL DEFAULT false,
    settings jsonb NOT NULL DEFAULT '{}',
    settings_version int NOT NULL DEFAULT 1,
    -- {field: sealed text}: never read together with the settings unless the plugin itself asks
    secrets jsonb NOT NULL DEFAULT '{}',
    revision bigint NOT NULL DEFAULT 1,
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, plugin_id)
  );
  ${tenantTable('core.tenant_plugin')}
  `,
);
