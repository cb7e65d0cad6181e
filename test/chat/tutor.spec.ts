import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';
import { write } from '../search/corpus.js';
import { heldOut, OFF_TOPIC, QUESTIONS, type WrittenQuestion } from './tutor-questions.js';
import { BIOLOGY, BIOLOGY_QUESTIONS, NO_BIOLOGY } from './tutor-second-course.js';
import { importDemoCourse, Learner } from './tutor-support.js';

describe('the rules tutor', () => {
  let server: TestServer;
  let world: World;
  let pupil: Learner;
  let german: Learner;
  const order = new Map<string, number>();

  before(async () => {
    server = await startTestServer();
    world = await twoTenants(server);
    const { alpha, beta } = world;
    await expectStatus(200, beta.admin.client.patch('/tenant', { locale: 'de' }));
    await importDemoCourse(server, alpha.id);
    await write(beta.teacher.client, [BIOLOGY]);
    pupil = new Learner(server, alpha.id, alpha.student.id);
    german = new Learner(server, beta.id, beta.student.id);
    const chapters = await server.sql<{ id: string; position: number }>('SELECT id, position FROM core.chapter');
    for (const { id, position } of chapters) order.set(id, position);
  });
  after(() => server.close());

  /** Those whose first citation is another chapter, or that were asked back. */
  const wrong = async (learner: Learner, questions: readonly WrittenQuestion[]): Promise<string[]> => {
    const answers: string[] = [];
    for (const { asked, chapter } of questions) {
      const { kind, citations } = (await learner.ask(asked)).metadata;
      const cited = order.get(citations[0]?.chapter_id ?? '');
      if (kind !== 'answer' || cited !== chapter) answers.push(`${asked} (${chapter}, not ${cited ?? 'asked back'})`);
    }
    return answers;
  };

  const answered = async (learner: Learner, questions: readonly string[]): Promise<string[]> => {
    const answers: string[] = [];
    for (const asked of questions) {
      const { kind, citations } = (await learner.ask(asked)).metadata;
      if (kind !== 'question' || citations.length > 0) answers.push(asked);
    }
    return answers;
  };

  const print = (t: TestContext, what: string, failed: readonly string[], of: number): void => {
    t.diagnostic(`${what}: ${of - failed.length} of ${of}${failed.map((one) => `\n           not: ${one}`).join('')}`);
  };

  it('cites the chapter that answers, for at least 24 of 30 written questions', async (t) => {
    const unseen = await wrong(
      pupil,
      QUESTIONS.filter((_, place) => heldOut(place)),
    );
    const seen = await wrong(
      pupil,
      QUESTIONS.filter((_, place) => !heldOut(place)),
    );
    print(t, 'right chapter, of those put aside while it was adjusted', unseen, 10);
    print(t, 'right chapter, of the others', seen, 20);
    assert.equal(QUESTIONS.length, 30);
    assert.ok(unseen.length + seen.length <= 6, [...unseen, ...seen].join('\n'));
  });

  it('asks back, and cites nothing, when the courses do not answer', async (t) => {
    const failed = await answered(pupil, OFF_TOPIC);
    print(t, 'asked back', failed, OFF_TOPIC.length);
    assert.deepEqual([OFF_TOPIC.length, failed], [10, []]);
  });

  it('knows nothing of one course in particular: another subject, language and institution', async (t) => {
    const failed = await wrong(german, BIOLOGY_QUESTIONS);
    const off = await answered(german, NO_BIOLOGY);
    print(t, 'right chapter, in German', failed, BIOLOGY_QUESTIONS.length);
    print(t, 'asked back, in German', off, NO_BIOLOGY.length);
    assert.ok(failed.length <= 3, failed.join('\n'));
    assert.deepEqual(off, []);
  });
});
