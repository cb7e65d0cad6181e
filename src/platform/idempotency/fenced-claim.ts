import { Conflict, DomainError } from '../../sdk/errors.js';
import type { SqlQuery, TransactionRider } from '../context/request-context.js';
import { AlreadyAnswered, FIND_ANSWER, type KeyedRequest, type StoredAnswer } from './stored-answer.js';

/** A claim that ran out is taken over by a repeat of the same request; the fence tells the two apart. */
export const TAKE = `
  INSERT INTO core.idempotency_claim AS c (scope, principal_id, request_hash, fence, leased_until)
  VALUES ($1, $2, $3, nextval('core.idempotency_fence'), clock_timestamp() + make_interval(secs => $4))
  ON CONFLICT (tenant_id, scope) DO UPDATE SET
    principal_id = EXCLUDED.principal_id, request_hash = EXCLUDED.request_hash, fence = EXCLUDED.fence, leased_until = EXCLUDED.leased_until
  WHERE c.leased_until <= clock_timestamp() AND c.request_hash = ANY($5::text[])
  RETURNING fence`;
const HOLDER = 'SELECT request_hash FROM core.idempotency_claim WHERE scope = $1';
const HOLD = 'SELECT 1 FROM core.idempotency_claim WHERE scope = $1 AND fence = $2 FOR UPDATE';
const END = 'DELETE FROM core.idempotency_claim WHERE scope = $1 AND fence = $2';

export const mismatch = (): DomainError =>
  new DomainError(422, 'IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used for another request');

/**
 * The right to work on a request outside of a transaction, until the lease ends. It rides in the short transaction before the
 * work; the one that stores the answer holds it again, so that a late owner stores nothing.
 */
export class FencedClaim implements TransactionRider {
  private fence: string | undefined;

  constructor(
    private readonly request: KeyedRequest,
    private readonly leaseSeconds: number,
  ) {}

  async opened(query: SqlQuery): Promise<void> {
    const { scope, principalId, requestHashes } = this.request;
    const values = [scope, principalId ?? null, requestHashes[0], this.leaseSeconds, requestHashes];
    const [taken] = await query<{ fence: string }>(TAKE, values);
    if (!taken) return this.refuse(query);
    // In a statement of its own: whoever held the claim before may have answered while this one waited for it.
    const [stored] = await query<StoredAnswer>(FIND_ANSWER, [scope]);
    if (stored) throw new AlreadyAnswered(stored, requestHashes);
    this.fence = taken.fence;
  }

  closing(): Promise<void> {
    return Promise.resolve();
  }

  /** Keeps others from taking over until the end of this transaction. Throws when somebody has. */
  async hold(query: SqlQuery): Promise<void> {
    const rows = await query(HOLD, [this.request.scope, this.fence]);
    if (rows.length === 0) throw new Conflict('It took too long, and a repeat of this request does it anew', 'IDEMPOTENCY_IN_PROGRESS');
  }

  /** Gives the claim back, unless somebody took it over. */
  async end(query: SqlQuery): Promise<void> {
    if (this.fence !== undefined) await query(END, [this.request.scope, this.fence]);
  }

  private async refuse(query: SqlQuery): Promise<never> {
    const { scope, requestHashes } = this.request;
    const [holder] = await query<{ request_hash: string }>(HOLDER, [scope]);
    if (holder && !requestHashes.includes(holder.request_hash)) throw mismatch();
    throw new Conflict('The same request is still running', 'IDEMPOTENCY_IN_PROGRESS');
  }
}
