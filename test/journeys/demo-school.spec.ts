import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seedDemo } from '../../src/seed/seed-demo.js';
import { type Client, client, type Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { made } from '../contract/route-fixture.js';

const PASSWORD = 'correct horse battery';

/** What a newcomer finds after the first start. */
describe('the demo institution', () => {
  let server: TestServer;
  let student: Client;
  let teacher: Client;
  let studentId: string;
  let course: Json;
  let quizzes: Json[];

  const signIn = async (name: string): Promise<Json> =>
    made(200, client(server).post('/auth/login', { email: `${name}@lectern.local`, password: PASSWORD }));

  before(async () => {
    server = await startTestServer();
    await server.sql(`UPDATE core.tenants SET is_default = false WHERE is_default`);
    await seedDemo(server.app, PASSWORD);
    const signedIn = await signIn('student');
    studentId = signedIn.user.id;
    student = client(server, { token: signedIn.access_token });
    teacher = client(server, { token: (await signIn('teacher')).access_token });
    [course] = await made(200, student.get('/courses'));
    quizzes = await made(200, student.get(`/quizzes/user/${studentId}/course/${course.id}`));
  });
  after(() => server.close());

  const quizCalled = (title: string): Json => quizzes.find((quiz) => quiz.title === title);

  it('has a published course of fifteen chapters with quizzes', () => {
    assert.equal(course.status, 'published');
    assert.equal(course.chapter_count, 15);
    assert.equal(quizzes.length, 17, 'all but the premium one');
    assert.equal(quizCalled('Quick calculations').time_limit_seconds, 420);
    assert.equal(quizCalled('Final test').max_attempts, 3);
  });

  it('asks a quiz that grades right answers as right and tells why', async () => {
    const asked = await made(200, student.get(`/quizzes/${quizCalled('First instructions').id}`));
    const answers: Record<string, unknown> = {};
    for (const { id } of asked.questions) answers[id] = (await made(200, teacher.get(`/questions/${id}`))).correct_answer;
    const result = await made(200, student.post('/quizzes/submit', { quiz_id: asked.id, answers }));
    assert.equal(result.score, 1);
    assert.ok(result.results.every(({ explanation }: Json) => explanation.length > 30));
  });

  it('draws a review from the bank', async () => {
    const { questions } = await made(200, student.post(`/quizzes/${quizCalled('Half-way review').id}/attempts`));
    assert.equal(questions.length, 8);
  });

  it('has a tutor who answers from the course, and says where it stands', async () => {
    const { reply, conversation_id: id } = await made(200, student.post('/chat/message', { message: 'How do I repeat something?' }));
    assert.equal(reply.metadata.engine, 'rules');
    assert.equal(reply.metadata.citations[0].course_id, course.id);
    assert.deepEqual(await made(200, student.get(`/chat/sessions/${id}/messages?limit=200`)).then((all) => all.at(-1)), reply);
  });

  it('has questions over six subjects, and draws practice from them', async () => {
    const [{ count }] = (await server.sql<{ count: number }>('SELECT count(*)::int AS count FROM core.question')) as [{ count: number }];
    assert.ok(count >= 150, String(count));
    for (const subject of ['Computer science', 'English', 'Geography', 'History', 'Mathematics', 'Science']) {
      const drawn = await made(200, student.get(`/assessments/questions?subject=${encodeURIComponent(subject)}&count=5`));
      assert.equal(drawn.length, 5, subject);
    }
  });

  it('has lessons by grade and subject', async () => {
    const { topics } = await made(200, student.get('/content/5/Mathematics'));
    assert.ok(topics.length >= 3);
    const { title, data } = await made(200, student.get('/content/5/Mathematics/equivalent-fractions'));
    assert.equal(title, 'One amount, many fractions');
    assert.match(data.text, /numerator/);
  });
});
