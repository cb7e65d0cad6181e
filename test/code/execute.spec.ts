import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Answer, Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { addPerson, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, setTenant } from '../learning/support.js';
import { execute, giveRoom, setQuota, startCodeServer, usualDriver } from './support.js';

const keyed = (key: string) => ({ 'idempotency-key': key });

describe('running a program', () => {
  let server: TestServer;
  let world: World;
  let ada: Person;

  before(async () => {
    server = await startCodeServer();
    world = await twoTenants(server);
    await giveRoom(server, world.alpha);
    ada = await addPerson(server, world.alpha, 'student');
  });
  after(() => server.close());

  const run = async (code: string, more: object = {}): Promise<Json> => (await expectStatus(200, execute(ada, code, more))).body;
  const running = () => server.sql('SELECT 1 FROM core.code_run');
  const openTransactions = async (): Promise<number> => {
    const [row] = await server.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    return row?.n ?? 0;
  };
  const usedMs = async (person: Person): Promise<number> => {
    const [row] = await server.sql<{ ms: number }>(
      'SELECT coalesce(sum(cpu_ms), 0)::float8 AS ms FROM core.code_cpu_day WHERE user_id = $1',
      [person.id],
    );
    return row?.ms ?? 0;
  };

  it('answers what it printed, in Python unless said otherwise', async () => {
    const body = await run('import sys\nprint(sys.stdin.read().upper())\nprint("bad", file=sys.stderr)\nsys.exit(3)', { stdin: 'é\n漢' });
    assert.deepEqual([body.language, body.stdout, body.stderr, body.exit_code], ['python', 'É\n漢\n', 'bad\n', 3]);
    assert.equal(body.status, 'runtime_error');
    assert.deepEqual((await run('print(2 + 2)')).stdout, '4\n');
    assert.equal((await run('pass')).stdout, '');
  });

  it('answers endless loops, floods and strange bytes like any other program', async () => {
    const [loop, flood, bytes, wrong] = await Promise.all([
      run('print("begun", flush=True)\nwhile True: pass'),
      run('while True: print("x" * 1000)'),
      run(`import sys\nsys.stdout.buffer.write(b'a\\xff\\xfe\\x00b')`),
      run('print("unfinished'),
    ]);
    assert.deepEqual([loop.status, loop.stdout], ['timeout', 'begun\n']);
    assert.deepEqual([flood.status, flood.truncated], ['output_exceeded', true]);
    assert.ok(flood.stdout.length > 1000 && flood.stdout.length <= 65_536);
    assert.deepEqual([bytes.status, bytes.stdout], ['ok', 'a\ufffd\ufffd\ufffdb']);
    assert.match(wrong.stderr, /SyntaxError/);
    assert.equal((await run('print("still here")')).stdout, 'still here\n');
  });

  it('refuses what is no request to run something', async () => {
    const code = 'print(1)';
    const wrong: [string, unknown][] = [
      ['no code', {}],
      ['empty code', { code: '' }],
      ['100,001 characters of code', { code: '#'.repeat(100_001) }],
      ['100,001 characters of input', { code, stdin: 'x'.repeat(100_001) }],
      ['code that is no text', { code: 7 }],
      ['code that is null', { code: null }],
      ['input that is no text', { code, stdin: ['a'] }],
      ['input that is null', { code, stdin: null }],
      ['NUL in code', { code: 'print("\u0000")' }],
      ['NUL in input', { code, stdin: '\u0000' }],
      ['unknown language', { code, language: 'brainfuck' }],
      ['language in other letters', { code, language: 'Python' }],
      ['a path for a language', { code, language: '../python' }],
      ['prototype for a language', { code, language: '__proto__' }],
      ['constructor for a language', { code, language: 'constructor' }],
      ['language that is no text', { code, language: 1 }],
      ['limits of its own', { code, limits: { cpu_ms: 60_000 } }],
      ['no object', [code]],
      ['raw lone surrogate', `{"code": "print('\\ud800')"}`],
      ['raw prototype', `{"code": "print(1)", "__proto__": {"language": "c"}}`],
      ['no JSON', 'code=print(1)'],
    ];
    for (const [what, body] of wrong) {
      const answer = await ada.client.post('/code/execute', body);
      assert.deepEqual([answer.status, answer.body.error_code], [400, 'VALIDATION_ERROR'], `${what}: ${answer.text}`);
    }
    const large = await ada.client.post('/code/execute', { code, stdin: 'x'.repeat(1_100_000) });
    assert.deepEqual([large.status, large.body.error_code], [413, 'PAYLOAD_TOO_LARGE']);
    const form = await ada.client.post('/code/execute', 'code=1', { 'content-type': 'application/x-www-form-urlencoded' });
    assert.equal(form.status, 415);
    const most = { code: `print(len("""${'é'.repeat(90_000)}"""))`, stdin: 'x'.repeat(100_000) };
    assert.equal((await expectStatus(200, ada.client.post('/code/execute', most))).body.stdout, '90000\n');
    assert.equal((await running()).length, 0, 'no refusal keeps a place');
  });

  it('is for people of the institution with a token that is good', async () => {
    const body = { code: 'print(1)' };
    for (const token of [undefined, 'nonsense', `${ada.client.token}x`]) {
      const answer = await world.alpha.nobody.with({ tenant: 'alpha', ...(token ? { token } : {}) }).post('/code/execute', body);
      assert.equal(answer.status, 401, token);
    }
    const elsewhere = await ada.client.post('/code/execute', body, { 'x-tenant': 'beta' });
    assert.deepEqual([elsewhere.status, elsewhere.body.error_code], [403, 'TENANT_MISMATCH']);
    const left = await addPerson(server, world.alpha, 'student');
    await expectStatus(200, execute(left, 'print(1)'));
    await expectStatus(204, left.client.post('/auth/logout'));
    await expectStatus(401, execute(left, 'print(1)'));
    for (const person of [world.alpha.teacher, world.alpha.parent, world.alpha.admin]) await expectStatus(200, execute(person, 'print(1)'));
  });

  it('holds no transaction while the program runs, and its place only so long', async () => {
    const answer = execute(ada, 'import time; time.sleep(3)');
    await eventually(async () => (await running()).length === 1 && (await openTransactions()) === 0);
    assert.equal((await answer).body.status, 'ok');
    assert.equal((await running()).length, 0);
  });

  it('ends when its caller hangs up, who pays for the time', async () => {
    const impatient = await addPerson(server, world.alpha, 'student');
    const caller = new AbortController();
    const headers = { authorization: `Bearer ${impatient.client.token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ code: 'while True: pass' });
    const gone = fetch(`${server.url}/api/v1/code/execute`, { method: 'POST', headers, body, signal: caller.signal });
    await eventually(async () => (await running()).length === 1);
    caller.abort();
    await assert.rejects(gone);
    await eventually(async () => (await running()).length === 0);
    assert.ok((await usedMs(impatient)) > 0);
    assert.deepEqual((await impatient.client.get(`/code/history/${impatient.id}`)).body, []);
  });

  it('stays within the quota of the person and of the institution', async () => {
    const { beta } = world;
    await setQuota(beta, { user_concurrent: 1, tenant_concurrent: 2 });
    const [bob, eve] = [await addPerson(server, beta, 'student'), await addPerson(server, beta, 'student')];
    const slow = 'import time; time.sleep(4)';
    const first = execute(bob, slow);
    await eventually(async () => (await running()).length === 1);
    const own = await execute(bob, slow);
    assert.deepEqual([own.status, own.body.error_code, own.headers.get('retry-after')], [429, 'QUOTA_EXCEEDED', '1']);
    const second = execute(beta.student, slow);
    await eventually(async () => (await running()).length === 2);
    assert.equal((await execute(eve, slow)).body.error_code, 'QUOTA_EXCEEDED');
    await expectStatus(200, execute(ada, 'print("another institution")'));
    assert.deepEqual([(await first).status, (await second).status], [200, 200]);
    await expectStatus(200, execute(bob, 'print("again")'));

    await setQuota(beta, { user_cpu_seconds_per_day: 5 });
    const spent = await execute(eve, 'sum(i * i for i in range(3_000_000))');
    assert.equal(spent.status, 200);
    assert.ok((await usedMs(eve)) > 0);
    const over = await execute(eve, 'print(1)');
    assert.equal(over.body.error_code, 'QUOTA_EXCEEDED');
    assert.ok(Number(over.headers.get('retry-after')) > 1);
    const used = await expectStatus(200, beta.admin.client.get('/code/usage'));
    assert.equal(used.body.people.find((one: Json) => one.user_id === eve.id).runs, 1);
    assert.ok(used.body.runs >= 4 && used.body.cpu_seconds > 0 && used.body.running === 0);
    await expectStatus(403, beta.teacher.client.get('/code/usage'));
  });

  it('counts against the limit of a minute, or of what the institution says', async () => {
    const { beta } = world;
    await setTenant(server, beta.id, 'limits', { code_execute: { limit: 2, window_seconds: 3600 } });
    await setQuota(beta, { user_concurrent: 5, user_cpu_seconds_per_day: 1000 });
    const carol = await addPerson(server, beta, 'student');
    await expectStatus(400, execute(carol, ''));
    for (let n = 0; n < 2; n += 1) await expectStatus(200, execute(carol, 'print(1)', {}, keyed(`carol-${n}`)));
    const over = await execute(carol, 'print(1)');
    assert.deepEqual([over.status, over.body.error_code], [429, 'RATE_LIMITED']);
    await expectStatus(200, execute(carol, 'print(1)', {}, keyed('carol-0')));
    await setTenant(server, beta.id, 'limits', {});
    const dan = await addPerson(server, beta, 'student');
    const answers = [];
    for (let n = 0; n < 21; n += 1) answers.push(await dan.client.post('/code/execute', {}));
    assert.deepEqual([answers[19]?.status, answers[20]?.status], [400, 429]);
  });

  it('happens once for one Idempotency-Key, however many come at once', async () => {
    const program = 'import time, os; time.sleep(0.3); print(os.urandom(8).hex())';
    const answers = await Promise.all(Array.from({ length: 10 }, () => execute(ada, program, {}, keyed('once'))));
    const isReplay = ({ headers }: Answer): boolean => headers.get('idempotent-replayed') === 'true';
    // whoever comes when it is done gets the same answer, on a busy machine
    const [first, ...more] = answers.filter((answer) => answer.status !== 409 && !isReplay(answer));
    assert.deepEqual([first?.status, more.length], [200, 0]);
    for (const answer of answers.filter(isReplay)) assert.equal(answer.text, first?.text);
    const replayed = await execute(ada, program, {}, keyed('once'));
    assert.deepEqual([replayed.text, replayed.headers.get('idempotent-replayed')], [first?.text, 'true']);
    await expectStatus(422, execute(ada, 'print(1)', {}, keyed('once')));
    const rows = await server.sql(`SELECT 1 FROM core.code_execution WHERE code = $1`, [program]);
    assert.equal(rows.length, 1);
  });

  it('is replayed whole when it printed a lot', async () => {
    const program = `print("é" * 30_000)\n#${'x'.repeat(60_000)}`;
    const first = await expectStatus(200, execute(ada, program, {}, keyed('long')));
    assert.ok(Buffer.byteLength(first.text) > 65_536);
    const replayed = await expectStatus(200, execute(ada, program, {}, keyed('long')));
    assert.equal(replayed.headers.get('idempotent-replayed'), 'true');
    assert.equal(replayed.text, first.text);
  });

  it('tells its languages, with limits and how far they are to be trusted', async () => {
    const { body } = await expectStatus(200, ada.client.get('/code/languages'));
    const python = body.find((one: Json) => one.id === 'python');
    assert.match(python.version, /^3\./);
    assert.ok(python.kinds.includes('io') && python.limits.wall_ms > 0 && python.limits.memory_mb > 0);
    assert.equal(python.isolation, usualDriver === 'bubblewrap' ? 'strong' : 'weak');
    await expectStatus(401, world.alpha.nobody.get('/code/languages'));
  });

  it('calls weak what is no boundary against hostile code', async () => {
    const other = await startCodeServer('process');
    try {
      const { alpha } = await twoTenants(other);
      const { body } = await expectStatus(200, alpha.student.client.get('/code/languages'));
      assert.ok(body.length > 0 && body.every((one: Json) => one.isolation === 'weak'));
    } finally {
      await other.close();
    }
  });
});
