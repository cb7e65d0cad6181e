import type { SqlQuery } from '../../context/request-context.js';
import { pluginConsumers } from '../../events/plugin-consumers.js';
import type { PluginRegistry } from '../plugin-registry.js';

/**
 * Writes what this process found, for operators and for the dispatcher, which keeps events for consumers that cannot
 * start. A plugin that could not be imported keeps the consumers it had declared before.
 */
export const recordInstallation = async (query: SqlQuery, registry: PluginRegistry): Promise<void> => {
  const ids = new Set([...registry.manifests.keys(), ...registry.failures.map(({ pluginId }) => pluginId)]);
  for (const id of ids) {
    const manifest = registry.manifests.get(id);
    const { state, failure } = registry.state(id);
    await query(
      `INSERT INTO core.plugin_installation AS known (plugin_id, version, state, reason, consumers)
       VALUES ($1, coalesce($2, 'unknown'), $3, $4, coalesce($5::jsonb, '[]'))
       ON CONFLICT (plugin_id) DO UPDATE SET version = coalesce($2, known.version), state = excluded.state, reason = excluded.reason,
         consumers = coalesce($5::jsonb, known.consumers), updated_at = now()`,
      [id, manifest?.version ?? null, state, failure?.reason ?? null, manifest ? JSON.stringify(pluginConsumers(manifest)) : null],
    );
  }
  await query('DELETE FROM core.plugin_installation WHERE plugin_id <> ALL ($1)', [[...ids]]);
};
