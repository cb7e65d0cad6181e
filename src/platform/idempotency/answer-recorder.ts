import { Conflict } from '../../sdk/errors.js';
import type { RouteAnswer } from '../../sdk/http.js';
import type { SqlQuery, TransactionRider } from '../context/request-context.js';
import { serializeAnswer } from '../http/serialize-answer.js';

export interface StoredAnswer {
  readonly request_hash: string;
  readonly status: number;
  readonly answer: string | null;
}

interface Claim {
  readonly scope: string;
  /** As it is stored now, then as it may have been stored under older keys. */
  readonly requestHashes: readonly string[];
  readonly tenantId: string;
  readonly principalId: string | undefined;
  readonly declared: RouteAnswer;
  readonly status: () => number;
}

export const IDEMPOTENCY_DAYS = 7;
export const FIND_ANSWER = `
  SELECT request_hash, status, answer FROM core.idempotency_record
  WHERE scope = $1 AND created_at > now() - interval '${IDEMPOTENCY_DAYS} days'`;
export const CLAIM = 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS claimed';
export const STORE_ANSWER = `
  INSERT INTO core.idempotency_record (scope, principal_id, request_hash, status, answer) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (tenant_id, scope) DO UPDATE SET
    principal_id = EXCLUDED.principal_id, request_hash = EXCLUDED.request_hash,
    status = EXCLUDED.status, answer = EXCLUDED.answer, created_at = EXCLUDED.created_at`;
const MAX_STORED_BYTES = 65_536;

/** Thrown in the handler's transaction when the same request was answered while this one was on its way. */
export class AlreadyAnswered extends Error {
  constructor(
    readonly stored: StoredAnswer,
    readonly requestHashes: readonly string[],
  ) {
    super('This request has been answered already');
  }
}

const withEmptyLists = (body: unknown): unknown =>
  Array.isArray(body)
    ? []
    : Object.fromEntries(Object.entries(body as object).map(([field, value]) => [field, Array.isArray(value) ? [] : (value as unknown)]));

/** Stores the answer in the transaction that does the work: both commit, or neither. */
export class AnswerRecorder implements TransactionRider {
  private raw: unknown;
  private recorded = false;
  private text: string | undefined;

  constructor(private readonly claim: Claim) {}

  /** The stored text of exactly this answer; undefined when another one, or none, was stored. */
  textOf(answer: unknown): { readonly json: string | undefined } | undefined {
    return this.recorded && this.raw === answer ? { json: this.text } : undefined;
  }

  get isRecorded(): boolean {
    return this.recorded;
  }

  async opened(query: SqlQuery): Promise<void> {
    this.recorded = false;
    const [lock] = await query<{ claimed: boolean }>(CLAIM, [`${this.claim.tenantId}|${this.claim.scope}`]);
    if (!lock?.claimed) throw new Conflict('The same request is still running', 'IDEMPOTENCY_IN_PROGRESS');
    // In a statement of its own: one that took the lock as well would look with a snapshot older than the lock.
    const [stored] = await query<StoredAnswer>(FIND_ANSWER, [this.claim.scope]);
    if (stored) throw new AlreadyAnswered(stored, this.claim.requestHashes);
  }

  async closing(query: SqlQuery, answer: unknown): Promise<void> {
    const { scope, principalId, requestHashes, declared, status } = this.claim;
    const body = serializeAnswer(declared, answer);
    this.text = body === undefined ? undefined : JSON.stringify(body);
    await query(STORE_ANSWER, [scope, principalId ?? null, requestHashes[0], status(), this.storable(body) ?? null]);
    this.raw = answer;
    this.recorded = true;
  }

  /**
   * Of an answer over 64 KB only the id is kept: a replay then says what was made, and the client reads it. One without an
   * id is itself what the client wants: it is kept without what is in its lists.
   */
  private storable(body: unknown): string | undefined {
    if (this.text === undefined || Buffer.byteLength(this.text) <= MAX_STORED_BYTES) return this.text;
    const { id } = body as { id?: unknown };
    const kept = JSON.stringify(id === undefined ? withEmptyLists(body) : { id });
    return Buffer.byteLength(kept) <= MAX_STORED_BYTES ? kept : '{}';
  }
}
