import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answer, client, type Client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { ApiDocument, type Operation } from './api-document.js';
import { startContractServer } from './contract-server.js';
import { contractWorld } from './contract-world.js';
import { fixtures } from './fixtures/every-route.js';
import { HIDDEN_COLUMNS, NOT_HIDDEN, plantCanaries, soundingHidden } from './hidden-columns.js';
import type { ContractWorld, RouteRequest } from './route-fixture.js';

const server: TestServer = await startContractServer();
const document = new ApiDocument((await client(server).get('//openapi.json')).body);
const planted = new Map<string, number>();
let world: ContractWorld;

before(async () => {
  world = await contractWorld(server);
  const regrade = await fixtures['POST /api/v1/quizzes/{id}/regrade']?.request(world);
  assert.equal((await world.alpha.teacher.client.post(regrade?.path ?? '', regrade?.body)).status, 202);
  const keyed = await world.alpha.teacher.client.post('/courses', { title: 'Kept under a key' }, { 'idempotency-key': 'a-key' });
  assert.equal(keyed.status, 201);
  await eventually(async () => (await server.sql('SELECT 1 FROM core.quiz_regrade')).length > 0);
});
after(() => server.close());

/** Their own result, with the feedback that the quiz, or practice, gives: there the key is theirs to see. And a hint that they ask for. */
const OWN_RESULTS: ReadonlySet<string> = new Set([
  'POST /api/v1/quizzes/submit',
  'POST /api/v1/assessments',
  'GET /api/v1/assessments/{id}',
  'POST /api/v1/exercises/{id}/hints',
]);

const CANARY = /canary-[\w.]+/g;

const seen = ({ text, headers }: Answer): string[] => [
  ...new Set(`${text} ${decodeURIComponent(text.replaceAll('%', '%25'))} ${[...headers].join()}`.match(CANARY)),
];

/** The same request in ways that might let something slip. */
const variants = ({ path, body, headers }: RouteRequest, { takesBody, queryParameters }: Operation): RouteRequest[] => {
  const asking = queryParameters.includes('q') ? [{ path: `${path.split('?')[0]}?q=canary`, headers: headers ?? {} }] : [];
  const spoilt = takesBody && typeof body === 'object' && !Buffer.isBuffer(body) ? [{ path, body: { ...body, noSuchField: 1 } }] : [];
  return [{ path, body, ...(headers ? { headers } : {}) }, ...asking, ...spoilt];
};

describe('what learners must not see', () => {
  for (const operation of document.operations.filter(({ path }) => path.startsWith('/api/v1/'))) {
    const fixture = fixtures[operation.route];
    if (!fixture || fixture.endsSession) continue;
    it(`is in no answer to a learner, a guardian or nobody: ${operation.route}`, async () => {
      const { alpha } = world;
      const request = await fixture.request(world);
      await plantCanaries(server, alpha.id, planted);
      for (const reader of [alpha.nobody, alpha.parent.client, alpha.student.client]) {
        for (const variant of variants(request, operation)) {
          const answer = await reader.request(operation.method, variant.path, variant.body, variant.headers);
          assert.ok(answer.status < 500, answer.text);
          if (!OWN_RESULTS.has(operation.route) || answer.status >= 400) assert.deepEqual(seen(answer), [], answer.text);
        }
      }
    });
  }

  it('was there to be seen, in every table', () => {
    for (const { table } of HIDDEN_COLUMNS) assert.ok((planted.get(table) ?? 0) > 0, `${table} has no row`);
  });

  it('is seen by staff, where it is theirs to see', async () => {
    const visible = async (as: Client, route: string): Promise<string[]> => {
      const request = await fixtures[route]?.request(world);
      assert.ok(request);
      await plantCanaries(server, world.alpha.id, planted);
      return seen(await as.get(request.path));
    };
    const keys = ['correct_answer', 'accepted_answers', 'explanation'].map((column) => `canary-core.question.${column}`);
    const { teacher, admin } = world.alpha;
    for (const route of ['GET /api/v1/questions', 'GET /api/v1/questions/{id}', 'GET /api/v1/quizzes/{id}'])
      assert.deepEqual((await visible(teacher.client, route)).toSorted(), keys.toSorted(), route);
    const exercise = ['exercise.hints', 'exercise_version.cases', 'exercise_version.solution_code'].map((name) => `canary-core.${name}`);
    const { path } = (await fixtures['GET /api/v1/exercises/{id}']?.request(world)) ?? { path: '' };
    await plantCanaries(server, world.alpha.id, planted);
    assert.deepEqual(seen(await teacher.client.get(path)).toSorted(), exercise);
    const draft = await teacher.client.post('/courses', { title: 'Unfinished' });
    await teacher.client.post(`/courses/${draft.body.id}/chapters`, { title: 'Secret', content: 'Text' });
    await plantCanaries(server, world.alpha.id, planted);
    const chapters = await admin.client.get(`/courses/${draft.body.id}/chapters`);
    assert.deepEqual(seen(chapters).toSorted(), ['canary-core.chapter.content', 'canary-core.chapter.title']);
  });

  it('covers every column that sounds hidden', async () => {
    const known = new Set([...HIDDEN_COLUMNS.map(({ table, column }) => `${table}.${column}`), ...NOT_HIDDEN]);
    assert.deepEqual(
      (await soundingHidden(server)).filter((name) => !known.has(name)),
      [],
    );
  });
});
