import type { SqlQuery } from '../../context/request-context.js';
import { type LedgerEntry, ledgerOf, stateOf } from '../../database/migrations/ledger.js';
import type { PluginRegistry } from '../plugin-registry.js';

/** Takes out every plugin whose schema is not what its migrations say: it would fail request by request. */
export const checkMigrations = async (query: SqlQuery, registry: PluginRegistry): Promise<void> => {
  for (const { id, persistence } of registry.running) {
    if (!persistence) continue;
    const [found] = await query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [ledgerOf(persistence.schema)]);
    const applied = found?.there ? await query<LedgerEntry>(`SELECT id, checksum, applied_at FROM ${ledgerOf(persistence.schema)}`) : [];
    const { pending, edited } = stateOf(persistence, applied);
    if (pending.length > 0) registry.fail(id, 'migration', `${pending.map((each) => each.id).join(', ')}: run lectern migrate up`);
    else if (edited.length > 0) registry.fail(id, 'migration', `${edited.join(', ')} changed after being applied`);
  }
};
