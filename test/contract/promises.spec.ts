import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { client, type Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { AWAITED_ROWS, seedRows } from './rows/seed-rows.js';

const server: TestServer = await startTestServer();
const document: Json = (await client(server).get('//openapi.json')).body;
after(() => server.close());

/** What front ends read, by the names they read it under. A representation may have more, never less. */
const REPRESENTATIONS: Readonly<Record<string, string>> = {
  User: 'id email username name role is_active grade_level bio avatar_url created_at updated_at profile',
  'User.profile': 'name grade_level learning_preferences created_at updated_at',
  AuthResult: 'access_token refresh_token token token_type expires_in user',
  Course: 'id title description prerequisites subject grade_level difficulty_level status chapter_count created_at updated_at',
  Chapter: 'id course_id title content order next_chapter_id prev_chapter_id created_at updated_at',
  Quiz: 'id course_id chapter_id title premium passing_score time_limit_seconds max_attempts opens_at closes_at feedback questions',
  QuizQuestion: 'id type question options difficulty points',
  QuizResult: 'attempt_id quiz_id score passed passing_score correct_count total_questions results completed_at',
  'QuizResult.results': 'question_id correct answer correct_answer explanation',
  QuizAttempt: 'id user_id quiz_id answers score passed completed_at',
  Question:
    'id type question options correct_answer accepted_answers tolerance explanation subject topic grade_level difficulty skills use',
  AssessmentResult: 'id score correct_count total_questions trust results',
  'AssessmentResult.results': 'question_id correct answer correct_answer explanation trust',
  Submission: 'id exercise_id student_id code language status score feedback attempt results created_at updated_at',
  'Submission.results': 'test_id name passed duration_ms hidden stdout expected_output message',
  UserProgress: 'user_id course_id completed_chapters quiz_scores completion_percentage last_accessed streak_days created_at updated_at',
  ProgressRecord: 'id student_id subject topic score time_spent completed trust created_at',
  ProgressSummary: 'user_id courses subjects exercises mastery streak',
  'ProgressSummary.subjects': 'subject topics',
  'ProgressSummary.exercises': 'exercise_id status attempts best_score completed_at',
  ContentPackage: 'grade subject topics created_at updated_at',
  'ContentPackage.topics': 'topic title content_type',
  ContentItem: 'id grade subject topic title content_type data created_at updated_at',
  Execution: 'id status stdout stderr exit_code duration_ms memory_kb truncated',
  ChatSession: 'id student_id topic agent_type is_active created_at updated_at ended_at',
  ChatMessage: 'id session_id role content metadata created_at',
  SearchResponse: 'query total results',
  'SearchResponse.results': 'type id course_id title snippet score',
  Streak: 'current_days longest_days last_active_on',
  Subscription: 'plan_type start_date end_date is_active',
  Plugin: 'id name version description requires enhances permissions settings_schema sensitivity',
  TenantPlugin: 'id name version enabled state settings revision entitled blocked_by',
  Error: 'detail error_code timestamp request_id error',
};

/** Limits by policy, as they stand until an institution sets its own, and the routes each holds for. */
const LIMITS: readonly (readonly [limit: string, rows: readonly string[]])[] = [
  ['`catalogue`: 100 in 60 s (address)', ['S2-40', 'S2-41', 'S2-42', 'S2-43', 'S2-44', 'S2-45']],
  ['`quiz_read`: 50 in 60 s (person)', ['S2-46']],
  ['`quiz_submit`: 10 in 3600 s (person)', ['S2-47']],
  ['`quiz_attempts`: 20 in 60 s (person)', ['S2-48']],
  ['`quiz_list`: 50 in 60 s (person)', ['S2-49']],
  ['`chapter_complete`: 100 in 86400 s (person)', ['S2-50']],
  ['`course_progress`: 200 in 60 s (person)', ['S2-51']],
  ['`all_progress`: 100 in 60 s (person)', ['S2-52']],
  ['`streak_reset`: 1 in 86400 s (person)', ['S2-53']],
  ['`search`: 50 in 60 s (address)', ['S2-54', 'S2-55', 'S2-56']],
  ['`code_execute`: 20 in 60 s (person)', ['S0-9']],
  ['`login`: 10 in 60 s (sign-in)', ['S0-1', 'S1-15', 'S3-62', 'S4-71']],
];

const resolved = (schema: Json): Json => {
  if (schema?.$ref) return resolved(document.components.schemas[schema.$ref.split('/').at(-1)]);
  return schema?.type === 'array' ? resolved(schema.items) : schema;
};

describe('what the contract promises', () => {
  for (const [name, fields] of Object.entries(REPRESENTATIONS)) {
    it(`${name} has its fields`, () => {
      const [schema = '', property] = name.split('.');
      const whole = resolved(document.components.schemas[schema]);
      const shape = property ? resolved(whole.properties[property]) : whole;
      const missing = fields.split(' ').filter((field) => !shape.properties[field] || !shape.required.includes(field));
      assert.deepEqual(missing, []);
    });
  }

  for (const [limit, rows] of LIMITS) {
    it(`limit ${limit}`, () => {
      for (const { row, routes } of seedRows.filter((one) => rows.includes(one.row) && !AWAITED_ROWS.includes(one.row))) {
        for (const [method = '', path = ''] of routes.map((route) => route.split(' ')))
          assert.match(document.paths[path][method.toLowerCase()].description, new RegExp(limit.replaceAll(/[()]/g, '\\$&')), row);
      }
    });
  }
});
