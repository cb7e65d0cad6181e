import assert from 'node:assert/strict';
import type { Answer } from '../../../src/testing/client.js';
import type { School } from '../../../src/testing/world.js';
import type { AnswerWatch } from '../answer-watch.js';
import type { ContractWorld } from '../route-fixture.js';
import type { SeedRow } from './seed-rows.js';

/** What the test of a row has shown. */
export interface Evidence {
  readonly kind: 'success' | 'refusal';
  readonly route: string | undefined;
  readonly tenant: string | undefined;
}

/** The test of a row: `success` and `refusal` assert, and note which route was called by whom. */
export type RowTest = (trial: RowTrial) => Promise<void>;

/** By the name of the row. */
export type RowTests = Readonly<Record<string, RowTest>>;

/** One run of a row's test. Answers count for the row by the route they came from, so no other call can stand in for it. */
export class RowTrial {
  readonly evidence: Evidence[] = [];

  constructor(
    readonly world: ContractWorld,
    private readonly watch: AnswerWatch,
  ) {}

  /** Asserts that the call succeeded with this status, and returns its answer for its facts to be checked. */
  readonly success = async (status: number, call: Promise<Answer>): Promise<Answer> => {
    const answer = await call;
    assert.equal(answer.status, status, answer.text);
    this.note('success', answer);
    return answer;
  };

  /** Asserts that the call was refused with this status and `error_code`, in the one body of all errors. */
  readonly refusal = async (status: number, code: string, call: Promise<Answer>): Promise<Answer> => {
    const answer = await call;
    assert.ok(status >= 400);
    assert.deepEqual([answer.status, answer.body?.error_code], [status, code], answer.text);
    assert.equal(answer.body.error, answer.body.detail);
    this.note('refusal', answer);
    return answer;
  };

  /** Notes what a socket's test has asserted: who was let in, or turned away, where. */
  readonly socket = (kind: Evidence['kind'], route: string, { slug }: Pick<School, 'slug'>): void => {
    this.evidence.push({ kind, route, tenant: slug });
  };

  private note(kind: Evidence['kind'], answer: Answer): void {
    const { route, tenant } = this.watch.callOf(answer);
    this.evidence.push({ kind, route, tenant });
  }
}

/** What a test has not shown of its row: a success and a refusal on each of its routes, and calls in two institutions. */
export const missingEvidence = (
  { routes, refusesNobody }: Pick<SeedRow, 'routes' | 'refusesNobody'>,
  evidence: readonly Evidence[],
): string[] => {
  const missing = routes.flatMap((route) =>
    (['success', 'refusal'] as const)
      .filter((kind) => !(refusesNobody === true && kind === 'refusal'))
      .filter((kind) => !evidence.some((one) => one.kind === kind && one.route === route))
      .map((kind) => `no ${kind} of ${route}`),
  );
  const tenants = new Set(evidence.filter(({ route }) => route !== undefined && routes.includes(route)).map(({ tenant }) => tenant));
  return tenants.size < 2 ? [...missing, `called in ${[...tenants].join() || 'no institution'} only`] : missing;
};
