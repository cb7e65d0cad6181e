import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Client, client, type Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE } from './support.js';

const NDJSON = { 'content-type': 'application/x-ndjson' };

const question = (n: number, more: object = {}) => ({
  type: 'fill_in_blank',
  question: `${n} + ${n} = ___`,
  correct_answer: 2 * n,
  tolerance: 0,
  accepted_answers: ['zwölf'],
  subject: 'Sums',
  skills: ['add'],
  ...more,
});
const lines = (...values: unknown[]) => values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n');

describe('questions by the file', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  const bring = (who: Client, body: string, query = '') => who.request('POST', `/questions/import${query}`, body, NDJSON);
  const exported = async (who: Client, query = ''): Promise<Json[]> => {
    const { text, headers } = await expectStatus(200, who.get(`/questions/export${query}`));
    assert.match(headers.get('content-type') ?? '', /^application\/x-ndjson/);
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  const count = async () => (await server.sql<{ n: number }>('SELECT count(*)::int AS n FROM core.question'))[0]?.n;

  it('come in whole, and go out as they came', async () => {
    const teacher = world.alpha.teacher.client;
    const file = lines(question(1), '', question(2, { use: 'graded' }), { type: 'true_false', question: 'Sums?', correct_answer: 'true' });
    const { body } = await expectStatus(200, bring(teacher, file));
    assert.deepEqual(body, { imported: 3, updated: 0, failed: 0, errors: [] });
    const out = await exported(teacher);
    assert.deepEqual(out, (await teacher.get('/questions')).body);
    assert.deepEqual(
      out.map(({ correct_answer, use }) => [correct_answer, use]),
      [
        [2, 'practice'],
        [4, 'graded'],
        [true, 'practice'],
      ],
    );
    assert.deepEqual((await exported(teacher, '?type=true_false')).length, 1);
    const actions = await server.sql(`SELECT action FROM core.audit_event WHERE action = 'questions.questions-imported'`);
    assert.equal(actions.length, 1);

    const again = await expectStatus(200, bring(teacher, lines(...out, question(1))));
    assert.deepEqual([again.body.imported, again.body.updated], [0, 4], 'what is there is not doubled, by id or by content');
    const elsewhere = await expectStatus(200, bring(world.beta.teacher.client, lines(...out)));
    assert.equal(elsewhere.body.imported, 3);
    const bare = ({ id: _id, created_at: _created, updated_at: _updated, ...rest }: Json): Json => rest;
    assert.deepEqual((await exported(world.beta.admin.client)).map(bare), out.map(bare));
  });

  it('change the questions whose ids they bear, and nobody else’s', async () => {
    const teacher = world.alpha.teacher.client;
    const [first, graded] = await exported(teacher);
    const [foreign] = await exported(world.beta.teacher.client);
    const changes = [
      { ...first, explanation: 'changed' },
      { ...graded, use: 'practice', difficulty: 5 },
      { ...foreign, explanation: 'taken over' },
    ];
    const { body } = await expectStatus(200, bring(teacher, lines(...changes)));
    assert.deepEqual([body.imported, body.updated], [1, 2]);
    assert.equal((await teacher.get(`/questions/${first.id}`)).body.explanation, 'changed');
    const { use, difficulty } = (await teacher.get(`/questions/${graded.id}`)).body;
    assert.deepEqual([use, difficulty], ['graded', 5], 'a graded question stays graded');
    assert.deepEqual((await world.beta.teacher.client.get(`/questions/${foreign.id}`)).body, foreign);
  });

  it('are refused for a bad line in the middle, all of them, unless bad lines are to be left out', async () => {
    const teacher = world.alpha.teacher.client;
    const before = await count();
    const file = lines(
      question(100),
      question(101, { correct_answer: 'many' }),
      '{"type":',
      question(102, { id: NOWHERE }),
      question(103, { id: NOWHERE }),
    );
    const refused = await bring(teacher, file);
    assert.equal(refused.status, 400, refused.text);
    assert.deepEqual(Object.keys(refused.body.errors), ['line 2.correct_answer', 'line 3', 'line 5.id']);
    assert.equal(await count(), before);
    const { body } = await expectStatus(200, bring(teacher, file, '?on_error=skip'));
    assert.deepEqual([body.imported, body.failed, body.errors.map(({ line }: Json) => line)], [2, 3, [2, 3, 5]]);
    assert.equal((await bring(teacher, '\n')).status, 400);
    assert.equal((await bring(teacher, lines(question(1)), '?on_error=ignore')).status, 400);
  });

  it('are for those who write quizzes', async () => {
    for (const who of ['student', 'parent'] as const) {
      assert.equal((await bring(world.alpha[who].client, lines(question(1)))).status, 403);
      const refused = await world.alpha[who].client.get('/questions/export');
      assert.equal(refused.status, 403);
      assert.ok(!refused.text.includes('zwölf'));
    }
  });

  it('come by the thousand', async () => {
    const many = Array.from({ length: 3000 }, (_, n) => question(1000 + n, { explanation: 'x'.repeat(400) }));
    const { body } = await expectStatus(200, bring(world.beta.admin.client, lines(...many)));
    assert.deepEqual([body.imported, body.failed], [3000, 0]);
    assert.equal((await exported(world.beta.admin.client, '?q=%3D')).length, 3000 + 2);
    assert.equal((await expectStatus(200, bring(world.beta.admin.client, lines(...many)))).body.updated, 3000);
  });

  it('hold no transaction open over bad lines', async () => {
    const { database } = server;
    const [{ name } = { name: '' }] = await server.sql<{ name: string }>('SELECT current_database() AS name');
    await server.sql(`ALTER ROLE lectern_app IN DATABASE "${name}" SET idle_in_transaction_session_timeout = '1s'`);
    const impatient = await startTestServer({ database });
    try {
      const teacher = client(impatient, { token: world.alpha.teacher.client.token ?? '' });
      // quick to pass over, slow to find fault with
      const bad = JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`field${n}`, n])));
      const body = lines(question(71), ...Array.from({ length: 5000 }, () => bad), question(72));
      const { body: report } = await expectStatus(200, teacher.request('POST', '/questions/import?on_error=skip', body, NDJSON));
      assert.deepEqual([report.imported, report.failed], [2, 5000]);
    } finally {
      await impatient.close();
      await server.sql(`ALTER ROLE lectern_app IN DATABASE "${name}" RESET idle_in_transaction_session_timeout`);
    }
  });
});
