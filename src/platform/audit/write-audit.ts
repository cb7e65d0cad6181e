import { newId } from '../../sdk/ids.js';
import type { AuditEntry } from '../../sdk/unit-of-work.js';
import { currentContext, type SqlQuery } from '../context/request-context.js';

/** Writes audit rows in the transaction of the act itself, with actor and address from the context. */
export const writeAudit = async (query: SqlQuery, entries: readonly AuditEntry[]): Promise<void> => {
  const context = currentContext();
  for (const entry of entries) {
    await query(
      `INSERT INTO core.audit_event (id, category, action, actor_id, actor_role, target_type, target_id, detail, request_id, address)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        newId(),
        entry.category,
        entry.action,
        context?.principal?.userId ?? null,
        context?.principal?.role ?? null,
        entry.target?.type ?? null,
        entry.target?.id ?? null,
        JSON.stringify(entry.detail ?? {}),
        context?.requestId ?? null,
        context?.address ?? null,
      ],
    );
  }
};
