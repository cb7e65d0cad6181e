import { Injectable } from '@nestjs/common';
import { Conflict } from '../../../sdk/errors.js';
import type { PluginManifest } from '../../../sdk/plugin.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { isForeignKeyViolation } from '../../database/database-errors.js';
import { sqlIdentifier } from '../../database/sql-identifier.js';
import { TenantChanges } from '../../tenancy/tenant-changes.js';
import { PluginLifecycles } from './plugin-lifecycles.js';
import { TenantPlugins } from './tenant-plugins.js';
import { TenantSwitches } from './tenant-switches.js';

/** Deletes everything a plugin holds for the current tenant. Switching off keeps it; this does not. */
@Injectable()
export class PurgePlugin {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly changes: TenantChanges,
    private readonly plugins: TenantPlugins,
    private readonly switches: TenantSwitches,
    private readonly lifecycles: PluginLifecycles,
  ) {}

  /** Answers how many rows went. Throws `Conflict` while the plugin is on. */
  run(pluginId: string): Promise<{ rows: number }> {
    const manifest = this.plugins.manifest(pluginId);
    return this.uow.run(async () => {
      await this.changes.mark();
      const board = await this.plugins.board();
      if (board.rows.get(pluginId)?.enabled) throw new Conflict(`Switch ${pluginId} off first`);
      await this.lifecycles.run(pluginId, 'onPurge');
      const rows = await this.deleteRows(manifest);
      await this.switches.remove(pluginId);
      this.uow.audit({ action: 'plugins.purged', category: 'configuration', target: { type: 'plugin', id: pluginId }, detail: { rows } });
      return { rows };
    });
  }

  /** Tables that others still point at wait for their turn. */
  private async deleteRows({ persistence }: PluginManifest): Promise<number> {
    let rows = 0;
    let waiting = persistence?.tenantTables.map((table) => `${persistence.schema}.${table}`) ?? [];
    while (waiting.length > 0) {
      const blocked: string[] = [];
      for (const table of waiting) {
        const deleted = await this.deleteFrom(table);
        if (deleted === undefined) blocked.push(table);
        else rows += deleted;
      }
      if (blocked.length === waiting.length)
        throw new Error(`Rows of ${blocked.join(', ')} are held by foreign keys from outside of the plugin`);
      waiting = blocked;
    }
    return rows;
  }

  private async deleteFrom(table: string): Promise<number | undefined> {
    try {
      const [, count] = await this.uow.em.transaction((em) => em.query<[unknown, number]>(`DELETE FROM ${sqlIdentifier(table)}`));
      return count;
    } catch (error) {
      if (isForeignKeyViolation(error)) return undefined;
      throw error;
    }
  }
}
