import type { TestServer } from '../../src/testing/test-server.js';

/** Something that learners never see, and how a canary gets into it. */
export interface HiddenColumn {
  readonly table: string;
  readonly column: string;
  /** SQL for what is planted, `$canary` being the text. */
  readonly plant: string;
  /** Which rows, the same for every column of a table; all of the institution unless said. */
  readonly where?: string;
}

/** Keys and explanations of every question in a JSON list, replaced. */
const inEach = (column: string): string => `
  (SELECT coalesce(jsonb_agg(one || jsonb_build_object('correct_answer', $canary, 'explanation', $canary, 'accepted_answers', jsonb_build_array($canary))), '[]')
   FROM jsonb_array_elements(${column}) AS one)`;

const inOne = (column: string): string => `${column} || jsonb_build_object('correct_answer', $canary, 'explanation', $canary)`;

/** What a hidden test said. */
const HIDDEN_TEST = `jsonb_build_array(jsonb_build_object('test_id', 'hidden', 'name', 'Hidden', 'passed', false, 'duration_ms', 1, 'hidden', true,
  'stdout', $canary, 'expected_output', $canary, 'message', $canary))`;

/** Chapters and courses that were not published. */
const DRAFT = `EXISTS (SELECT FROM core.course c WHERE c.tenant_id = t.tenant_id AND c.id = t.course_id AND c.status = 'draft')`;

/** Hidden cases of an exercise. */
const HIDDEN_CASES = `
  (SELECT coalesce(jsonb_agg(CASE WHEN (one->>'hidden')::boolean THEN one || jsonb_build_object('input', $canary, 'expected_output', $canary) ELSE one END), '[]')
   FROM jsonb_array_elements(cases) AS one)`;

/** Hints of exercises of which nobody has revealed any. */
const UNREVEALED = 'NOT EXISTS (SELECT FROM core.hint_reveal r WHERE r.tenant_id = t.tenant_id AND r.exercise_id = t.id)';

export const HIDDEN_COLUMNS: readonly HiddenColumn[] = [
  { table: 'core.question', column: 'correct_answer', plant: 'to_jsonb($canary)' },
  { table: 'core.question', column: 'accepted_answers', plant: 'ARRAY[$canary]' },
  { table: 'core.question', column: 'explanation', plant: '$canary' },
  { table: 'core.quiz_attempt', column: 'questions', plant: inEach('questions') },
  { table: 'core.quiz_regrade', column: 'question_before', plant: inOne('question_before') },
  { table: 'core.assessment', column: 'feedback', plant: inEach('feedback') },
  { table: 'core.exercise_version', column: 'solution_code', plant: '$canary' },
  { table: 'core.exercise_version', column: 'cases', plant: HIDDEN_CASES },
  { table: 'core.exercise_version', column: 'known_tests', plant: `jsonb_build_object('t', jsonb_build_array($canary))` },
  {
    table: 'core.exercise',
    column: 'hints',
    plant: `jsonb_build_array(jsonb_build_object('text', $canary, 'cost', 0))`,
    where: UNREVEALED,
  },
  { table: 'core.submission', column: 'results', plant: HIDDEN_TEST },
  { table: 'core.users', column: 'password_hash', plant: '$canary' },
  { table: 'core.session', column: 'token_hash', plant: `$canary || id` },
  { table: 'core.tenant_plugin', column: 'secrets', plant: `jsonb_build_object('key', $canary)` },
  { table: 'core.idempotency_record', column: 'request_hash', plant: '$canary' },
  { table: 'core.chapter', column: 'content', plant: '$canary', where: DRAFT },
  { table: 'core.chapter', column: 'title', plant: '$canary', where: DRAFT },
];

/** Columns that sound hidden, and are not, or hold nothing that could be read. */
export const NOT_HIDDEN: ReadonlySet<string> = new Set([
  // what learners answered is theirs
  'core.quiz_attempt.answers',
  // shown to learners, as the author wrote it
  'core.exercise.expected_output',
  // the level: full, correctness or none
  'core.quiz.feedback',
  // written for the learner, by the tests or by staff
  'core.submission.feedback',
  'core.submission.staff_feedback',
  // replayed to whoever was answered so
  'core.idempotency_record.answer',
  // compared with what is sent, and gone when that is answered
  'core.idempotency_claim.request_hash',
]);

const SOUNDS_HIDDEN = '(answer|explanation|feedback|hash|secret|password|solution|hidden|question_before)';

/** Columns of tenant tables whose names sound as if learners must not read them. */
export const soundingHidden = async (server: TestServer): Promise<string[]> => {
  const rows = await server.sql<{ name: string }>(
    `SELECT table_schema || '.' || table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'pgboss') AND column_name ~ $1
       AND data_type IN ('text', 'jsonb', 'ARRAY') ORDER BY 1`,
    [SOUNDS_HIDDEN],
  );
  return rows.map(({ name }) => name);
};

const PLANTINGS = [...new Set(HIDDEN_COLUMNS.map(({ table }) => table))].map((table) => {
  const columns = HIDDEN_COLUMNS.filter((one) => one.table === table);
  const changes = columns.map(({ column, plant }) => `${column} = ${plant.replaceAll('$canary', `'canary-${table}.${column}'::text`)}`);
  return { table, sql: `UPDATE ${table} t SET ${changes.join(', ')} WHERE tenant_id = $1 AND ${columns[0]?.where ?? 'true'} RETURNING 1` };
});

/** Puts a canary of its own into each hidden column of an institution, and counts how many rows of each table took them. */
export const plantCanaries = async (server: TestServer, tenantId: string, planted: Map<string, number>): Promise<void> => {
  for (const { table, sql } of PLANTINGS) {
    const rows = await server.sql(sql, [tenantId]);
    planted.set(table, (planted.get(table) ?? 0) + rows.length);
  }
};
