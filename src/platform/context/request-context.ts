import { AsyncLocalStorage } from 'node:async_hooks';
import { newId } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import type { TenantSnapshot } from '../tenancy/tenant.js';

/**
 * What is known about the running request, job or event. The tenant is set once, by tenant resolution or by whoever
 * starts background work; everything below reads it here and nowhere else.
 */
export interface RequestContext {
  readonly requestId: string;
  readonly traceparent?: string;
  /** The client's address after trusted proxies; undefined in background work. */
  readonly address?: string;
  tenantId?: string;
  /** The tenant as the gate saw it; absent in background work that has loaded none. */
  tenant?: TenantSnapshot;
  principal?: Principal;
  /** The plugin whose code runs, for logs and metrics. */
  plugin?: string;
  /** Work that must commit with the first transaction of the handler: idempotency record, day limits. */
  readonly beforeCommit: TransactionRider[];
}

/** Something that rides in the handler's transaction: opened after BEGIN, closed with the answer before COMMIT. */
export interface TransactionRider {
  opened(query: SqlQuery): Promise<void>;
  closing(query: SqlQuery, answer: unknown): Promise<void>;
}

export type SqlQuery = <R = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]) => Promise<R[]>;

const storage = new AsyncLocalStorage<RequestContext>();

export const runInContext = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

/** Work for a tenant outside of any request: nobody calls, and the tenant itself is not loaded. */
export const runForTenant = <T>(tenantId: string, work: () => T): T =>
  runInContext({ requestId: newId(), tenantId, beforeCommit: [] }, work);

/** Work beside the request's own transaction: nothing of the request rides in what it commits. */
export const withoutRiders = <T>(work: () => T): T => runInContext({ ...requireContext(), beforeCommit: [] }, work);

/** The running context, or undefined outside of any (start-up, timers). */
export const currentContext = (): RequestContext | undefined => storage.getStore();

/** The running context. Throws outside of any: a missing context is a programming error, never "everybody". */
export const requireContext = (): RequestContext => {
  const context = storage.getStore();
  if (!context) throw new Error('There is no request context here');
  return context;
};

/** The tenant of the running context. Throws when there is none. */
export const requireTenantId = (): string => {
  const { tenantId } = requireContext();
  if (!tenantId) throw new Error('There is no tenant context here');
  return tenantId;
};
