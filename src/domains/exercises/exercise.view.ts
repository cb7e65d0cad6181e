import type { Hint } from './exercise-kinds.js';
import type { ExerciseRow } from './exercise-sql.js';
import type { ExerciseView, ShownCase } from './exercises.schemas.js';
import type { TestCase } from './test-cases.schemas.js';

const shownHint = ({ text, cost }: Hint): ExerciseView['hints'][number] => (cost === 0 ? text : { text, cost });

const factsOf = (row: ExerciseRow) => ({
  id: row.id,
  title: row.title,
  description: row.description,
  difficulty_level: row.difficulty_level,
  topic: row.topic,
  language: row.language,
  starter_code: row.starter_code,
  expected_output: row.expected_output,
  hint_count: row.hints.length,
  status: row.status,
  version: row.version,
  created_at: row.created_at,
  updated_at: row.updated_at,
});

/** What a hint after so many costs; null when there is none. */
export const nextHintCost = (hints: readonly Hint[], revealed: number): number | null => hints[revealed]?.cost ?? null;

/** Everything: for those who write exercises. */
export const staffView = (row: ExerciseRow): ExerciseView => ({
  ...factsOf(row),
  slug: row.slug,
  solution_code: row.solution_code,
  test_cases: [...row.cases],
  hints: row.hints.map(shownHint),
});

const caseForLearner = (one: TestCase): ShownCase => {
  const { id, name, weight } = one;
  return one.hidden ? { id, name, weight, hidden: true } : one;
};

/** What a learner works with: no solution, of hidden cases the name and weight, and the first `revealed` hints. */
export const learnerView = (row: ExerciseRow, revealed: number): ExerciseView => ({
  ...factsOf(row),
  test_cases: row.cases.map(caseForLearner),
  hints: row.hints.slice(0, revealed).map(shownHint),
  next_hint_cost: nextHintCost(row.hints, revealed),
});
