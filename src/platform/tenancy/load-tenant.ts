import type { PluginSwitch } from '../plugins/plugin-activations.js';

/** What one read tells of a tenant: its row, its plan and its plugin switches. */
export interface TenantRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly active: boolean;
  readonly plan: string;
  readonly plan_plugins: readonly string[] | null;
  readonly region: string | null;
  readonly timezone: string;
  readonly locale: string;
  readonly policies: Record<string, unknown>;
  readonly limits: Record<string, { limit: number; window_seconds: number }>;
  readonly revision: string;
  readonly switches: readonly PluginSwitch[];
}

/** Reads a tenant under its own row-level security: the switches are those of the tenant that is set. */
export const LOAD_TENANT = `
  SELECT t.id, t.slug, t.name, t.active, t.plan, p.plugins AS plan_plugins, t.region, t.timezone, t.locale, t.policies, t.limits, t.revision,
    (SELECT coalesce(json_agg(json_build_object('pluginId', s.plugin_id, 'enabled', s.enabled, 'settings', s.settings,
       'settingsVersion', s.settings_version, 'revision', s.revision)), '[]') FROM core.tenant_plugin s) AS switches
  FROM core.tenants t JOIN core.plan p ON p.id = t.plan WHERE t.id = $1`;
