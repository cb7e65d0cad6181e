import { newId } from '../../sdk/ids.js';
import type { AuditEntry } from '../../sdk/unit-of-work.js';
import { currentContext, type SqlQuery } from '../context/request-context.js';

/** One statement however many there are: an import of thousands writes a row for each. */
const INSERT = `
  INSERT INTO core.audit_event (id, category, action, target_type, target_id, detail, actor_id, actor_role, request_id, address)
  SELECT e.id, e.category, e.action, e.target_type, e.target_id, e.detail, $7, $8, $9, $10
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[])
    AS e (id, category, action, target_type, target_id, detail)`;

/** Writes audit rows in the transaction of the act itself, with actor and address from the context. */
export const writeAudit = async (query: SqlQuery, entries: readonly AuditEntry[]): Promise<void> => {
  if (entries.length === 0) return;
  const context = currentContext();
  await query(INSERT, [
    entries.map(() => newId()),
    entries.map(({ category }) => category),
    entries.map(({ action }) => action),
    entries.map(({ target }) => target?.type ?? null),
    entries.map(({ target }) => target?.id ?? null),
    entries.map(({ detail }) => JSON.stringify(detail ?? {})),
    context?.principal?.userId ?? null,
    context?.principal?.role ?? null,
    context?.requestId ?? null,
    context?.address ?? null,
  ]);
};
