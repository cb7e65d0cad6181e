import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { SYSTEM_TENANT_SLUG } from '../../tenancy/system-tenant.js';
import type { PluginActivation } from '../activation.js';
import { PluginActivations } from '../plugin-activations.js';

export interface SwitchRow {
  readonly pluginId: string;
  readonly enabled: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingsVersion: number;
  readonly secrets: Readonly<Record<string, string>>;
  readonly revision: number;
}

/** The switches of one tenant as the database has them now, and what follows from them. */
export interface Switchboard {
  readonly isSystem: boolean;
  readonly rows: ReadonlyMap<string, SwitchRow>;
  readonly activations: ReadonlyMap<string, PluginActivation>;
}

interface FactsRow {
  readonly slug: string;
  readonly region: string | null;
  readonly plan_plugins: readonly string[] | null;
  readonly switches: readonly SwitchRow[];
}

const FACTS = `
  SELECT t.slug, t.region, p.plugins AS plan_plugins,
    (SELECT coalesce(json_agg(json_build_object('pluginId', s.plugin_id, 'enabled', s.enabled, 'settings', s.settings,
       'settingsVersion', s.settings_version, 'secrets', s.secrets, 'revision', s.revision)), '[]') FROM core.tenant_plugin s) AS switches
  FROM core.tenants t JOIN core.plan p ON p.id = t.plan WHERE t.id = $1`;

/** Rows of `core.tenant_plugin`, past every snapshot. */
@Injectable()
export class TenantSwitches {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly decide: PluginActivations,
  ) {}

  async load(): Promise<Switchboard> {
    const [facts] = await this.uow.query<FactsRow>(FACTS, [this.uow.tenantId]);
    if (!facts) throw new Error('The tenant of the context is gone');
    const activations = this.decide.forTenant({
      planPlugins: facts.plan_plugins,
      region: facts.region ?? undefined,
      switches: facts.switches,
    });
    return {
      isSystem: facts.slug === SYSTEM_TENANT_SLUG,
      rows: new Map(facts.switches.map((row) => [row.pluginId, row])),
      activations,
    };
  }

  /** Writes a row in the open unit of work; answers its new revision. */
  async store(row: Omit<SwitchRow, 'revision'>): Promise<number> {
    const [stored] = await this.uow.em.query<{ revision: string }[]>(
      `INSERT INTO core.tenant_plugin AS known (plugin_id, enabled, settings, settings_version, secrets) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (tenant_id, plugin_id) DO UPDATE SET enabled = excluded.enabled, settings = excluded.settings,
         settings_version = excluded.settings_version, secrets = excluded.secrets, revision = known.revision + 1, updated_at = now()
       RETURNING revision`,
      [row.pluginId, row.enabled, JSON.stringify(row.settings), row.settingsVersion, JSON.stringify(row.secrets)],
    );
    return Number(stored?.revision);
  }

  async remove(pluginId: string): Promise<void> {
    await this.uow.em.query('DELETE FROM core.tenant_plugin WHERE plugin_id = $1', [pluginId]);
  }
}

/** A plugin nobody here has touched yet. */
export const untouched = (pluginId: string): SwitchRow => ({
  pluginId,
  enabled: false,
  settings: {},
  settingsVersion: 1,
  secrets: {},
  revision: 0,
});
