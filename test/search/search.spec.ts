import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client, Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, setTenant } from '../learning/support.js';
import { ENGLISH, GERMAN, write } from './corpus.js';

const MANY = { search: { limit: 100_000, window_seconds: 60 }, default: { limit: 100_000, window_seconds: 60 } };

describe('search', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    for (const { id } of [world.alpha, world.beta]) await setTenant(server, id, 'limits', MANY);
    await expectStatus(200, world.beta.admin.client.patch('/tenant', { locale: 'de-AT' }));
    await write(world.alpha.teacher.client, ENGLISH);
    await write(world.beta.teacher.client, GERMAN);
  });
  after(() => server.close());

  const ask = async (who: Client, q: string, where = '', more = ''): Promise<Json> =>
    (await expectStatus(200, who.get(`/search${where}?q=${encodeURIComponent(q)}${more}`))).body;
  const titles = async (who: Client, q: string, where = ''): Promise<string[]> =>
    (await ask(who, q, where)).results.map((result: Json) => result.title);

  describe('finds', () => {
    it('courses and chapters, each with what the contract says', async () => {
      const { nobody } = world.alpha;
      const answer = await ask(nobody, 'chlorophyll');
      assert.deepEqual(Object.keys(answer), ['query', 'total', 'results']);
      assert.deepEqual([answer.query, answer.total, answer.results.length], ['chlorophyll', 1, 1]);
      const [{ id, course_id, score, ...rest }] = answer.results;
      assert.deepEqual(rest, {
        type: 'chapter',
        title: 'Chlorophyll',
        snippet: '<mark>Chlorophyll</mark> The green pigment of leaves absorbs light. Temperature and happiness play a part; see more.',
      });
      assert.ok(score > 0);
      assert.equal((await nobody.get(`/chapters/${id}`)).body.course_id, course_id);
      const [course] = (await ask(nobody, 'photosynthesis')).results;
      assert.deepEqual([course.type, course.id, course.title], ['course', course.course_id, 'Photosynthesis']);
      assert.equal(course.snippet, 'How plants turn light into sugar.');
    });

    it('each kind by its own route, and as many as asked for', async () => {
      const { nobody } = world.alpha;
      const all = await ask(nobody, 'loop');
      const courses = await ask(nobody, 'loop', '/courses');
      const chapters = await ask(nobody, 'loop', '/chapters');
      assert.deepEqual(
        courses.results.map((one: Json) => one.type),
        ['course'],
      );
      assert.deepEqual(new Set(chapters.results.map((one: Json) => one.type)), new Set(['chapter']));
      assert.equal(all.total, courses.total + chapters.total);
      const two = await ask(nobody, 'loop', '', '&limit=2');
      assert.deepEqual([two.total, two.results], [all.total, all.results.slice(0, 2)]);
    });

    it('titles before headings before text', async () => {
      assert.deepEqual(await titles(world.alpha.nobody, 'loop', '/chapters'), ['Loops over lists', 'Repeating things', 'Dictionaries']);
      const scores = (await ask(world.alpha.nobody, 'loop')).results.map((one: Json) => one.score);
      assert.deepEqual(
        scores,
        scores.toSorted((a: number, b: number) => b - a),
      );
    });

    it('every inflection, in the language of the institution', async () => {
      for (const q of ['loop', 'loops', 'looping', 'LOOPED'])
        assert.ok((await titles(world.alpha.nobody, q)).includes('Loops over lists'), q);
      assert.deepEqual(await titles(world.alpha.nobody, 'happy'), ['Chlorophyll']);
      for (const q of ['Haus', 'Hauses', 'häuser']) assert.deepEqual(await titles(world.beta.nobody, q), ['Größen'], q);
      assert.deepEqual(await titles(world.beta.nobody, 'Vogel'), ['Größen']);
    });

    it('what was misspelled, in titles and texts', async () => {
      const cases: [Client, string, string][] = [
        [world.alpha.nobody, 'chlorophil', 'Chlorophyll'],
        [world.alpha.nobody, 'clorophyll', 'Chlorophyll'],
        [world.alpha.nobody, 'pyhton', 'Python for beginners'],
        [world.alpha.nobody, 'dictionnary', 'Dictionaries'],
        [world.alpha.nobody, 'temprature', 'Chlorophyll'],
        [world.alpha.nobody, 'green pigmant', 'Chlorophyll'],
        [world.alpha.nobody, 'fotosynthesis', 'Photosynthesis'],
        [world.beta.nobody, 'Schliefe', 'Schleifen'],
        [world.beta.nobody, 'Shcleifen', 'Schleifen'],
        [world.beta.nobody, 'Grösse', 'Größen'],
        [world.beta.nobody, 'groesse', 'Größen'],
        [world.beta.nobody, 'Haeuser', 'Größen'],
        [world.beta.nobody, 'Käuffer', 'Größen'],
        [world.beta.nobody, 'Strasse', 'Größen'],
        [world.beta.nobody, 'Uebungen', 'Grundlagen der Programmierung'],
        [world.beta.nobody, 'programmirung', 'Grundlagen der Programmierung'],
        [world.beta.nobody, 'Bedingung', 'Schleifen'],
      ];
      for (const [who, q, title] of cases) assert.equal((await titles(who, q))[0], title, q);
      const [first] = (await ask(world.alpha.nobody, 'temprature')).results;
      assert.match(first.snippet, /<mark>Temperature<\/mark>/);
    });

    it('while the last word is being typed', async () => {
      for (const q of ['chl', 'chloro', 'green pig']) assert.deepEqual(await titles(world.alpha.nobody, q), ['Chlorophyll'], q);
      assert.match((await ask(world.alpha.nobody, 'chl')).results[0].snippet, /<mark>Chlorophyll<\/mark>/);
      assert.deepEqual(await titles(world.beta.nobody, 'wiederh'), ['Schleifen']);
    });

    it('all words together before any of them', async () => {
      assert.deepEqual(await titles(world.alpha.nobody, 'function arguments'), ['Functions']);
      assert.deepEqual(await titles(world.alpha.nobody, 'the function of a chlorophyll '), [
        'Chlorophyll',
        'Functions',
        'Python for beginners',
      ]);
      assert.deepEqual(await titles(world.alpha.nobody, 'R '), ['Functions']);
      assert.deepEqual(await titles(world.alpha.nobody, 'the who'), ['The Who']);
    });

    it('no addresses, and takes no program for a heading', async () => {
      assert.deepEqual(await titles(world.alpha.nobody, 'hiddenaddress'), []);
      const [entry] = await server.sql<{ head: string }>(
        `SELECT e.head::text AS head FROM core.search_entry e JOIN core.chapter h ON h.id = e.id WHERE h.title = 'Dictionaries'`,
      );
      assert.doesNotMatch(entry?.head ?? 'avocado', /avocado/);
      assert.deepEqual(await titles(world.alpha.nobody, 'avocado'), ['Dictionaries']);
    });
  });

  describe('answers precisely', () => {
    it('to whatever is asked', async () => {
      const odd = [
        '"',
        "'",
        '\\',
        '%',
        '_',
        '& | ! <->',
        '(a',
        ':*',
        "'; DROP TABLE core.course; --",
        '" OR 1=1',
        '-loop',
        'a:*&!b',
        '\u200b',
        '🙂',
        '𝕝𝕠𝕠𝕡',
      ];
      for (const q of [
        ...odd,
        'the',
        'x',
        'é',
        '日本語',
        '1e999 0x7f 3.14',
        'a@b.test http://x.y/?q=z',
        '<script>',
        'x'.repeat(200),
        'a '.repeat(100),
      ]) {
        const answer = await world.alpha.nobody.get(`/search?q=${encodeURIComponent(q)}`);
        assert.equal(answer.status, 200, `${q}: ${answer.text}`);
        assert.equal(answer.body.query, q);
        assert.ok(answer.body.total >= answer.body.results.length);
      }
      assert.ok((await titles(world.alpha.nobody, '𝕝𝕠𝕠𝕡')).includes('Loops over lists'));
      assert.ok((await titles(world.alpha.nobody, '"loops" AND -(lists)')).includes('Loops over lists'));
      assert.deepEqual(await ask(world.alpha.nobody, 'qqqzzz'), { query: 'qqqzzz', total: 0, results: [] });
    });

    it('with 400 to what is no question', async () => {
      const { nobody } = world.alpha;
      for (const query of ['', '?q=', '?q=%20%09', `?q=${'x'.repeat(201)}`, '?q=a&q=b', '?q=a%00b', '?q=%FF']) {
        const answer = await nobody.get(`/search${query}`);
        assert.deepEqual([answer.status, answer.body.error_code], [400, 'VALIDATION_ERROR'], query);
      }
      for (const limit of ['0', '-1', '201', '10000', 'ten', '1.5', '']) {
        for (const where of ['', '/courses', '/chapters']) {
          const answer = await nobody.get(`/search${where}?q=loop&limit=${limit}`);
          assert.ok(answer.status === 400 && answer.body.errors.limit, `${limit}: ${answer.text}`);
        }
      }
      assert.ok((await nobody.get('/search')).body.errors.q);
      assert.equal((await nobody.get('/search?q=loop&limit=200')).status, 200);
      assert.equal((await nobody.with({ tenant: 'alpha', token: 'made.up.token' }).get('/search?q=loop')).status, 401);
    });

    it('within the limit that its three routes share', async () => {
      const { id, nobody } = world.alpha;
      await setTenant(server, id, 'limits', { ...MANY, search: { limit: 3, window_seconds: 60 } });
      for (const where of ['', '/courses', '/chapters']) assert.equal((await nobody.get(`/search${where}?q=loop`)).status, 200);
      const refused = await nobody.get('/search?q=loop');
      assert.deepEqual([refused.status, refused.body.error_code], [429, 'RATE_LIMITED']);
      await setTenant(server, id, 'limits', MANY);
    });
  });

  describe('shows', () => {
    it('drafts to nobody but staff, in results, snippets and totals', async () => {
      const { alpha } = world;
      const [draft = ''] = await write(alpha.teacher.client, [
        {
          title: 'Zwiebelkuchen',
          publish: false,
          description: 'Canarydescription',
          chapters: [['Canarytitle', '# Canaryheading\n\nCanarytext and loops.']],
        },
      ]);
      const canaries = ['Zwiebelkuchen', 'Canarydescription', 'Canarytitle', 'Canaryheading', 'Canarytext', 'canar', 'Canarytextt'];
      const learners = [alpha.nobody, alpha.student.client, alpha.parent.client, world.beta.admin.client];
      for (const q of canaries) {
        for (const who of learners) assert.deepEqual(await ask(who, q), { query: q, total: 0, results: [] });
        for (const { client } of [alpha.teacher, alpha.admin]) assert.ok((await ask(client, q)).total > 0, q);
      }
      const before = await ask(alpha.nobody, 'loop');
      assert.equal((await ask(alpha.teacher.client, 'loop')).total, before.total + 1);
      assert.doesNotMatch(JSON.stringify(before), /canary/i);
      await expectStatus(200, alpha.teacher.client.post(`/courses/${draft}/publish`));
      for (const q of canaries) assert.ok((await ask(alpha.nobody, q)).total > 0, q);
      await expectStatus(200, alpha.teacher.client.post(`/courses/${draft}/unpublish`));
      assert.deepEqual(await titles(alpha.nobody, 'Canarytext'), []);
    });

    it('nothing of another institution, however it is asked', async () => {
      assert.deepEqual(await titles(world.beta.nobody, 'chlorophyll'), []);
      assert.deepEqual(await titles(world.alpha.nobody, 'Schleifenbedingung'), []);
      assert.equal((await ask(world.alpha.teacher.client, 'Schleifenbedingung')).total, 0);
      assert.deepEqual(await titles(world.beta.nobody, 'Schleifenbedingung'), ['Schleifen']);
    });

    it('text, never HTML', async () => {
      const { teacher, nobody } = world.alpha;
      const evil = '<img src=x onerror=alert(1)> pumpernickel <script>alert("pumpernickel")</script> & <mark>pumpernickel</mark> "\'';
      await write(teacher.client, [{ title: '<b>Pumpernickel</b>', description: evil, chapters: [['Rye', evil]] }]);
      const { results } = await ask(nobody, 'pumpernickel');
      assert.equal(results.length, 2);
      for (const { snippet } of results) {
        assert.match(snippet, /<mark>pumpernickel<\/mark>/);
        assert.doesNotMatch(snippet.replaceAll(/<\/?mark>/g, ''), /[<>"']/);
      }
    });
  });

  describe('follows', () => {
    it('every change at once', async () => {
      const { teacher, nobody } = world.alpha;
      const [id = ''] = await write(teacher.client, [{ title: 'Volcanoes', chapters: [['Magma', 'Basalt is dark.']] }]);
      const [{ id: chapter }] = (await teacher.client.get(`/courses/${id}/chapters`)).body;
      assert.deepEqual(await titles(nobody, 'basalt'), ['Magma']);
      await expectStatus(200, teacher.client.patch(`/chapters/${chapter}`, { title: 'Lava', content: 'Obsidian is glass.' }));
      assert.deepEqual(await titles(nobody, 'basalt'), []);
      assert.deepEqual(await titles(nobody, 'obsidian'), ['Lava']);
      await expectStatus(200, teacher.client.patch(`/courses/${id}`, { title: 'Earthquakes', subject: 'Geology' }));
      assert.deepEqual(await titles(nobody, 'volcanoes'), []);
      assert.deepEqual(await titles(nobody, 'geology'), ['Earthquakes']);
      await expectStatus(204, teacher.client.delete(`/chapters/${chapter}`));
      assert.deepEqual(await titles(nobody, 'obsidian'), []);
      await expectStatus(204, teacher.client.delete(`/courses/${id}`));
      assert.deepEqual(await titles(nobody, 'earthquakes'), []);
      assert.deepEqual(await server.sql('SELECT FROM core.search_entry WHERE course_id = $1', [id]), []);
    });

    it('no change that was not made', async () => {
      const { teacher, nobody } = world.alpha;
      const [id = ''] = await write(teacher.client, [{ title: 'Rainbows', chapters: [] }]);
      const refused = await teacher.client.patch(`/courses/${id}`, { title: 'Moonbows', prerequisites: [id] });
      assert.equal(refused.status, 400);
      assert.deepEqual(await titles(nobody, 'moonbows '), []);
      assert.deepEqual(await titles(nobody, 'rainbows'), ['Rainbows']);
    });

    it('texts as large as they may be', async () => {
      const { teacher, nobody } = world.alpha;
      const words = Array.from({ length: 22_000 }, (_, n) => `w${(n * 7919).toString(36)}é`).join(' ');
      await write(teacher.client, [{ title: 'Bulk', chapters: [['Everything', `${words.slice(0, 199_000)} tailword`]] }]);
      assert.deepEqual(await titles(nobody, 'everything'), ['Everything']);
      const emoji = '\u{1F600}'.repeat(99_000);
      await write(teacher.client, [{ title: 'Smileys', chapters: [['Faces', `${emoji} joy`]] }]);
      assert.deepEqual(await titles(nobody, 'faces'), ['Faces']);
    });
  });
});
