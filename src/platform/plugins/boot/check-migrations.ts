import type { SqlQuery } from '../../context/request-context.js';
import { readLedger, stateOf } from '../../database/migrations/ledger.js';
import type { PluginRegistry } from '../plugin-registry.js';

/** Takes out every plugin whose schema is not what its migrations say: it would fail request by request. */
export const checkMigrations = async (query: SqlQuery, registry: PluginRegistry): Promise<void> => {
  for (const { id, persistence } of registry.running) {
    if (!persistence) continue;
    const { pending, edited } = stateOf(persistence, await readLedger(query, persistence.schema));
    if (pending.length > 0) registry.fail(id, 'migration', `${pending.map((each) => each.id).join(', ')}: run lectern migrate up`);
    else if (edited.length > 0) registry.fail(id, 'migration', `${edited.join(', ')} changed after being applied`);
  }
};
