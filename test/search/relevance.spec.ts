import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { REPOSITORY } from '../checks/house.js';
import { expectStatus, setTenant } from '../learning/support.js';
import { write } from './corpus.js';

const CHAPTERS = join(REPOSITORY, 'src/seed/demo-course/chapters');

/** What beginners ask of the demo course, and the beginning of the file that answers it best. */
const QUESTIONS: readonly (readonly [string, string])[] = [
  ['while', '05'],
  ['how do I repeat something', '05'],
  ['whlie loop', '05'],
  ['variable', '02'],
  ['varaibles', '02'],
  ['dictionary', '11'],
  ['dictonary', '11'],
  ['read a file', '13'],
  ['open fiel', '13'],
  ['if else', '04'],
  ['random number', '12'],
  ['rndom', '12'],
  ['what is a class', '14'],
  ['error message', '08'],
  ['string slicing', '09'],
  ['try except', '10'],
  ['lists append', '06'],
  ['functions', '07'],
];

describe('search in a real course', () => {
  let server: TestServer;
  let world: World;
  const titles = new Map<string, string>();

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    await setTenant(server, world.alpha.id, 'limits', { search: { limit: 10_000, window_seconds: 60 } });
    const chapters = readdirSync(CHAPTERS)
      .toSorted()
      .map((file) => {
        const [heading = '', ...text] = readFileSync(join(CHAPTERS, file), 'utf8').split('\n');
        const title = heading.replace(/^# /, '');
        titles.set(file.slice(0, 2), title);
        return [title, text.join('\n')] as const;
      });
    await write(world.alpha.teacher.client, [{ title: 'Python', chapters }]);
  });
  after(() => server.close());

  for (const [question, file] of QUESTIONS) {
    it(`answers "${question}"`, async () => {
      const { body } = await expectStatus(200, world.alpha.nobody.get(`/search/chapters?limit=3&q=${encodeURIComponent(question)}`));
      assert.equal(body.results[0]?.title, titles.get(file), JSON.stringify(body.results.map(({ title, score }: Json) => [title, score])));
      assert.match(body.results[0].snippet, /<mark>/);
    });
  }
});
