import { Conflict } from '../../sdk/errors.js';
import { Begun } from '../../sdk/http.js';
import type { SqlQuery, TransactionRider } from '../context/request-context.js';
import { serializeAnswer } from '../http/serialize-answer.js';
import { FencedClaim } from './fenced-claim.js';
import { AlreadyAnswered, FIND_ANSWER, type KeyedRequest, type StoredAnswer } from './stored-answer.js';

export const LOCK_KEY = 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS claimed';
export const STORE_ANSWER = `
  INSERT INTO core.idempotency_record (scope, principal_id, request_hash, status, answer) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (tenant_id, scope) DO UPDATE SET
    principal_id = EXCLUDED.principal_id, request_hash = EXCLUDED.request_hash,
    status = EXCLUDED.status, answer = EXCLUDED.answer, created_at = EXCLUDED.created_at`;
const MAX_STORED_BYTES = 65_536;

const withEmptyLists = (body: unknown): unknown =>
  Array.isArray(body)
    ? []
    : Object.fromEntries(Object.entries(body as object).map(([field, value]) => [field, Array.isArray(value) ? [] : (value as unknown)]));

/** Stores the answer in the transaction that does the work: both commit, or neither. */
export class AnswerRecorder implements TransactionRider {
  private raw: unknown;
  private recorded = false;
  private text: string | undefined;

  private fenced: FencedClaim | undefined;

  constructor(private readonly request: KeyedRequest) {}

  /** From now on the answer is stored by whoever holds this claim, instead of by whoever has the lock. */
  claim(leaseSeconds: number): FencedClaim {
    return (this.fenced = new FencedClaim(this.request, leaseSeconds));
  }

  /** The stored text of exactly this answer; undefined when another one, or none, was stored. */
  textOf(answer: unknown): { readonly json: string | undefined } | undefined {
    return this.recorded && this.raw === answer ? { json: this.text } : undefined;
  }

  get isRecorded(): boolean {
    return this.recorded;
  }

  async opened(query: SqlQuery): Promise<void> {
    this.recorded = false;
    if (this.fenced) return this.fenced.hold(query);
    const [lock] = await query<{ claimed: boolean }>(LOCK_KEY, [`${this.request.tenantId}|${this.request.scope}`]);
    if (!lock?.claimed) throw new Conflict('The same request is still running', 'IDEMPOTENCY_IN_PROGRESS');
    // In a statement of its own: one that took the lock as well would look with a snapshot older than the lock.
    const [stored] = await query<StoredAnswer>(FIND_ANSWER, [this.request.scope]);
    if (stored) throw new AlreadyAnswered(stored, this.request.requestHashes);
  }

  async closing(query: SqlQuery, answer: unknown): Promise<void> {
    const { scope, principalId, requestHashes, declared, status } = this.request;
    const body = answer instanceof Begun ? { id: answer.id } : serializeAnswer(declared, answer);
    this.text = body === undefined ? undefined : JSON.stringify(body);
    await query(STORE_ANSWER, [scope, principalId ?? null, requestHashes[0], status(), this.storable(body) ?? null]);
    await this.fenced?.end(query);
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
