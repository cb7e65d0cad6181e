import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Entry } from '../../src/domains/progress/happening.js';
import { RebuildProgress } from '../../src/domains/progress/rebuild/rebuild-progress.js';
import type { DifferingRow } from '../../src/domains/progress/rebuild/rebuilders.js';
import { progressLogged } from '../../src/sdk/contracts/progress.js';
import { newId } from '../../src/sdk/ids.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { shardOf } from '../../src/platform/events/write-outbox.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, twoTenants, type World } from '../../src/testing/world.js';
import { log, type Logged, undelivered } from './analytics-support.js';
import { writeCourse } from './support.js';

const PEOPLE_TABLES = ['learner_activity', 'learner_course', 'learner_exercise', 'learner_standing'];
const SUMS = ['activity_tally', 'course_tally', 'exercise_tally'];
/** A Sunday late in December: days, weeks, months and years turn nearby. */
const START = Date.parse('2025-12-28T20:00:00Z');

describe('what analytics counts', () => {
  let server: TestServer;
  let world: World;
  let people: string[];
  let courses: { id: string; chapterIds: string[] }[];
  const [quizzes, exercises, sources] = [4, 3, 6].map((count) => Array.from({ length: count }, () => newId())) as [
    string[],
    string[],
    string[],
  ];

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
    const author = world.alpha.teacher.client;
    courses = [await writeCourse(author, { title: 'One', chapters: 3 }), await writeCourse(author, { title: 'Two', chapters: 1 })];
    people = [world.alpha.student.id, world.alpha.parent.id, (await addPerson(server, world.alpha, 'student')).id];
  });
  after(() => server.close());

  const settled = () => eventually(async () => (await undelivered(server, world.alpha.id)) === 0);

  const rebuild = async (dryRun: boolean): Promise<DifferingRow[]> => {
    const rows: DifferingRow[] = [];
    await server.get(RebuildProgress).run({ tenant: 'alpha', dryRun, differs: (_, row) => rows.push(row), progress: () => undefined });
    return rows;
  };

  /** Every row but the sums that came to nothing, pseudonyms left out. */
  const stored = async () => {
    const found: Record<string, unknown> = {};
    for (const table of PEOPLE_TABLES) {
      found[table] = await server.sql(`SELECT to_jsonb(t) - 'pseudonym' AS row FROM core.${table} t ORDER BY 1`);
    }
    for (const table of SUMS) {
      const counted = table === 'exercise_tally' ? 'students > 0' : 'learners > 0';
      found[table] = await server.sql(`SELECT to_jsonb(t) AS row FROM core.${table} t WHERE ${counted} ORDER BY 1`);
    }
    return found;
  };

  const act = fc.record({
    person: fc.nat({ max: 2 }),
    own: fc.boolean(),
    minute: fc.oneof(fc.nat({ max: 90 }), fc.nat({ max: 40 * 24 * 60 })),
    kind: fc.constantFrom('chapter', 'percent', 'quiz', 'regrade', 'record', 'assessment', 'exercise', 'reset'),
    n: fc.nat({ max: 11 }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

  const entryOf = ({ kind, n, score }: Act): Entry => {
    const course = courses[n % 2];
    const courseId = course?.id ?? '';
    const attempt = { courseId, quizId: quizzes[n % 4] ?? '', attemptId: sources[n % 6] ?? '', score };
    const topic = { subject: 'Maths', topic: 'Sets', score: score * 100 };
    switch (kind) {
      case 'chapter':
        return { kind: 'chapter_completed', courseId, chapterId: course?.chapterIds[n % (course.chapterIds.length || 1)] ?? '' };
      case 'percent':
        return { kind: 'course_percent_set', courseId, percent: n > 8 ? 100 : score * 100 };
      case 'quiz':
        return { kind: 'quiz_attempt_graded', ...attempt };
      case 'regrade':
        return { kind: 'quiz_attempt_regraded', ...attempt };
      case 'record':
        return { kind: 'record_added', recordId: newId(), ...topic, timeSpent: n, completed: n > 5 };
      case 'assessment':
        return { kind: 'assessment_completed', assessmentId: newId(), ...topic };
      case 'exercise':
        return { kind: 'exercise_evaluated', exerciseId: exercises[n % 3] ?? '', submissionId: sources[n % 6] ?? '', score: score * 100 };
      default:
        return { kind: 'streak_reset' };
    }
  };

  const loggedOf = (one: Act): Logged => ({
    userId: people[one.person] ?? '',
    actorId: one.own ? (people[one.person] ?? '') : world.alpha.teacher.id,
    occurredAt: new Date(START + one.minute * 60_000),
    entry: entryOf(one),
  });

  /** Tidings told once more, in any order, and some of what never happened. */
  const repeat = async (acts: readonly Act[]): Promise<void> => {
    const uow = server.get(UnitOfWork);
    for (const one of acts.toReversed()) {
      const { userId, entry, occurredAt } = loggedOf(one);
      const about: { courseId?: string; exerciseId?: string; kind: string } = entry;
      const data = {
        user_id: userId,
        kind: entry.kind,
        local_date: (occurredAt ?? new Date()).toISOString().slice(0, 10),
        course_id: about.courseId ?? newId(),
        exercise_id: about.exerciseId ?? newId(),
      };
      await runForTenant(world.alpha.id, () =>
        uow.run(() => Promise.resolve(uow.publish(progressLogged, { key: newId(), subjectId: userId, data }))),
      );
    }
  };

  it('is what a rebuild gives, in whatever order things happen and are told, once or more often', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 10 }), async (batches) => {
        for (const batch of batches) await Promise.all(batch.map((one) => log(server, world.alpha.id, [loggedOf(one)])));
        await repeat(batches.flat().slice(0, 8));
        await settled();
        const kept = await stored();
        assert.deepEqual(await rebuild(true), []);
        for (const table of SUMS) await server.sql(`DELETE FROM core.${table}`);
        await server.sql('DELETE FROM core.learner_course WHERE user_id = $1', [people[0]]);
        await server.sql('UPDATE core.learner_exercise SET attempts = attempts + 7');
        await server.sql(`UPDATE core.learner_activity SET acts = 99, starts_on = starts_on + 1000 WHERE grain = 'day' AND user_id = $1`, [
          people[1],
        ]);
        await server.sql('UPDATE core.learner_standing SET exercises_completed = 50');
        await rebuild(false);
        assert.deepEqual(await stored(), kept);
      }),
      { numRuns: 12 },
    );
  });

  it('is told apart and left alone when only asked', async () => {
    await log(server, world.alpha.id, [{ userId: people[0] ?? '', entry: entryOf({ kind: 'exercise', n: 1, score: 0.5 } as Act) }]);
    await settled();
    await server.sql('UPDATE core.exercise_tally SET attempts = attempts + 1');
    await server.sql('UPDATE core.learner_standing SET exercises_tried = 50 WHERE user_id = $1', [people[0]]);
    const damaged = await stored();
    const found = await rebuild(true);
    assert.deepEqual(new Set(found.map(({ table }) => table)), new Set(['core.exercise_tally', 'core.learner_standing']));
    assert.deepEqual(await stored(), damaged);
    assert.equal((await rebuild(false)).length, found.length);
    assert.deepEqual(await rebuild(true), []);
  });

  it('is counted while it is rebuilt, and nothing is lost or counted twice', async () => {
    const exerciseId = newId();
    const writes = Array.from({ length: 30 }, (_, n) => {
      const userId = people[n % 3] ?? '';
      return log(server, world.alpha.id, [{ userId, entry: { kind: 'exercise_evaluated', exerciseId, submissionId: newId(), score: n } }]);
    });
    await Promise.all([...writes, rebuild(false), rebuild(false)]);
    await settled();
    const [sums] = await server.sql(
      'SELECT sum(students)::int AS students, sum(attempts)::int AS attempts FROM core.exercise_tally WHERE exercise_id = $1',
      [exerciseId],
    );
    assert.deepEqual(sums, { students: 3, attempts: 30 });
    assert.deepEqual(await rebuild(true), []);
  });

  it('is added up in the lane of the shard that tells of the person', async () => {
    const ids = Array.from({ length: 50 }, () => newId());
    const lanes = await server.sql<{ lane: number }>(
      'SELECT core.tally_lane(id) AS lane FROM unnest($1::uuid[]) WITH ORDINALITY AS given (id, n) ORDER BY n',
      [ids],
    );
    assert.deepEqual(
      lanes.map(({ lane }) => lane),
      ids.map(shardOf),
    );
  });

  it('of other institutions stays as it is', async () => {
    const exerciseId = newId();
    const other = world.beta.student.id;
    await log(server, world.beta.id, [
      { userId: other, entry: { kind: 'exercise_evaluated', exerciseId, submissionId: newId(), score: 80 } },
    ]);
    await eventually(async () => (await undelivered(server, world.beta.id)) === 0);
    await server.sql('UPDATE core.exercise_tally SET attempts = 9 WHERE exercise_id = $1', [exerciseId]);
    await rebuild(false);
    const [row] = await server.sql('SELECT attempts FROM core.exercise_tally WHERE exercise_id = $1', [exerciseId]);
    assert.deepEqual(row, { attempts: 9 });
  });

  it('forgets nobody who is not there, and makes up nobody', async () => {
    const ghost = newId();
    const uow = server.get(UnitOfWork);
    const data = { user_id: ghost, kind: 'streak_reset', local_date: '2026-01-01', course_id: null, exercise_id: newId() };
    await runForTenant(world.alpha.id, () => uow.run(() => Promise.resolve(uow.publish(progressLogged, { key: ghost, data }))));
    await settled();
    assert.deepEqual(await server.sql('SELECT 1 FROM core.learner_standing WHERE user_id = $1', [ghost]), []);
  });
});
