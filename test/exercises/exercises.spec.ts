import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Exercises } from '../../src/domains/exercises/exercises.js';
import { Retention } from '../../src/platform/retention/retention.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { NotFound } from '../../src/sdk/errors.js';
import type { Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE } from '../learning/support.js';
import { SOLUTION, sums } from './support.js';

describe('exercises', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  const write = async (input: object = {}, school = world.alpha): Promise<Json> =>
    (await expectStatus(201, school.teacher.client.post('/exercises', { ...sums, ...input }))).body;
  const within = <T>(work: (exercises: Exercises) => Promise<T>, tenantId = world.alpha.id): Promise<T> =>
    runForTenant(tenantId, () => work(server.get(Exercises)));

  it('show staff everything, and learners neither solution nor hidden tests nor hints', async () => {
    const created = await write({ solution_code: SOLUTION, status: 'draft' });
    await expectStatus(404, world.alpha.student.client.get(`/exercises/${created.id}`));
    assert.deepEqual([created.status, created.version, created.slug, created.check], ['draft', 1, 'two-sums', undefined]);
    const open = await write({ title: 'Open sums' });
    assert.deepEqual([open.status, open.hint_count], ['published', 2]);
    assert.deepEqual(open.hints, sums.hints);
    const read = await expectStatus(200, world.alpha.admin.client.get(`/exercises/${open.id}`));
    assert.deepEqual(read.body, open);
    assert.equal(read.headers.get('cache-control'), 'no-store');
    for (const who of ['student', 'parent'] as const) {
      const { body, text } = await expectStatus(200, world.alpha[who].client.get(`/exercises/${open.id}`));
      assert.ok(!('solution_code' in body) && !('slug' in body));
      assert.deepEqual(body.hints, []);
      assert.equal(body.next_hint_cost, 0);
      assert.equal(body.test_cases[0].expected_output, '3\n');
      assert.deepEqual(body.test_cases[1], { id: 'large', name: 'Large', hidden: true, weight: 3 });
      assert.ok(!text.includes('300'));
      await expectStatus(403, world.alpha[who].client.post('/exercises', sums));
      await expectStatus(403, world.alpha[who].client.patch(`/exercises/${open.id}`, { title: 'Mine' }));
    }
    await expectStatus(401, world.alpha.nobody.get('/exercises'));
    assert.equal((await world.beta.teacher.client.get(`/exercises/${open.id}`)).body.error_code, 'EXERCISE_NOT_FOUND');
    const audit = await server.sql<{ action: string }>('SELECT action FROM core.audit_event WHERE target_id = $1', [open.id]);
    assert.deepEqual(audit, [{ action: 'exercises.exercise-created' }]);
  });

  it('fill in what is left out, and take what old clients send', async () => {
    const old = await write({ test_cases: undefined, hints: null, expected_output: 'Hello\n', title: 'Hello' });
    assert.deepEqual(old.test_cases, [
      {
        id: 'test-1',
        name: 'Test 1',
        kind: 'io',
        input: '',
        expected_output: 'Hello\n',
        comparison: 'trimmed',
        hidden: false,
        weight: 1,
      },
    ]);
    assert.equal(old.status, 'published');
    const changed = await expectStatus(200, world.alpha.teacher.client.put(`/exercises/${old.id}`, { expected_output: 'Bye\n' }));
    assert.deepEqual([changed.body.test_cases[0].expected_output, changed.body.version], ['Bye\n', 2]);
    const calls = await write({
      test_cases: [{ kind: 'function', input: '{"function":"add","arguments":[1,2]}', expected_output: 3, comparison: 'numeric' }],
    });
    assert.deepEqual(calls.test_cases[0].input, { function: 'add', arguments: [1, 2] });
    const large = { kind: 'function', input: { function: 'f', arguments: [6e23] }, expected_output: 1e300, comparison: 'numeric' };
    assert.equal((await write({ test_cases: [large] })).test_cases[0].expected_output, 1e300);
    const bare = await write({ test_cases: [] });
    assert.deepEqual([bare.status, bare.check], ['draft', { passed: false, score: null, problem: 'no_solution', results: [] }]);
    const refused = await world.alpha.teacher.client.post(`/exercises/${bare.id}/publish`);
    assert.deepEqual([refused.status, Object.keys(refused.body.errors)], [400, ['test_cases']]);
  });

  it('take a field that was left empty for one that says nothing', async () => {
    const form = { title: 'From a form', description: '', starter_code: '', expected_output: '', hints: [], solution_code: ' \n' };
    const tested = await write({ ...form, test_cases: [{ input: '1 2', expected_output: '3' }] });
    assert.deepEqual([tested.status, tested.solution_code], ['published', null]);
    await expectStatus(200, world.alpha.student.client.get(`/exercises/${tested.id}`));
    const untested = await write({ ...form, test_cases: [] });
    assert.deepEqual([untested.status, untested.test_cases], ['draft', []], 'not one that every silent program solves');
    const silent = await write({ ...form, test_cases: [{ input: '', expected_output: '' }] });
    assert.deepEqual([silent.status, silent.test_cases.length], ['published', 1], 'unless it says so');
    const cleared = await expectStatus(200, world.alpha.teacher.client.put(`/exercises/${tested.id}`, { solution_code: '' }));
    assert.equal(cleared.body.version, 1);
  });

  it('refuse cases that do not fit, by field', async () => {
    const one = (more: object) => ({ test_cases: [{ ...sums.test_cases[0], ...more }] });
    const refusals: readonly (readonly [object, string])[] = [
      [one({ input: 5 }), 'test_cases.0.input'],
      [one({ expected_output: undefined }), 'test_cases.0.expected_output'],
      [one({ expected_output: 3 }), 'test_cases.0.expected_output'],
      [one({ tolerance: 1 }), 'test_cases.0.tolerance'],
      [one({ comparison: 'numeric', tolerance: -1 }), 'test_cases.0.tolerance'],
      [one({ comparison: 'fuzzy' }), 'test_cases.0.comparison'],
      [one({ weight: -1 }), 'test_cases.0.weight'],
      [one({ weight: 0 }), 'test_cases'],
      [one({ kind: 'function', input: '1 2' }), 'test_cases.0.input'],
      [one({ kind: 'function', input: { function: 'f' }, expected_output: undefined }), 'test_cases.0.expected_output'],
      [one({ kind: 'function', input: { function: 'f', arguments: [[2 ** 53]] }, expected_output: 1 }), 'test_cases.0.input'],
      [one({ kind: 'function', input: { function: 'f' }, expected_output: { a: -(2 ** 60) } }), 'test_cases.0.expected_output'],
      ...['"\\u0000"', '"\\ud800"', '{"__proto__": 1}', '['.repeat(49_000) + ']'.repeat(49_000)].map(
        (argument) =>
          [
            one({ kind: 'function', input: `{"function":"f","arguments":[${argument}]}`, expected_output: 1 }),
            'test_cases.0.input',
          ] as const,
      ),
      [one({ kind: 'function', input: '"{\\"function\\":\\"f\\"}"', expected_output: 1 }), 'test_cases.0.input'],
      [one({ kind: 'unittest', input: ' ', expected_output: undefined }), 'test_cases.0.input'],
      [one({ kind: 'unittest', input: 'import unittest' }), 'test_cases.0.expected_output'],
      [one({ id: 'a b' }), 'test_cases.0.id'],
      [one({ input: 'x'.repeat(100_001) }), 'test_cases.0.input'],
      [{ test_cases: [sums.test_cases[0], sums.test_cases[0]] }, 'test_cases.1.id'],
      [{ test_cases: Array.from({ length: 101 }, () => ({ expected_output: '' })) }, 'test_cases'],
      [{ test_cases: Array.from({ length: 6 }, () => ({ expected_output: 'x'.repeat(90_000) })) }, 'test_cases'],
      [{ language: 'c', test_cases: [{ kind: 'unittest', input: 'int main;' }] }, 'test_cases.0.kind'],
      [{ language: 'cobol' }, 'language'],
      [{ difficulty_level: 'brutal' }, 'difficulty_level'],
      [{ topic: '' }, 'topic'],
      [{ solution_code: 'x'.repeat(100_001) }, 'solution_code'],
      [{ hints: [{ text: 'x', cost: 101 }] }, 'hints.0.cost'],
      [{ slug: 'No Slug' }, 'slug'],
      [{ grade: 5 }, 'grade'],
    ];
    for (const [input, field] of refusals) {
      const refused = await world.alpha.teacher.client.post('/exercises', { ...sums, ...input });
      assert.equal(refused.status, 400, `${field}: ${refused.text}`);
      assert.ok(Object.keys(refused.body.errors).includes(field), `${field}: ${refused.text}`);
    }
  });

  it('change in part, with a new version when they are graded otherwise', async () => {
    const teacher = world.alpha.teacher.client;
    const { id } = await write({ title: 'Versions' });
    const tag = (await teacher.get(`/exercises/${id}`)).headers.get('etag') ?? '';
    const renamed = (await expectStatus(200, teacher.patch(`/exercises/${id}`, { title: 'Renamed', topic: null }, { 'if-match': tag })))
      .body;
    assert.deepEqual([renamed.title, renamed.topic, renamed.version, renamed.difficulty_level], ['Renamed', null, 1, 'beginner']);
    await expectStatus(412, teacher.put(`/exercises/${id}`, { title: 'Late' }, { 'if-match': tag }));
    await expectStatus(412, teacher.delete(`/exercises/${id}`, undefined, { 'if-match': tag }));
    const same = await expectStatus(200, teacher.put(`/exercises/${id}`, { test_cases: sums.test_cases, status: 'published' }));
    assert.deepEqual([same.body.version, same.body.updated_at], [1, renamed.updated_at]);
    const other = await expectStatus(200, teacher.put(`/exercises/${id}`, { test_cases: [{ input: '2 2', expected_output: '4' }] }));
    assert.equal(other.body.version, 2);
    const versions = (await expectStatus(200, teacher.get(`/exercises/${id}/versions`))).body;
    assert.deepEqual(
      versions.map(({ version, current, test_count }: Json) => [version, current, test_count]),
      [
        [2, true, 1],
        [1, false, 2],
      ],
    );
    const first = (await expectStatus(200, teacher.get(`/exercises/${id}/versions/1`))).body;
    assert.equal(first.test_cases[1].expected_output, '300\n');
    assert.equal((await teacher.get(`/exercises/${id}/versions/3`)).body.error_code, 'EXERCISE_VERSION_NOT_FOUND');
    await expectStatus(403, world.alpha.student.client.get(`/exercises/${id}/versions`));
    await expectStatus(404, world.beta.teacher.client.get(`/exercises/${id}/versions`));
    assert.equal((await within((exercises) => exercises.ofVersion(id, 1))).cases.length, 2);
    const now = await within((exercises) => exercises.gradable(id));
    assert.deepEqual([now.version, now.cases.length, now.language, now.knownTests.size], [2, 1, 'python', 0]);
    assert.equal((await teacher.patch(`/exercises/${NOWHERE}`, {})).body.error_code, 'EXERCISE_NOT_FOUND');
    await expectStatus(404, world.beta.teacher.client.patch(`/exercises/${id}`, { title: 'Theirs' }));
  });

  it('are out of view as drafts, and for everybody once deleted, while their versions stay', async () => {
    const { id } = await write({ title: 'Passing' });
    const { teacher, student } = world.alpha;
    await expectStatus(200, teacher.client.post(`/exercises/${id}/unpublish`));
    await expectStatus(404, student.client.get(`/exercises/${id}`));
    await assert.rejects(
      within((exercises) => exercises.gradable(id)),
      NotFound,
    );
    assert.equal((await within((exercises) => exercises.ofVersion(id, 1))).title, 'Passing');
    await expectStatus(200, teacher.client.patch(`/exercises/${id}`, { status: 'published' }));
    await expectStatus(200, student.client.get(`/exercises/${id}`));
    await expectStatus(403, student.client.delete(`/exercises/${id}`));
    await expectStatus(404, world.beta.teacher.client.delete(`/exercises/${id}`));
    await expectStatus(204, teacher.client.delete(`/exercises/${id}`));
    await expectStatus(404, teacher.client.get(`/exercises/${id}`));
    await expectStatus(404, teacher.client.delete(`/exercises/${id}`));
    await assert.rejects(
      within((exercises) => exercises.ofVersion(id, 1)),
      NotFound,
    );
    assert.equal((await server.sql('SELECT 1 FROM core.exercise_version WHERE exercise_id = $1', [id])).length, 1);
    assert.equal((await write({ title: 'Passing' })).slug, 'passing');
    const kept = async () => (await server.sql('SELECT 1 FROM core.exercise_version WHERE exercise_id = $1', [id])).length;
    const age = (days: number) =>
      server.sql(`UPDATE core.exercise SET deleted_at = now() - make_interval(days => $2) WHERE id = $1`, [id, days]);
    const left: number[] = [];
    for (const days of [399, 401]) {
      await age(days);
      await server.get(Retention).purge();
      left.push(await kept());
    }
    assert.deepEqual(left, [1, 0]);
  });

  it('are named by slugs, each once', async () => {
    assert.equal((await write({ title: 'Élan & Co.' })).slug, 'elan-co');
    assert.equal((await write({ title: 'Elan Co' })).slug, 'elan-co-2');
    assert.equal((await write({ title: 'Elan Co' }, world.beta)).slug, 'elan-co');
    const refused = await world.alpha.teacher.client.post('/exercises', { ...sums, slug: 'elan-co' });
    assert.deepEqual([refused.status, refused.body.error_code], [409, 'SLUG_TAKEN']);
  });

  it('are listed by topic, difficulty, language, status and title, page by page', async () => {
    const { teacher, student } = world.beta;
    const ids: string[] = [];
    for (const title of ['Loops 1', 'Loops 2', 'Loops 3']) ids.push((await write({ title, topic: 'Loops' }, world.beta)).id);
    const hard = await write({ title: 'Graphs', topic: 'Graphs', difficulty_level: 'advanced', language: 'javascript' }, world.beta);
    const draft = await write({ title: 'Loops 4', topic: 'loops', status: 'draft' }, world.beta);
    const found = async (query: string, as = teacher.client) =>
      (await expectStatus(200, as.get(`/exercises?${query}`))).body.map((row: Json) => row.id);
    assert.deepEqual(await found('topic=LOOPS'), [...ids, draft.id]);
    assert.deepEqual(await found('topic=LOOPS', student.client), ids);
    assert.deepEqual(await found('status=draft'), [draft.id]);
    assert.deepEqual(await found('status=draft', student.client), []);
    assert.deepEqual(await found('difficulty=advanced'), [hard.id]);
    assert.deepEqual(await found('language=javascript'), [hard.id]);
    assert.deepEqual(await found('q=loops%20%202'), [ids[1]]);
    const first = await student.client.get('/exercises?topic=loops&limit=2&count=exact');
    assert.equal(first.headers.get('x-total-count'), '3');
    const next = new URL(/<([^>]*)>/.exec(first.headers.get('link') ?? '')?.[1] ?? '', server.url);
    const second = await student.client.get(next.pathname.replace('/api/v1', '') + next.search);
    assert.deepEqual(
      [...first.body, ...second.body].map((row: Json) => row.id),
      ids,
    );
    for (const bad of ['difficulty=1', 'status=all', 'limit=0', 'limit=201', 'topic=a&topic=b', 'cursor=x']) {
      assert.equal((await teacher.client.get(`/exercises?${bad}`)).status, 400, bad);
    }
  });

  it('are listed in pages that end early when they are long', async () => {
    const long = [{ expected_output: 'x'.repeat(90_000) }, { expected_output: 'y'.repeat(90_000) }];
    const filler = 'z'.repeat(99_000);
    const ids: string[] = [];
    for (let n = 0; n < 30; n += 1) {
      const { id } = await write({
        title: `Long ${n}`,
        topic: 'Long',
        test_cases: long,
        starter_code: filler,
        solution_code: filler,
        status: 'draft',
      });
      ids.push(id);
    }
    const { client } = world.alpha.teacher;
    const seen: string[] = [];
    let pages = 0;
    for (let path: string | undefined = '/exercises?topic=long&limit=200'; path !== undefined; pages += 1) {
      const { body, headers } = await expectStatus(200, client.get(path));
      seen.push(...body.map((row: Json) => row.id));
      const next = /<([^>]*)>/.exec(headers.get('link') ?? '')?.[1];
      path = next?.slice(next.indexOf('/exercises'));
    }
    assert.deepEqual(seen, ids);
    assert.equal(pages, 2);
  });

  it('reveal hints one by one, for what each costs, to each learner alone', async () => {
    const { id } = await write({ title: 'Hints' });
    const { student, parent, teacher } = world.alpha;
    const reveal = (body?: object, as = student) => as.client.post(`/exercises/${id}/hints`, body);
    await expectStatus(409, reveal({ number: 2 }));
    const first = (await expectStatus(201, student.client.post(`/exercises/${id}/hints`))).body;
    assert.deepEqual(first, { number: 1, text: sums.hints[0], cost: 0, hint_count: 2, next_hint_cost: 5 });
    assert.deepEqual((await expectStatus(201, reveal({ number: 1 }))).body, first);
    const keyed = { 'idempotency-key': 'second-hint' };
    const second = await expectStatus(201, student.client.post(`/exercises/${id}/hints`, {}, keyed));
    assert.deepEqual([second.body.number, second.body.cost, second.body.next_hint_cost], [2, 5, null]);
    assert.deepEqual((await expectStatus(201, student.client.post(`/exercises/${id}/hints`, {}, keyed))).body, second.body);
    await expectStatus(409, reveal());
    assert.deepEqual((await student.client.get(`/exercises/${id}`)).body.hints, sums.hints);
    assert.deepEqual((await parent.client.get(`/exercises/${id}`)).body.hints, []);
    await expectStatus(404, reveal({}, world.beta.student));
    await expectStatus(400, reveal({ number: 0 }));
    const costOf = async (who: typeof student) =>
      (await expectStatus(202, who.client.post('/submissions', { exercise_id: id, code: SOLUTION }))).body.hint_cost;
    assert.deepEqual([await costOf(student), await costOf(teacher)], [5, 0]);
    const kept = (await expectStatus(200, student.client.get(`/users/${student.id}/personal-data`))).body;
    assert.ok(JSON.stringify(kept).includes('hint_reveal'));
  });

  it('reveal no hint twice to two requests at once', async () => {
    const { id } = await write({ title: 'Race', hints: ['a', 'b', 'c'] });
    const { student } = world.alpha;
    const answers = await Promise.all([1, 2, 3].map(() => student.client.post(`/exercises/${id}/hints`, { number: 1 })));
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.text]),
      [1, 2, 3].map(() => [201, 'a']),
    );
    assert.deepEqual((await student.client.get(`/exercises/${id}`)).body.hints, ['a']);
  });

  it('have figures before anybody has tried them, for those who see them', async () => {
    const { id } = await write({ title: 'Figures' });
    const { teacher, student } = world.alpha;
    const of = (who: typeof student) => who.client.get(`/analytics/exercises/${id}/stats`);
    const none = { students: 0, attempts: 0, completion_rate: null, mastery_rate: null, average_score: null };
    for (const who of [student, teacher]) assert.deepEqual((await expectStatus(200, of(who))).body, { exercise_id: id, ...none });
    assert.equal((await of(world.beta.teacher)).body.error_code, 'EXERCISE_NOT_FOUND');
    assert.equal((await student.client.get(`/analytics/exercises/${NOWHERE}/stats`)).status, 404);
    await expectStatus(200, teacher.client.post(`/exercises/${id}/unpublish`));
    assert.deepEqual([(await of(student)).status, (await of(teacher)).status], [404, 200]);
    await expectStatus(204, teacher.client.delete(`/exercises/${id}`));
    assert.equal((await of(teacher)).status, 404);
  });

  it('are kept as drafts, and not published, while their solutions cannot be run', async () => {
    const kept = await write({ title: 'Unchecked', solution_code: SOLUTION });
    assert.deepEqual([kept.status, kept.check.problem], ['draft', 'sandbox_unavailable']);
    const teacher = world.alpha.teacher.client;
    for (const refused of [
      await teacher.post('/exercises', { ...sums, solution_code: SOLUTION, status: 'published' }),
      await teacher.post(`/exercises/${kept.id}/publish`),
      await teacher.post(`/exercises/${kept.id}/check`),
      await teacher.patch(`/exercises/${kept.id}`, { status: 'published' }),
    ]) {
      assert.deepEqual([refused.status, refused.body.dependency], [503, 'sandbox']);
    }
    assert.equal((await teacher.get(`/exercises/${kept.id}`)).body.status, 'draft');
    const { id } = await write({ title: 'Without' });
    assert.equal((await expectStatus(200, teacher.post(`/exercises/${id}/check`))).body.problem, 'no_solution');
  });
});
