import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Retention } from '../../src/platform/retention/retention.js';
import { newId } from '../../src/sdk/ids.js';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, type School, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, NOWHERE } from '../learning/support.js';
import { execute, giveRoom, startCodeServer } from './support.js';

const addRun = (
  server: TestServer,
  school: School,
  person: Person,
  code: string,
  more: { status?: string; language?: string; days?: number } = {},
) =>
  server.sql(
    `INSERT INTO core.code_execution (tenant_id, id, user_id, language, code, status, stdout, stderr, exit_code, duration_ms, cpu_ms, memory_kb, truncated, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, '', '', 0, 1.5, 1, NULL, false, now() - make_interval(days => $7))`,
    [school.id, newId(), person.id, more.language ?? 'python', code, more.status ?? 'ok', more.days ?? 0],
  );

describe('the history of programs that were run', () => {
  let server: TestServer;
  let world: World;
  before(async () => {
    server = await startCodeServer();
    world = await twoTenants(server);
    await giveRoom(server, world.alpha);
  });
  after(() => server.close());

  const codes = async (person: Person, query = '') =>
    (await expectStatus(200, person.client.get(`/code/history/${person.id}${query}`))).body.map(({ code }: Json) => code);

  it('is read page by page, the newest first, and by language and status', async () => {
    const { alpha } = world;
    const ada = await addPerson(server, alpha, 'student');
    for (let n = 1; n <= 5; n += 1)
      await addRun(server, alpha, ada, `${n}`, { status: n % 2 ? 'ok' : 'timeout', language: n === 5 ? 'c' : 'python' });
    assert.deepEqual(await codes(ada), ['5', '4', '3', '2', '1']);
    assert.deepEqual(await codes(ada, '?status=timeout'), ['4', '2']);
    assert.deepEqual(await codes(ada, '?language=c'), ['5']);
    assert.deepEqual(await codes(ada, '?language=c&status=timeout'), []);
    const first = await ada.client.get(`/code/history/${ada.id}?limit=2&count=exact`);
    assert.equal(first.headers.get('x-total-count'), '5');
    const next = /<[^>]*\/api\/v1([^>]*)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    assert.deepEqual(
      (await ada.client.get(next)).body.map(({ code }: Json) => code),
      ['3', '2'],
    );
    for (const wrong of ['?status=fine', '?limit=0', '?limit=201', '?cursor=x', '?language=']) {
      await expectStatus(400, ada.client.get(`/code/history/${ada.id}${wrong}`));
    }
    const foreign = next.replace(ada.id, alpha.student.id);
    await expectStatus(400, alpha.student.client.get(foreign));
  });

  it('comes whole to clients that know no pages', async () => {
    const busy = await addPerson(server, world.alpha, 'student');
    for (let n = 1; n <= 60; n += 1) await addRun(server, world.alpha, busy, `${n}`);
    assert.equal((await codes(busy)).length, 60);
    assert.equal((await codes(busy, '?limit=50')).length, 50);
  });

  it('comes in smaller pages when programs printed a lot, and in whole', async () => {
    const { alpha } = world;
    const loud = await addPerson(server, alpha, 'student');
    const sizes = [30, 60_000, 3_000_000, 2_000_000, 5_000_000, 10, 900_000];
    for (const size of sizes) await addRun(server, alpha, loud, 'x'.repeat(size));
    const pages: number[][] = [];
    for (let path: string | undefined = `/code/history/${loud.id}`; path;) {
      const { body, headers } = await expectStatus(200, loud.client.get(path));
      pages.push(body.map(({ code }: Json) => code.length));
      path = /<[^>]*\/api\/v1([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    assert.deepEqual(pages, [[900_000, 10], [5_000_000], [2_000_000], [3_000_000, 60_000, 30]]);
  });

  it('is read by the person, guardians, their teachers and the admin, and by nobody else', async () => {
    const { alpha, beta } = world;
    await addRun(server, alpha, alpha.student, 'secret thoughts');
    const path = `/code/history/${alpha.student.id}`;
    for (const reader of [alpha.student, alpha.parent, alpha.teacher, alpha.admin]) {
      const { body, headers } = await expectStatus(200, reader.client.get(path));
      assert.equal(body[0].code, 'secret thoughts');
      assert.equal(headers.get('cache-control'), 'no-store');
    }
    const others = [
      await addPerson(server, alpha, 'student'),
      await addPerson(server, alpha, 'teacher'),
      await addPerson(server, alpha, 'parent'),
    ];
    for (const reader of [...others, beta.admin, beta.student]) {
      const { body } = await expectStatus(404, reader.client.get(path));
      assert.equal(body.error_code, 'USER_NOT_FOUND');
    }
    await expectStatus(404, alpha.admin.client.get(`/code/history/${NOWHERE}`));
    await expectStatus(401, alpha.nobody.get(path));
  });

  it('keeps the last 200 of a person, for 30 days', async () => {
    const { alpha } = world;
    const busy = await addPerson(server, alpha, 'student');
    for (let n = 0; n < 205; n += 1) await addRun(server, alpha, busy, `${n}`);
    await expectStatus(200, execute(busy, 'print("last")'));
    const kept = await codes(busy, '?limit=200');
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [200, 'print("last")', '6']);
    await addRun(server, alpha, alpha.student, 'old', { days: 31 });
    await addRun(server, alpha, alpha.student, 'young', { days: 29 });
    await server.sql(
      `INSERT INTO core.code_cpu_day (tenant_id, day, user_id, runs, cpu_ms) VALUES ($1, now() - interval '40 days', $2, 1, 1)`,
      [alpha.id, alpha.student.id],
    );
    await server.get(Retention).purge();
    const left = await codes(alpha.student, '?limit=200');
    assert.ok(left.includes('young') && !left.includes('old'));
    assert.equal((await server.sql(`SELECT 1 FROM core.code_cpu_day WHERE day < now() - interval '30 days'`)).length, 0);
  });

  it('is part of what is held on a person, and goes with them', async () => {
    const { alpha } = world;
    const leaver = await addPerson(server, alpha, 'student');
    await expectStatus(200, execute(leaver, 'print("remember me")'));
    const { text } = await expectStatus(200, leaver.client.get(`/users/${leaver.id}/personal-data`));
    assert.match(text, /remember me/);
    assert.match(text, /code_cpu_day/);
    await expectStatus(202, alpha.admin.client.delete(`/users/${leaver.id}`));
    const count = async (table: string) => (await server.sql(`SELECT 1 FROM core.${table} WHERE user_id = $1`, [leaver.id])).length;
    await eventually(async () => (await count('code_execution')) + (await count('code_cpu_day')) === 0);
  });
});

describe('a server without a runner', () => {
  let server: TestServer;
  let world: World;
  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
  });
  after(() => server.close());

  it('says so, spends nothing, and answers all else', async () => {
    const { alpha } = world;
    for (const answer of [await execute(alpha.student, 'print(1)'), await alpha.student.client.get('/code/languages')]) {
      assert.deepEqual([answer.status, answer.body.error_code, answer.body.dependency], [503, 'DEPENDENCY_UNAVAILABLE', 'sandbox']);
      assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    }
    const keyed = { 'idempotency-key': 'away' };
    for (let n = 0; n < 2; n += 1) assert.equal((await execute(alpha.student, 'print(1)', {}, keyed)).status, 503);
    for (const table of ['code_run', 'code_cpu_day', 'code_execution', 'idempotency_claim', 'idempotency_record'])
      assert.equal((await server.sql(`SELECT 1 FROM core.${table}`)).length, 0, table);
    assert.deepEqual((await expectStatus(200, alpha.student.client.get(`/code/history/${alpha.student.id}`))).body, []);
    await expectStatus(200, alpha.admin.client.get('/code/usage'));
    await expectStatus(400, execute(alpha.student, ''));
  });
});
