import assert from 'node:assert/strict';
import type { Json } from '../../../src/testing/client.js';
import { addPerson } from '../../../src/testing/world.js';
import { type ContractWorld, fresh } from '../route-fixture.js';
import type { RowTest, RowTests } from './row-trial.js';

const newLearner = (world: ContractWorld) => addPerson(world.server, world.alpha, 'student', fresh('coder'));

const execute: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const learner = await newLearner(world);
  const program = { code: 'print("Hello, " + input())', language: 'python', stdin: 'Ada\n' };
  const { body } = await success(200, learner.client.post('/code/execute', program));
  assert.deepEqual([body.status, body.stdout, body.stderr, body.exit_code, body.truncated], ['ok', 'Hello, Ada\n', '', 0, false]);
  assert.deepEqual([body.language, body.code], ['python', program.code]);
  assert.ok(body.duration_ms > 0);
  const failed = await success(200, beta.student.client.post('/code/execute', { code: 'print("before"); 1 / 0' }));
  assert.deepEqual([failed.body.status, failed.body.stdout, failed.body.exit_code], ['runtime_error', 'before\n', 1]);
  assert.match(failed.body.stderr, /ZeroDivisionError/);
  const strange = await refusal(400, 'VALIDATION_ERROR', learner.client.post('/code/execute', { ...program, language: 'cobol' }));
  assert.ok(strange.body.errors.language);
  await refusal(400, 'VALIDATION_ERROR', learner.client.post('/code/execute', { language: 'python' }));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.post('/code/execute', program));
};

const history: RowTest = async ({ world, success, refusal }) => {
  const { alpha, beta } = world;
  const learner = await newLearner(world);
  const path = `/code/history/${learner.id}`;
  assert.deepEqual((await success(200, learner.client.get(path))).body, []);
  const run = async (code: string): Promise<Json> => (await learner.client.post('/code/execute', { code })).body;
  const [first, second] = [await run('print(1)'), await run('1 / 0')];
  assert.deepEqual((await success(200, learner.client.get(path))).body, [second, first], 'as they were answered, the newest first');
  assert.deepEqual((await success(200, alpha.admin.client.get(path))).body, [second, first]);
  await refusal(404, 'USER_NOT_FOUND', alpha.teacher.client.get(path));
  await refusal(404, 'USER_NOT_FOUND', alpha.student.client.get(path));
  await refusal(404, 'USER_NOT_FOUND', beta.admin.client.get(path));
  const their = `/code/history/${alpha.student.id}`;
  await success(200, alpha.teacher.client.get(their));
  await success(200, alpha.parent.client.get(their));
  await refusal(400, 'VALIDATION_ERROR', learner.client.get('/code/history/me'));
  await refusal(401, 'UNAUTHENTICATED', alpha.nobody.get(path));
};

export const codeRows: RowTests = { 'S0-9': execute, 'S0-11': history };
