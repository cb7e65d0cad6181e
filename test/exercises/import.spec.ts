import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Client, Json } from '../../src/testing/client.js';
import { noSandbox } from '../../src/testing/test-runner.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { startCodeServer } from '../code/support.js';
import { type Files, packed, unpacked } from '../learning/archive-support.js';
import { expectStatus } from '../learning/support.js';
import { collection } from './collection-support.js';
import { SOLUTION } from './support.js';

const GZIP = { 'content-type': 'application/gzip' };

describe('a collection of exercises', { skip: noSandbox }, () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startCodeServer('bubblewrap');
    world = await twoTenants(server);
  });
  after(() => server.close());

  const send = async (as: Client, files: Files, query = '') => as.post(`/exercises/import${query}`, await packed(files), GZIP);
  const taken = async (as: Client, files: Files, query = ''): Promise<Json> => (await expectStatus(200, send(as, files, query))).body;
  const all = async (as: Client): Promise<Json[]> => (await expectStatus(200, as.get('/exercises?limit=200'))).body;
  const outcome = ({ exercises }: Json) =>
    exercises.map(({ slug, action, status, version, unchecked }: Json) => [slug, action, status, version, unchecked]);

  it('comes in whole; what was not seen to pass is a draft, until it is checked', async () => {
    const { client } = world.alpha.teacher;
    const first = await taken(client, collection);
    assert.deepEqual(outcome(first), [
      ['two-sums', 'created', 'draft', 1, true],
      ['greeting', 'created', 'published', 1, false],
    ]);
    assert.deepEqual([first.created, first.updated, first.unchanged, first.dry_run], [2, 0, 0, false]);
    const read = (await client.get(`/exercises/${first.exercises[0].id}`)).body;
    assert.deepEqual([read.difficulty_level, read.topic, read.language, read.slug], ['intermediate', 'Sums', 'python', 'two-sums']);
    assert.deepEqual(read.hints, ['What does `split` give you?', { text: 'Try `int`.', cost: 5 }]);
    assert.equal(read.solution_code, SOLUTION);
    assert.deepEqual(
      read.test_cases.map(({ id, name, hidden, weight }: Json) => [id, name, hidden, weight]),
      [
        ['small', 'Small', false, 2],
        ['02-large', 'Large', true, 1],
      ],
    );
    assert.deepEqual(outcome(await taken(client, collection)), [
      ['two-sums', 'unchanged', 'draft', 1, false],
      ['greeting', 'unchanged', 'published', 1, false],
    ]);
    const dry = await taken(client, collection, '?check=true&dry_run=true');
    assert.deepEqual(outcome(dry)[0], ['two-sums', 'updated', 'published', 1, false]);
    assert.equal((await client.get(`/exercises/${first.exercises[0].id}`)).body.status, 'draft');
    assert.deepEqual(outcome(await taken(client, collection, '?check=true')), outcome(dry));
    assert.deepEqual([(await all(client)).length, (await all(world.beta.teacher.client)).length], [2, 0]);
    const changed = { ...collection, 'two-sums/cases.json': '[{"input":"2 2","expected_output":"4"}]' };
    assert.deepEqual(outcome(await taken(client, changed, '?check=true'))[0], ['two-sums', 'updated', 'published', 2, false]);
    const audit = await server.sql(`SELECT 1 FROM core.audit_event WHERE action = 'exercises.exercises-imported'`);
    assert.equal(audit.length, 4);
  });

  it('comes in not at all when something is wrong with it, by file', async () => {
    const { client } = world.beta.teacher;
    const wrong = {
      ...collection,
      'greeting/exercise.md': '---\ntitle: Greeting\nlanguage: cobol\n---\n',
      'third/exercise.md': '# Third',
      'third/cases/1.in': 'x',
      'third/solutoin.py': '',
    };
    const refused = await send(client, wrong);
    assert.equal(refused.status, 400);
    assert.deepEqual(Object.keys(refused.body.errors).toSorted(), ['third/cases/1.out', 'third/solutoin.py']);
    const language = await send(client, { ...collection, 'greeting/exercise.md': wrong['greeting/exercise.md'] });
    assert.deepEqual(Object.keys(language.body.errors), ['greeting/exercise.md.language']);
    const failing = await send(client, { ...collection, 'two-sums/solution.py': SOLUTION.replace('+', '-') }, '?check=true');
    assert.deepEqual(Object.keys(failing.body.errors).toSorted(), ['two-sums/cases.json.0', 'two-sums/cases/02-large.hidden.out']);
    assert.match(failing.body.errors['two-sums/cases.json.0'][0], /^Small: /);
    const empty = await send(client, { ...collection, 'third/exercise.md': '---\ntitle: Third\nstatus: published\n---\n' });
    assert.deepEqual(Object.keys(empty.body.errors), ['third']);
    assert.deepEqual(await all(client), []);
    await expectStatus(400, client.post('/exercises/import', Buffer.from('no archive'), GZIP));
    await expectStatus(400, send(client, collection, '?check=perhaps'));
    await expectStatus(403, send(world.beta.student.client, collection));
    await expectStatus(401, send(world.beta.nobody, collection));
    await taken(client, collection, '?dry_run=true');
    assert.deepEqual(await all(client), []);
  });

  it('goes out as it came in, and into another institution', async () => {
    const { client } = world.alpha.admin;
    await taken(client, collection, '?check=true');
    const exported = async (as: Client, query = ''): Promise<Files> => {
      const answer = await fetch(`${server.url}/api/v1/exercises/export${query}`, { headers: { authorization: `Bearer ${as.token}` } });
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/gzip']);
      assert.match(answer.headers.get('content-disposition') ?? '', /exercises\.tar\.gz/);
      return unpacked(gunzipSync(Buffer.from(await answer.arrayBuffer())));
    };
    const files = await exported(client);
    assert.deepEqual(Object.keys(files), [
      'greeting/exercise.md',
      'greeting/expected_output.txt',
      'greeting/cases.json',
      'two-sums/exercise.md',
      'two-sums/starter.py',
      'two-sums/solution.py',
      'two-sums/cases.json',
    ]);
    assert.deepEqual(Object.keys(await exported(client, '?topic=sums')).length, 4);
    const { teacher, student } = world.beta;
    await taken(teacher.client, files, '?check=true');
    assert.deepEqual(await exported(teacher.client), files);
    assert.deepEqual(
      (await all(student.client)).map(({ slug, status }: Json) => [slug, status]),
      [
        [undefined, 'published'],
        [undefined, 'published'],
      ],
    );
    assert.equal((await taken(client, files, '?check=true')).unchanged, 2);
    await expectStatus(403, student.client.get('/exercises/export'));
    await expectStatus(401, world.alpha.nobody.get('/exercises/export'));
  });
});
