import type { SqlQuery } from '../context/request-context.js';

/** Events and stored answers about the person: gone, wherever they wait. */
const DELETED: readonly string[] = [
  `DELETE FROM core.outbox WHERE subject_id = $1::uuid OR key = $1::text OR position($1::text in data::text) > 0`,
  `DELETE FROM core.parked_event WHERE subject_id = $1::uuid OR key = $1::text OR position($1::text in data::text) > 0`,
  `DELETE FROM core.dead_letter WHERE subject_id = $1::uuid OR key = $1::text OR position($1::text in data::text) > 0`,
  `DELETE FROM core.idempotency_record WHERE principal_id = $1::uuid OR position($1::text in answer) > 0`,
  `DELETE FROM core.idempotency_claim WHERE principal_id = $1::uuid`,
  `DELETE FROM core.limit_window WHERE position($1::text in subject) > 0`,
];

const JOBS = `
  DELETE FROM core.job
  WHERE id <> $2 AND (subject_id = $1::uuid OR position($1::text in input::text) > 0 OR position($1::text in result::text) > 0)`;

/** What happened stays told, about somebody who can no longer be found. */
const AUDIT = `
  UPDATE core.audit_event SET
    actor_id = CASE WHEN actor_id = $1::uuid THEN $2::uuid ELSE actor_id END,
    address = CASE WHEN actor_id = $1::uuid THEN NULL ELSE address END,
    target_id = replace(target_id, $1::text, $2::text),
    detail = replace(detail::text, $1::text, $2::text)::jsonb
  WHERE actor_id = $1::uuid OR target_id = $1::text OR position($1::text in detail::text) > 0`;

/** Removes a person from what requests, events and jobs left behind. The job that does it stays, without the name. */
export const eraseTraces = async (query: SqlQuery, userId: string, pseudonym: string, jobId: string): Promise<void> => {
  for (const sql of DELETED) await query(sql, [userId]);
  await query(JOBS, [userId, jobId]);
  await query('UPDATE core.job SET owner_id = NULL WHERE owner_id = $1', [userId]);
  await query(AUDIT, [userId, pseudonym]);
};
