import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gradeCases, type Grading, type KnownTests, testsSeen } from '../../../src/domains/grading/grade-cases.js';
import { runCaseOf } from '../../../src/domains/grading/run-case.js';
import type { CaseResult } from '../../../src/runner/protocol.js';
import { type OrdinaryDriver, ordinaryDriver, WITHOUT_BUBBLEWRAP } from '../ordinary-driver.js';
import {
  casesOf,
  CHEATED_KINDS,
  CHEATED_LANGUAGES,
  type CheatedKind,
  type CheatedLanguage,
  type Solution,
  solutionsOf,
} from './exercise.js';

describe('Cheats', { skip: WITHOUT_BUBBLEWRAP }, () => {
  let sandbox: OrdinaryDriver;
  before(async () => void (sandbox = await ordinaryDriver()));
  after(() => sandbox.close());

  const LIMITS = { wall_ms: 5000, cpu_ms: 3000 };
  /** Of whoever solves the exercise, however busy the machine is. */
  const PATIENCE = { wall_ms: 30_000, cpu_ms: 15_000 };

  const resultsOf = async (language: CheatedLanguage, kind: CheatedKind, { name, source }: Solution): Promise<CaseResult[]> => {
    const limits = name === 'honest' ? PATIENCE : LIMITS;
    const results: CaseResult[] = [];
    for (const testCase of casesOf(language, kind)) results.push(await sandbox.run(language, source, runCaseOf(testCase), limits));
    return results;
  };

  for (const language of CHEATED_LANGUAGES) {
    for (const kind of CHEATED_KINDS) {
      describe(`on ${kind} cases in ${language}`, () => {
        const solutions = solutionsOf(language, kind);
        const cases = casesOf(language, kind);
        const honest = solutions.find(({ name }) => name === 'honest');
        let known: KnownTests = new Map();
        const gradingOf = async (solution: Solution): Promise<Grading> =>
          gradeCases(cases, await resultsOf(language, kind, solution), known);

        it('an honest solution scores 100', async () => {
          assert.ok(honest);
          const results = await resultsOf(language, kind, honest);
          const { score, results: tests, feedback } = gradeCases(cases, results);
          assert.equal(score, 100, `${feedback}\n${JSON.stringify(results)}`);
          known = testsSeen(cases, results);
          assert.equal(tests.length, kind === 'unittest' ? known.get('tests')?.length : cases.length);
        });

        for (const solution of solutions.filter(({ name }) => name !== 'honest')) {
          it(`${solution.name} scores 0`, async () => {
            const { score, results } = await gradingOf(solution);
            assert.deepEqual(
              results.filter(({ passed }) => passed).map(({ name }) => name),
              [],
            );
            assert.equal(score, 0);
          });
        }
      });
    }
  }

  it('are of every kind, and many', () => {
    const counts = CHEATED_LANGUAGES.flatMap((language) => CHEATED_KINDS.map((kind) => solutionsOf(language, kind).length - 1));
    assert.ok(counts.every((count) => count >= 3));
    assert.ok(counts.reduce((sum, count) => sum + count, 0) >= 80);
  });
});
