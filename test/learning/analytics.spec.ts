import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RecountCourse } from '../../src/domains/analytics/recount-course.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { submissionEvaluated } from '../../src/sdk/contracts/exercises.js';
import { newId } from '../../src/sdk/ids.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, addTenant, type Person, twoTenants, type World } from '../../src/testing/world.js';
import { evaluated, log, undelivered } from './analytics-support.js';
import { expectStatus, NOWHERE, setTenant, writeCourse } from './support.js';

describe('analytics', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ plugins: [] });
    world = await twoTenants(server);
  });
  after(() => server.close());

  const learner = (name: string) => addPerson(server, world.alpha, 'student', name);
  const settled = (tenantId = world.alpha.id) => eventually(async () => (await undelivered(server, tenantId)) === 0);

  describe('of a student', () => {
    it('are empty before the first exercise', async () => {
      const who = await learner('beginner');
      const stats = (await expectStatus(200, who.client.get(`/analytics/students/${who.id}/stats`))).body;
      assert.deepEqual(stats, {
        student_id: who.id,
        exercises_tried: 0,
        exercises_completed: 0,
        exercises_mastered: 0,
        average_score: null,
        total_attempts: 0,
        completion_rate: null,
        quiz_attempts: 0,
        average_quiz_score: null,
        chapters_completed: 0,
        active_days: 0,
        streak_days: 0,
        longest_streak_days: 0,
      });
    });

    it('count the best score of each exercise, completed from 70 and mastered from 90', async () => {
      const who = await learner('climber');
      const [mastered, completed, tried] = [newId(), newId(), newId()];
      await log(server, world.alpha.id, [
        ...evaluated(who.id, mastered, 50, 70, 95),
        ...evaluated(who.id, completed, 75, 40),
        ...evaluated(who.id, tried, 69.9),
      ]);
      const stats = (await who.client.get(`/analytics/students/${who.id}/stats`)).body;
      assert.deepEqual([stats.exercises_tried, stats.exercises_completed, stats.exercises_mastered, stats.total_attempts], [3, 2, 1, 6]);
      assert.equal(stats.average_score, (95 + 75 + 69.9) / 3);
      assert.equal(stats.completion_rate, 2 / 3);
      const progress = (await who.client.get(`/analytics/students/${who.id}/progress`)).body;
      assert.deepEqual(
        new Map(
          progress.exercises.map((one: Json) => [one.exercise_id, [one.status, one.attempts, one.best_score, one.completed_at !== null]]),
        ),
        new Map([
          [mastered, ['mastered', 3, 95, true]],
          [completed, ['completed', 2, 75, true]],
          [tried, ['in_progress', 1, 69.9, false]],
        ]),
      );
      assert.deepEqual([progress.exercises_in_progress, progress.streak_days], [1, 1]);
    });

    it('count courses, chapters and the latest grade of each quiz attempt', async () => {
      const who = await learner('reader');
      const { id, chapterIds } = await writeCourse(world.alpha.teacher.client, { title: 'Counted', chapters: 2 });
      const quiz = { courseId: id, quizId: newId(), attemptId: newId() };
      for (const chapterId of chapterIds)
        await expectStatus(200, who.client.post(`/progress/${who.id}/courses/${id}/chapters/${chapterId}`));
      await log(server, world.alpha.id, [
        { userId: who.id, entry: { kind: 'quiz_attempt_graded', ...quiz, score: 0.2 } },
        { userId: who.id, entry: { kind: 'quiz_attempt_graded', ...quiz, attemptId: newId(), score: 0.5 } },
        { userId: who.id, actorId: world.alpha.teacher.id, trust: 'staff', entry: { kind: 'quiz_attempt_regraded', ...quiz, score: 1 } },
      ]);
      await settled();
      const stats = (await who.client.get(`/analytics/students/${who.id}/stats`)).body;
      assert.deepEqual(
        [stats.quiz_attempts, stats.average_quiz_score, stats.chapters_completed, stats.active_days, stats.longest_streak_days],
        [2, 0.75, 2, 1, 1],
      );
      const progress = (await who.client.get(`/analytics/students/${who.id}/progress`)).body;
      assert.deepEqual([progress.courses_started, progress.courses_completed, progress.chapters_completed], [1, 1, 2]);
      const { id: added } = (
        await expectStatus(201, world.alpha.teacher.client.post(`/courses/${id}/chapters`, { title: 'More', content: 'x' }))
      ).body;
      await settled();
      assert.equal((await who.client.get(`/analytics/students/${who.id}/progress`)).body.courses_completed, 0);
      await expectStatus(204, world.alpha.teacher.client.delete(`/chapters/${added}`));
      await settled();
      await server.sql('UPDATE core.learner_course SET finished = false WHERE course_id = $1', [id]);
      const job = { id: newId(), tenantId: world.alpha.id, input: { course_id: id }, progress: () => Promise.resolve() };
      const counted = await runForTenant(world.alpha.id, () =>
        server.get(RecountCourse).run({ ...job, signal: AbortSignal.timeout(10_000) }),
      );
      assert.deepEqual(counted, { learners: 1 });
      assert.equal((await who.client.get(`/analytics/students/${who.id}/progress`)).body.courses_completed, 1);
    });

    it('are told of submissions by their event, each once, by its latest evaluation', async () => {
      const who = await learner('submitter');
      const [exerciseId, first, second] = [newId(), newId(), newId()];
      const uow = server.get(UnitOfWork);
      const evaluate = (submissionId: string, score: number, minute: number) =>
        runForTenant(world.alpha.id, () =>
          uow.run(() => {
            uow.publish(submissionEvaluated, {
              key: who.id,
              subjectId: who.id,
              data: {
                submission_id: submissionId,
                exercise_id: exerciseId,
                student_id: who.id,
                attempt: 1,
                score,
                trust: 'server_graded',
                evaluated_at: new Date(Date.UTC(2026, 2, 1, 12, minute)).toISOString(),
              },
            });
            return Promise.resolve();
          }),
        );
      for (const [submissionId, score, minute] of [
        [first, 95, 1],
        [second, 40, 2],
        [first, 72, 3],
        [first, 95, 1],
      ] as const) {
        await evaluate(submissionId, score, minute);
      }
      await settled();
      const stats = (await who.client.get(`/analytics/students/${who.id}/stats`)).body;
      assert.deepEqual([stats.total_attempts, stats.average_score, stats.exercises_completed, stats.exercises_mastered], [2, 72, 1, 0]);
      const exercise = (await world.alpha.teacher.client.get(`/analytics/exercises/${exerciseId}/stats`)).body;
      assert.deepEqual([exercise.students, exercise.attempts, exercise.average_score, exercise.completion_rate], [1, 2, 72, 1]);
    });

    it('are for those who may read the student’s records', async () => {
      const { student, teacher, parent, admin } = world.alpha;
      const stranger = await learner('stranger');
      for (const path of [`/analytics/students/${student.id}/progress`, `/analytics/students/${student.id}/stats`]) {
        for (const who of [student, teacher, parent, admin]) await expectStatus(200, who.client.get(path));
        for (const who of [stranger, world.beta.admin, world.beta.teacher, world.beta.student]) {
          const refused = await who.client.get(path);
          assert.deepEqual([refused.status, refused.body.error_code], [404, 'USER_NOT_FOUND']);
        }
        await expectStatus(401, world.alpha.nobody.get(path));
      }
      await expectStatus(404, admin.client.get(`/analytics/students/${NOWHERE}/stats`));
      await expectStatus(400, admin.client.get('/analytics/students/me/stats'));
    });
  });

  describe('of an exercise', () => {
    const triedBy = async (count: number, score: (n: number) => number[]): Promise<{ exerciseId: string; people: Person[] }> => {
      const exerciseId = newId();
      const people: Person[] = [];
      for (let n = 0; n < count; n += 1) people.push(await learner(`trier-${newId().slice(-8)}`));
      await log(
        server,
        world.alpha.id,
        people.flatMap(({ id }, n) => evaluated(id, exerciseId, ...score(n))),
      );
      await settled();
      return { exerciseId, people };
    };

    it('are rates of those who tried, from five learners on for everybody', async () => {
      const { exerciseId, people } = await triedBy(5, (n) => [10, 20 * n + 12]);
      const expected = {
        exercise_id: exerciseId,
        students: 5,
        attempts: 10,
        completion_rate: 2 / 5,
        mastery_rate: 1 / 5,
        average_score: (12 + 32 + 52 + 72 + 92) / 5,
      };
      for (const who of [people[0], world.alpha.teacher, world.alpha.parent]) {
        assert.deepEqual((await who?.client.get(`/analytics/exercises/${exerciseId}/stats`))?.body, expected);
      }
    });

    it('tell learners no rates of fewer', async () => {
      const { exerciseId, people } = await triedBy(4, () => [80]);
      const path = `/analytics/exercises/${exerciseId}/stats`;
      const told = { exercise_id: exerciseId, students: 4, attempts: 4 };
      const learners = (await people[0]?.client.get(path))?.body;
      assert.deepEqual(learners, { ...told, completion_rate: null, mastery_rate: null, average_score: null });
      const staffs = (await world.alpha.teacher.client.get(path)).body;
      assert.deepEqual(staffs, { ...told, completion_rate: 1, mastery_rate: 0, average_score: 80 });
    });

    it('are none of an exercise nobody here has tried', async () => {
      const { exerciseId } = await triedBy(1, () => [80]);
      for (const [who, id] of [
        [world.alpha.admin, NOWHERE],
        [world.beta.admin, exerciseId],
      ] as const) {
        const refused = await who.client.get(`/analytics/exercises/${id}/stats`);
        assert.deepEqual([refused.status, refused.body.error_code], [404, 'EXERCISE_NOT_FOUND']);
      }
      await expectStatus(401, world.alpha.nobody.get(`/analytics/exercises/${exerciseId}/stats`));
    });

    it('follow the institution when it moves the scores that count', async () => {
      const school = await addTenant(server, 'moving');
      const [admin, teacher] = [await addPerson(server, school, 'admin'), await addPerson(server, school, 'teacher')];
      const [exerciseId, people] = [newId(), [] as Person[]];
      for (const score of [55, 65, 75]) {
        const who = await addPerson(server, school, 'student', `moved-${score}`);
        people.push(who);
        await log(server, school.id, evaluated(who.id, exerciseId, score));
      }
      await settled(school.id);
      const stats = async () => (await teacher.client.get(`/analytics/exercises/${exerciseId}/stats`)).body;
      assert.deepEqual([(await stats()).completion_rate, (await stats()).mastery_rate], [1 / 3, 0]);
      await expectStatus(200, admin.client.patch('/tenant', { policies: { exercise_thresholds: { completed: 60, mastered: 75 } } }));
      await eventually(async () => {
        const { completion_rate: completed, mastery_rate: mastered } = await stats();
        return completed === 2 / 3 && mastered === 1 / 3;
      });
      const board = (await teacher.client.get('/analytics/leaderboard')).body;
      assert.deepEqual(
        board.map((row: Json) => row.display_name),
        ['moved-75', 'moved-65'],
      );
      const own = await people[1]?.client.get(`/analytics/students/${people[1]?.id}/stats`);
      assert.deepEqual([own?.body.exercises_completed, own?.body.exercises_mastered], [1, 0]);
    });

    it('lose those who are erased', async () => {
      const { exerciseId, people } = await triedBy(2, (n) => [60 + 30 * n]);
      await expectStatus(202, world.alpha.admin.client.delete(`/users/${people[0]?.id}`));
      await eventually(async () => {
        const { body } = await world.alpha.admin.client.get(`/analytics/exercises/${exerciseId}/stats`);
        return body.students === 1 && body.average_score === 90;
      });
    });
  });

  describe('of the leaderboard', () => {
    it('are by exercises completed, then by score; equals share a rank in an order of their own', async () => {
      const school = await addTenant(server, 'ranked');
      const people: Person[] = [];
      for (const name of ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay']) people.push(await addPerson(server, school, 'student', name));
      const [ada, bob, cyd, dan, eve, fay] = people.map(({ id }) => id) as [string, string, string, string, string, string];
      const teacher = await addPerson(server, school, 'teacher');
      const exercises = [newId(), newId()] as const;
      await log(server, school.id, [
        ...evaluated(fay, exercises[0], 71),
        ...evaluated(bob, exercises[0], 80, 20),
        ...evaluated(bob, exercises[1], 90),
        ...evaluated(dan, exercises[0], 90),
        ...evaluated(dan, exercises[1], 80),
        ...evaluated(ada, exercises[0], 99),
        ...evaluated(cyd, exercises[0], 70),
        ...evaluated(cyd, exercises[1], 71),
        ...evaluated(eve, exercises[0], 69),
        ...evaluated(teacher.id, exercises[0], 100),
      ]);
      await settled(school.id);
      const list = (await expectStatus(200, teacher.client.get('/analytics/leaderboard'))).body;
      assert.deepEqual(list, [
        { rank: 1, user_id: bob, display_name: 'bob', exercises_completed: 2, average_score: 85 },
        { rank: 1, user_id: dan, display_name: 'dan', exercises_completed: 2, average_score: 85 },
        { rank: 3, user_id: cyd, display_name: 'cyd', exercises_completed: 2, average_score: 70.5 },
        { rank: 4, user_id: ada, display_name: 'ada', exercises_completed: 1, average_score: 99 },
        { rank: 5, user_id: fay, display_name: 'fay', exercises_completed: 1, average_score: 71 },
      ]);
      assert.deepEqual((await teacher.client.get('/analytics/leaderboard?limit=2')).body, list.slice(0, 2));
      for (const limit of ['0', '-1', '201', '10000', 'ten', '', '2&limit=3']) {
        await expectStatus(400, teacher.client.get(`/analytics/leaderboard?limit=${limit}`));
      }
      await server.sql('UPDATE core.users SET is_active = false WHERE id = $1', [dan]);
      const without = (await teacher.client.get('/analytics/leaderboard?limit=2')).body;
      assert.deepEqual(
        without.map((row: Json) => [row.rank, row.display_name]),
        [
          [1, 'bob'],
          [2, 'cyd'],
        ],
      );
    });

    it('leave out whoever is closed, and take back whoever is opened again', async () => {
      const who = await learner('closed');
      await log(server, world.alpha.id, evaluated(who.id, newId(), 88));
      const listed = async () =>
        (await server.sql<{ listed: boolean }>('SELECT listed FROM core.learner_standing WHERE user_id = $1', [who.id]))[0]?.listed;
      await eventually(async () => (await listed()) === true);
      for (const is_active of [false, true]) {
        await expectStatus(200, world.alpha.admin.client.patch(`/users/${who.id}`, { is_active }));
        await eventually(async () => (await listed()) === is_active);
      }
    });

    it('show names, pseudonyms or nothing, as the institution likes', async () => {
      const { beta } = world;
      const rival = await addPerson(server, beta, 'student', 'rival');
      await log(server, beta.id, [...evaluated(rival.id, newId(), 90), ...evaluated(beta.student.id, newId(), 80)]);
      await settled(beta.id);
      const list = async (who: Person) =>
        (await expectStatus(200, who.client.get('/analytics/leaderboard'))).body.map((row: Json) => [
          row.rank,
          row.user_id,
          row.display_name,
        ]);
      const open = [
        [1, rival.id, 'rival'],
        [2, beta.student.id, 'student'],
      ];
      assert.deepEqual(await list(beta.student), open);
      await expectStatus(200, beta.admin.client.patch('/tenant', { policies: { leaderboard: 'pseudonyms' } }));
      const [first, second] = await list(beta.student);
      assert.deepEqual(second, open[1]);
      assert.deepEqual(first.slice(0, 2), [1, null]);
      assert.match(first[2], /^[A-Z][a-z]+ [A-Z][a-z]+ \d{3}$/);
      assert.deepEqual((await list(beta.student))[0], first, 'a pseudonym stays');
      assert.ok(!(await beta.teacher.client.get('/analytics/leaderboard')).text.includes(rival.id));
      await expectStatus(200, beta.admin.client.patch('/tenant', { policies: { leaderboard: 'off' } }));
      for (const who of [beta.student, beta.admin]) {
        const refused = await who.client.get('/analytics/leaderboard');
        assert.deepEqual([refused.status, refused.body.error_code], [403, 'FORBIDDEN']);
      }
      await expectStatus(200, world.alpha.student.client.get('/analytics/leaderboard'));
      await expectStatus(400, beta.admin.client.patch('/tenant', { policies: { leaderboard: 'friends' } }));
      await expectStatus(401, beta.nobody.get('/analytics/leaderboard'));
    });
  });

  describe('of the institution', () => {
    it('count who was active, what was learned and what is used, and leave out groups of fewer than five', async () => {
      const school = await addTenant(server, 'overseen');
      const admin = await addPerson(server, school, 'admin');
      await setTenant(server, school.id, 'timezone', 'Europe/Berlin');
      const people: string[] = [];
      for (let n = 1; n <= 6; n += 1) people.push((await addPerson(server, school, 'student', `learner-${n}`)).id);
      const big = await writeCourse(admin.client, { title: 'Big', chapters: 2 });
      const small = await writeCourse(admin.client, { title: 'Small', chapters: 1 });
      const chapter = (userId: string, course: typeof big, n: number, at: string) => ({
        userId,
        occurredAt: new Date(at),
        entry: { kind: 'chapter_completed', courseId: course.id, chapterId: course.chapterIds[n] ?? '' } as const,
      });
      await log(server, school.id, [
        ...people.map((id) => chapter(id, big, 0, '2026-03-02T08:00:00Z')),
        ...people.slice(0, 5).map((id) => chapter(id, big, 1, '2026-03-02T08:29:00Z')),
        ...people.slice(0, 4).map((id) => chapter(id, small, 0, '2026-03-03T22:59:59Z')),
        // in Berlin the day, the week and the month have turned
        ...people.map((userId, n) => ({
          userId,
          occurredAt: new Date('2026-04-30T22:00:00Z'),
          entry: { kind: 'quiz_attempt_graded', courseId: big.id, quizId: people[0] ?? '', attemptId: newId(), score: n / 5 } as const,
        })),
      ]);
      await expectStatus(200, admin.client.put(`/users/${people[0]}/subscription`, { plan_type: 'premium' }));
      await settled(school.id);
      const view = (await expectStatus(200, admin.client.get('/analytics/overview?from=2026-03-02&to=2026-05-01'))).body;
      const shown = (period: Json) => [period.starts_on, period.active_learners, period.activities, period.sessions];
      assert.deepEqual(view.engagement.days.map(shown), [
        ['2026-03-02', 6, 11, 6],
        ['2026-03-03', null, null, null],
        ['2026-05-01', 6, 6, 6],
      ]);
      assert.deepEqual(view.engagement.weeks.map(shown), [
        ['2026-03-02', 6, 15, 10],
        ['2026-04-27', 6, 6, 6],
      ]);
      assert.deepEqual(view.engagement.months.map(shown), [
        ['2026-03-01', 6, 15, 10],
        ['2026-05-01', 6, 6, 6],
      ]);
      assert.deepEqual(view.content.courses, [
        {
          course_id: big.id,
          title: 'Big',
          learners: 6,
          chapters_completed: 11,
          learners_finished: 5,
          completion_rate: 5 / 6,
          quiz_attempts: 6,
          average_quiz_score: 0.5,
        },
        {
          course_id: small.id,
          title: 'Small',
          learners: null,
          chapters_completed: null,
          learners_finished: null,
          completion_rate: null,
          quiz_attempts: 0,
          average_quiz_score: null,
        },
      ]);
      assert.deepEqual([view.from, view.to, view.learners], ['2026-03-02', '2026-05-01', 6]);
      assert.deepEqual(view.adoption.premium, { learners: null, share: null });
      assert.deepEqual(
        view.adoption.features.map((one: Json) => [one.feature, one.learners, one.share, one.uses]),
        [
          ['chapters', 6, 1, 15],
          ['quizzes', 6, 1, 6],
          ['assessments', 0, 0, 0],
          ['records', 0, 0, 0],
          ['exercises', 0, 0, 0],
        ],
      );
      const april = (await admin.client.get('/analytics/overview?from=2026-04-01&to=2026-04-30')).body;
      assert.deepEqual([april.engagement.days, april.adoption.features[1].uses], [[], 0]);
    });

    it('count streaks that run today', async () => {
      const school = await addTenant(server, 'streaking');
      const admin = await addPerson(server, school, 'admin');
      for (let n = 0; n < 5; n += 1) {
        const { id } = await addPerson(server, school, 'student');
        await log(server, school.id, evaluated(id, newId(), 50));
        if (n > 0) await server.sql('UPDATE core.streak SET current_days = 7, longest_days = 9 WHERE user_id = $1', [id]);
      }
      const { streaks } = (await admin.client.get('/analytics/overview')).body.engagement;
      assert.deepEqual(streaks, { running: 5, average_days: 29 / 5, longest_days: 7, of_a_week_or_more: null });
      await server.sql(`UPDATE core.streak SET last_active_on = last_active_on - 2 WHERE tenant_id = $1`, [school.id]);
      const over = (await admin.client.get('/analytics/overview')).body.engagement.streaks;
      assert.deepEqual(over, { running: 0, average_days: null, longest_days: 0, of_a_week_or_more: 0 });
    });

    it('are for staff, for days that make sense', async () => {
      const { alpha } = world;
      for (const who of [alpha.teacher, alpha.admin]) await expectStatus(200, who.client.get('/analytics/overview'));
      for (const who of [alpha.student, alpha.parent]) await expectStatus(403, who.client.get('/analytics/overview'));
      await expectStatus(401, alpha.nobody.get('/analytics/overview'));
      const bad: [string, string][] = [
        ['from=yesterday', 'from'],
        ['from=2026-02-30', 'from'],
        ['from=2026-05-02&to=2026-05-01', 'to'],
        ['from=2025-05-01&to=2026-05-02', 'from'],
        ['to=0000-01-01', 'to'],
        ['from=9999-12-31', 'from'],
        ['from=2026-05-01&from=2026-05-02', 'from'],
      ];
      for (const [query, field] of bad) {
        const refused = await alpha.admin.client.get(`/analytics/overview?${query}`);
        assert.deepEqual([refused.status, Object.keys(refused.body.errors ?? {})], [400, [field]], query);
      }
      for (const query of ['from=2025-05-01&to=2026-05-01', 'from=2980-01-01', 'to=1970-01-01', 'from=2024-02-29&to=2024-02-29']) {
        await expectStatus(200, alpha.admin.client.get(`/analytics/overview?${query}`));
      }
    });
  });
});
