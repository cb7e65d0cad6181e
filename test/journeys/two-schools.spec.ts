import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Client, client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, addTenant } from '../../src/testing/world.js';
import { made } from '../contract/route-fixture.js';

const PASSWORD = 'a password of their own';

interface SchoolOfPeople {
  readonly id: string;
  readonly admin: Client;
  readonly teacher: Client;
  readonly student: Client;
  readonly studentId: string;
  readonly courseId: string;
  readonly chapters: readonly string[];
}

/** Everything through the API, as the people themselves would do it. */
describe('the journey of two schools, one with gamification and one without', () => {
  let server: TestServer;
  let riverside: SchoolOfPeople;
  let hillside: SchoolOfPeople;

  before(async () => {
    server = await startTestServer();
    const system =
      (await server.sql<{ id: string }>(`SELECT id FROM core.tenants WHERE slug = 'system'`))[0] ?? (await addTenant(server, 'system'));
    const operator = await addPerson(server, { id: system.id, slug: 'system' }, 'operator');
    riverside = await onboard(server, operator.client, 'riverside', ['gamification']);
    hillside = await onboard(server, operator.client, 'hillside', []);
  });
  after(() => server.close());

  const complete = (school: SchoolOfPeople, index: number) =>
    school.student.post(`/progress/${school.studentId}/courses/${school.courseId}/chapters/${school.chapters[index]}`);
  const points = (school: SchoolOfPeople) => school.student.get(`/gamification/users/${school.studentId}/points`);
  const total = async (school: SchoolOfPeople): Promise<number> => (await made(200, points(school))).total as number;
  const turn = (school: SchoolOfPeople, enabled: boolean) => made(200, school.admin.put('/tenant/plugins/gamification', { enabled }));
  const settled = (school: SchoolOfPeople) =>
    eventually(async () => {
      const [left] = await server.sql<{ n: string }>('SELECT count(*) AS n FROM core.outbox WHERE tenant_id = $1', [school.id]);
      return Number(left?.n) === 0;
    });

  it('gives points for a chapter where the plugin is on', async () => {
    const { progress } = await made(200, complete(riverside, 0));
    assert.deepEqual(progress.completed_chapters, [riverside.chapters[0]]);
    assert.ok(Math.abs(progress.completion_percentage - 100 / 3) < 0.01, `${progress.completion_percentage}`);
    assert.equal(progress.streak_days, 1);
    assert.equal(await eventually(() => total(riverside)), 10);
  });

  it('gives none where it is off, and says so', async () => {
    await made(200, complete(hillside, 0));
    await settled(hillside);
    const refused = await points(hillside);
    assert.equal(refused.status, 403);
    assert.equal(refused.body.error_code, 'PLUGIN_DISABLED');
    assert.equal(refused.body.plugin, 'gamification');
    assert.deepEqual(await server.sql('SELECT id FROM gamification.points_entry WHERE tenant_id = $1', [hillside.id]), []);
  });

  it('switches off and on at run time, twice, for one school alone, and keeps the data', async () => {
    await turn(hillside, true);
    assert.equal(await total(hillside), 0);
    for (const round of [1, 2]) {
      await turn(riverside, false);
      assert.equal((await points(riverside)).status, 403, `round ${round}`);
      assert.equal((await points(hillside)).status, 200, `the other school goes on in round ${round}`);
      const { plugins } = await made(200, riverside.student.get('/me/capabilities'));
      assert.ok(!plugins.some((plugin: { id: string }) => plugin.id === 'gamification'));
      await turn(riverside, true);
      assert.equal(await total(riverside), 10, `round ${round}`);
    }
  });

  it('drops what happened while it was off, and counts what happens after', async () => {
    await turn(riverside, false);
    await made(200, complete(riverside, 1));
    await settled(riverside);
    await turn(riverside, true);
    assert.equal(await total(riverside), 10);
    await made(200, complete(riverside, 2));
    await eventually(async () => (await total(riverside)) === 20);
    const { completion_percentage: percentage } = await made(
      200,
      riverside.student.get(`/progress/${riverside.studentId}/courses/${riverside.courseId}`),
    );
    assert.equal(percentage, 100);
  });

  it('counts a chapter once, however often and however concurrently it is completed', async () => {
    await turn(hillside, true);
    const answers = await Promise.all(Array.from({ length: 6 }, () => complete(hillside, 1)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      answers.map(() => 200),
    );
    await eventually(async () => (await total(hillside)) === 10);
    await made(200, complete(hillside, 1));
    await settled(hillside);
    assert.equal(await total(hillside), 10);
  });
});

async function onboard(server: TestServer, operator: Client, slug: string, plugins: readonly string[]): Promise<SchoolOfPeople> {
  const email = (name: string) => `${name}@${slug}.test`;
  const tenant = await made(
    201,
    operator.post('/tenants', {
      slug,
      name: `School ${slug}`,
      plugins,
      admin: { email: email('admin'), password: PASSWORD, name: 'Head' },
    }),
  );
  const visitor = client(server, { tenant: slug });
  const signIn = async (name: string) =>
    visitor.with({ token: (await made(200, visitor.post('/auth/login', { email: email(name), password: PASSWORD }))).access_token });
  const admin = await signIn('admin');
  const add = async (name: string, role: string) =>
    (await made(201, admin.post('/users', { email: email(name), password: PASSWORD, role, profile: { name } }))).id as string;
  await add('teacher', 'teacher');
  const studentId = await add('student', 'student');
  const teacher = await signIn('teacher');
  const { id: classId } = await made(201, teacher.post('/classes', { name: 'Year 5' }));
  await made(201, teacher.post(`/classes/${classId}/enrollments`, { user_id: studentId, role: 'student' }));
  const { id: courseId } = await made(
    201,
    teacher.post('/courses', { title: 'Rivers', description: 'Where water goes', subject: 'geography', grade_level: 5 }),
  );
  const chapters: string[] = [];
  for (const title of ['Springs', 'Streams', 'Deltas']) {
    chapters.push((await made(201, teacher.post(`/courses/${courseId}/chapters`, { title, content: `# ${title}` }))).id);
  }
  await made(200, teacher.post(`/courses/${courseId}/publish`));
  return { id: tenant.id, admin, teacher, student: await signIn('student'), studentId, courseId, chapters };
}
