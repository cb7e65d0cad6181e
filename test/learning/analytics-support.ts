import { ProgressLog } from '../../src/domains/progress/progress-log.js';
import type { Entry, Trust } from '../../src/domains/progress/happening.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { newId } from '../../src/sdk/ids.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import type { TestServer } from '../../src/testing/test-server.js';

export interface Logged {
  readonly userId: string;
  readonly entry: Entry;
  readonly occurredAt?: Date;
  /** The learner, unless told otherwise. */
  readonly actorId?: string | null;
  readonly trust?: Trust;
}

/** Appends to the log as the parts of the product do whose business it is. */
export const log = async (server: TestServer, tenantId: string, entries: readonly Logged[]): Promise<void> => {
  const uow = server.get(UnitOfWork);
  const progress = server.get(ProgressLog);
  for (const { userId, entry, occurredAt = new Date(), actorId = userId, trust = 'server_graded' } of entries) {
    await runForTenant(tenantId, () => uow.run(() => progress.append({ userId, actorId, trust, occurredAt, entry })));
  }
};

/** A submission of the learner's that was evaluated; `scores` of one submission each. */
export const evaluated = (userId: string, exerciseId: string, ...scores: readonly number[]): Logged[] =>
  scores.map((score) => ({ userId, entry: { kind: 'exercise_evaluated', exerciseId, submissionId: newId(), score } }));

/** How much of a table there is in a tenant, for waiting until it is told of everything. */
export const undelivered = async (server: TestServer, tenantId: string): Promise<number> => {
  const [row] = await server.sql<{ waiting: number }>(
    `SELECT (SELECT count(*) FROM core.outbox WHERE tenant_id = $1)::int + (SELECT count(*) FROM core.parked_event WHERE tenant_id = $1)::int AS waiting`,
    [tenantId],
  );
  return row?.waiting ?? 0;
};
