import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Entry, Happening } from '../../src/domains/progress/happening.js';
import { ProgressLog } from '../../src/domains/progress/progress-log.js';
import { RebuildPeople } from '../../src/domains/progress/rebuild/rebuild-people.js';
import { RebuildProgress } from '../../src/domains/progress/rebuild/rebuild-progress.js';
import type { DifferingRow } from '../../src/domains/progress/rebuild/rebuilders.js';
import { runForTenant, runInContext } from '../../src/platform/context/request-context.js';
import { TenantDirectory } from '../../src/platform/tenancy/tenant-directory.js';
import { newId } from '../../src/sdk/ids.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, testEnvironment, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { Spawned } from '../start/spawned.js';
import { writeCourse } from './support.js';

const ZONES = ['UTC', 'Europe/Berlin', 'Pacific/Kiritimati', 'Pacific/Niue', 'Australia/Lord_Howe'];
/** What others make of these comes later, and is tried where it is made. */
const TABLES = ['streak', 'course_progress', 'topic_progress', 'exercise_progress'];
/** Before the clocks went back in Europe, and weeks after. */
const START = Date.parse('2025-10-20T00:00:00Z');

interface Act {
  readonly person: number;
  readonly entry: Entry;
  readonly own: boolean;
  readonly minute: number;
  readonly zone: string;
}

describe('the log of progress', () => {
  let server: TestServer;
  let world: World;
  let courses: { id: string; chapterIds: string[] }[];
  let people: string[];
  const quizzes = [newId(), newId()];
  const exercises = [newId(), newId()];

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
    const author = world.alpha.teacher.client;
    courses = [await writeCourse(author, { title: 'One', chapters: 3 }), await writeCourse(author, { title: 'Two', chapters: 2 })];
    people = [world.alpha.student.id, world.alpha.parent.id, world.alpha.admin.id];
  });
  after(() => server.close());

  /** Of what people have; what is counted of them comes later, by events. */
  const rebuild = async (dryRun: boolean, after?: string): Promise<{ rows: DifferingRow[]; passed: string[] }> => {
    const [rows, passed]: [DifferingRow[], string[]] = [[], []];
    const run = { dryRun, after, differs: (row: DifferingRow) => rows.push(row), passed: (userId: string) => passed.push(userId) };
    await runForTenant(world.alpha.id, () => server.get(RebuildPeople).rebuild(run));
    return { rows, passed };
  };
  const differing = async () => (await rebuild(true)).rows;

  const append = async (happening: Happening, timezone = 'UTC') => {
    const tenant = await server.get(TenantDirectory).byId(world.alpha.id);
    assert.ok(tenant);
    const context = { requestId: newId(), tenantId: tenant.id, tenant: { ...tenant, timezone }, beforeCommit: [] };
    return runInContext(context, () => server.get(UnitOfWork).run(() => server.get(ProgressLog).append(happening)));
  };

  const happeningOf = ({ person, entry, own, minute }: Act): Happening => {
    const userId = people[person] ?? '';
    const occurredAt = new Date(START + minute * 60_000);
    return { userId, actorId: own ? userId : world.alpha.teacher.id, trust: own ? 'client_asserted' : 'staff', occurredAt, entry };
  };

  const stored = async () => {
    const found: Record<string, unknown> = {};
    for (const table of TABLES)
      found[table] = await server.sql(`SELECT to_jsonb(t) - 'last_position' AS row FROM core.${table} t ORDER BY t::text`);
    return found;
  };

  const forgetAll = async () => {
    for (const table of ['progress_event', ...TABLES]) await server.sql(`DELETE FROM core.${table}`);
  };

  const sourceIds = Array.from({ length: 4 }, () => newId());
  const from = <T>(items: () => readonly T[]) => fc.nat({ max: 11 }).map((n) => items()[n % items().length] as T);
  const source = fc.constantFrom(...sourceIds);
  const topic = fc.record({ subject: fc.constantFrom('Maths', ' maths', 'Physics'), topic: fc.constantFrom('Sets', 'sets ', 'Light') });
  const quizScore = fc.record({
    courseId: from(() => [courses[0]?.id ?? '']),
    quizId: fc.constantFrom(...quizzes),
    attemptId: source,
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const score = fc.double({ min: 0, max: 100, noNaN: true });
  const entry: fc.Arbitrary<Entry> = fc.oneof(
    from(() => courses.flatMap(({ id, chapterIds }) => chapterIds.map((chapterId) => ({ courseId: id, chapterId })))).map((of) => ({
      kind: 'chapter_completed' as const,
      ...of,
    })),
    fc
      .record({ courseId: from(() => courses.map(({ id }) => id)), percent: score })
      .map((of) => ({ kind: 'course_percent_set' as const, ...of })),
    quizScore.map((of) => ({ kind: 'quiz_attempt_graded' as const, ...of })),
    quizScore.map((of) => ({ kind: 'quiz_attempt_regraded' as const, ...of })),
    fc
      .record({ of: topic, recordId: source, score, timeSpent: fc.nat({ max: 4000 }), completed: fc.boolean() })
      .map(({ of, ...rest }) => ({ kind: 'record_added' as const, ...of, ...rest })),
    fc
      .record({ of: topic, score })
      .map(({ of, ...rest }) => ({ kind: 'assessment_completed' as const, assessmentId: newId(), ...of, ...rest })),
    fc
      .record({ exerciseId: fc.constantFrom(...exercises), submissionId: source, score })
      .map((of) => ({ kind: 'exercise_evaluated' as const, ...of })),
    fc.constant({ kind: 'streak_reset' as const }),
  );
  const act: fc.Arbitrary<Act> = fc.record({
    person: fc.nat({ max: 2 }),
    entry,
    own: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    minute: fc.nat({ max: 14 * 1440 }),
    zone: fc.constantFrom(...ZONES),
  });
  /** Batches: what is in one happens at once. */
  const batches = fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });

  it('gives the very rows that were kept up with it, whatever happened in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        await forgetAll();
        for (const batch of all) await Promise.all(batch.map((one) => append(happeningOf(one), one.zone)));
        assert.deepEqual(await differing(), []);
        const kept = await stored();
        await server.sql(`DELETE FROM core.course_progress WHERE user_id = $1`, [people[0]]);
        await server.sql('DELETE FROM core.exercise_progress');
        await server.sql(`UPDATE core.topic_progress SET score_sum = score_sum + 1`);
        await server.sql('UPDATE core.streak SET longest_days = 99, current_days = 7');
        await rebuild(false);
        assert.deepEqual(await stored(), kept);
      }),
      { numRuns: 25, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true },
    );
  });

  it('names what differs and changes nothing when only asked, and restores even a lost lock', async () => {
    await forgetAll();
    const [courseId, chapterId] = [courses[0]?.id ?? '', courses[0]?.chapterIds[0] ?? ''];
    const happened = { person: 0, own: true, minute: 0, zone: 'UTC' };
    await append(happeningOf({ ...happened, entry: { kind: 'chapter_completed', courseId, chapterId } }));
    await append(happeningOf({ ...happened, entry: { kind: 'course_percent_set', courseId, percent: 40 } }));
    const kept = await stored();
    await server.sql('UPDATE core.course_progress SET percent = 99');
    await server.sql('DELETE FROM core.streak');
    const damaged = await stored();
    const found = await differing();
    assert.deepEqual(found.map(({ table }) => table).toSorted(), ['core.course_progress', 'core.streak']);
    assert.deepEqual(await stored(), damaged);
    assert.equal((await rebuild(false)).rows.length, 2);
    assert.deepEqual(await stored(), kept);
    assert.deepEqual(await differing(), []);
    await append(happeningOf({ ...happened, entry: { kind: 'course_percent_set', courseId, percent: 50 } }));
    const positions = await server.sql<{ position: number }>('SELECT position FROM core.progress_event ORDER BY position');
    assert.equal(new Set(positions.map(({ position }) => position)).size, 3);
  });

  it('is written to while it is rebuilt, and nothing is lost', async () => {
    await forgetAll();
    const exerciseId = newId();
    const [userId] = people;
    const writes = Array.from({ length: 40 }, (_, n) => {
      const submitted: Entry = { kind: 'exercise_evaluated', exerciseId, submissionId: newId(), score: n };
      return append(happeningOf({ person: 0, own: true, minute: n, zone: 'UTC', entry: submitted }));
    });
    await Promise.all([...writes, rebuild(false), rebuild(false)]);
    assert.deepEqual(await differing(), []);
    const [row] = await server.sql('SELECT attempts, best_score FROM core.exercise_progress WHERE user_id = $1', [userId]);
    assert.deepEqual(row, { attempts: 40, best_score: 39 });
  });

  it('is compared and rebuilt by a command, beside the server', async () => {
    await forgetAll();
    const courseId = courses[0]?.id ?? '';
    await append(
      happeningOf({ person: 0, own: true, minute: 0, zone: 'UTC', entry: { kind: 'course_percent_set', courseId, percent: 40 } }),
    );
    await eventually(async () => (await server.sql('SELECT FROM core.outbox')).length === 0);
    const all = { dryRun: false, differs: () => undefined, progress: () => undefined };
    await server.get(RebuildProgress).run(all);
    await server.sql('UPDATE core.course_progress SET percent = 99');
    const run = (...given: string[]) =>
      new Spawned({ program: 'cli', arguments: ['progress', 'rebuild', ...given], env: testEnvironment(server.database) }).ended;
    const told = await run('--tenant', 'alpha', '--dry-run');
    assert.equal(told.code, 1, told.output);
    assert.match(
      told.output,
      new RegExp(`^alpha: core.course_progress ${people[0]} ${courseId}: .*"percent":99.* should be .*"percent":40`, 'm'),
    );
    const done = await run();
    assert.equal(done.code, 0, done.output);
    assert.match(done.output, /^\d+ people of \d institutions: 1 rows differed and were set right$/m);
    assert.deepEqual(await differing(), []);
  });

  it('goes on where it was broken off', async () => {
    await forgetAll();
    const entry: Entry = { kind: 'streak_reset' };
    for (const person of [0, 1, 2]) await append(happeningOf({ person, own: true, minute: 0, zone: 'UTC', entry }));
    const inOrder = people.toSorted();
    assert.deepEqual((await rebuild(true, inOrder[0])).passed, inOrder.slice(1));
  });
});
