import type { RouteAnswer } from '../../sdk/http.js';

export interface StoredAnswer {
  readonly request_hash: string;
  readonly status: number;
  readonly answer: string | null;
}

/** A request that is to be answered once. */
export interface KeyedRequest {
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

/** Thrown when the same request was answered while this one was on its way. */
export class AlreadyAnswered extends Error {
  constructor(
    readonly stored: StoredAnswer,
    readonly requestHashes: readonly string[],
  ) {
    super('This request has been answered already');
  }
}
