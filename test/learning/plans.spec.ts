import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import {
  COUNT_COURSES,
  COUNT_DAYS,
  COUNT_EXERCISES,
  COUNT_FINISHED,
  COUNT_PERIODS,
  COUNT_STANDING,
  ENTER,
  LOCK,
} from '../../src/domains/analytics/learner-sql.js';
import { COUNT_AWAITED, HISTORY, RENEW, REPLY_TO, SINCE, STANDINGS, TAKE_OVER } from '../../src/domains/chat/chat-sql.js';
import { CHAPTERS as TUTOR_CHAPTERS, TERMS as TUTOR_TERMS, WITH_SIGNS as TUTOR_SIGNS } from '../../src/domains/chat/tutor/passage-sql.js';
import { FORGET } from '../../src/domains/code-execution/execution-history.js';
import { CURRENT_USE } from '../../src/domains/code-execution/quota/quota-sql.js';
import { KEEP_NOTIFICATIONS, READ_ALL_NOTIFICATIONS, READ_NOTIFICATION } from '../../src/domains/notifications/notification-sql.js';
import { PAGE_TO_REGRADE } from '../../src/domains/submissions/regrading/regrading-sql.js';
import { COUNT_UNGRADED } from '../../src/domains/submissions/submission-sql.js';
import { HOLD_ROOM_OF_MEMBER, TRIM_ACTIVITIES } from '../../plugins/co-learning/activity/activity-sql.js';
import { REMOVE_MEMBER } from '../../plugins/co-learning/rooms/room-sql.js';
import { FAILING } from '../../src/platform/events/failing-consumers.js';
import { DUE, HELD } from '../../src/platform/events/parked-queues.js';
import { BACKLOG } from '../../src/platform/jobs/job-metrics.js';
import { TO_LOOK_AT } from '../../src/platform/schedules/schedule-book.js';
import { SystemAccess } from '../../src/platform/tenancy/system-access.js';
import { SYSTEM_TENANT_ID } from '../../src/platform/tenancy/system-tenant.js';
import { newId } from '../../src/sdk/ids.js';
import type { Client } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus } from './support.js';

const FILL = `
  INSERT INTO core.tenants (id, slug, name) SELECT gen_random_uuid(), 'small-' || n, 'Small' FROM generate_series(1, 80) n;
  CREATE TEMP TABLE wanted AS SELECT id AS tenant_id, CASE slug WHEN 'alpha' THEN 200 ELSE 6 END AS courses,
    CASE slug WHEN 'alpha' THEN 1000 ELSE 20 END AS people FROM core.tenants WHERE slug <> 'system';
  INSERT INTO core.course (tenant_id, id, title, title_key, subject, subject_key, status, chapter_count)
    SELECT tenant_id, gen_random_uuid(), 'Course ' || n, 'course ' || n, 'S' || n % 9, 's' || n % 9, 'published', 20
    FROM wanted, generate_series(1, courses) n;
  INSERT INTO core.chapter (tenant_id, id, course_id, title, content, position)
    SELECT tenant_id, gen_random_uuid(), id, 'Chapter', repeat('text ', 100), n FROM core.course, generate_series(1, 20) n;
  INSERT INTO core.users (tenant_id, id, email, email_key, name, name_key, role)
    SELECT tenant_id, gen_random_uuid(), n || '@x.test', n || '@x.test', 'P' || n, 'p' || n, 'student' FROM wanted, generate_series(1, people) n;
  INSERT INTO core.class (tenant_id, id, name) SELECT tenant_id, gen_random_uuid(), 'Class ' || n FROM wanted, generate_series(1, people / 20) n;
  INSERT INTO core.enrollment (tenant_id, class_id, user_id, role)
    SELECT u.tenant_id, c.id, u.id, 'student' FROM core.users u JOIN LATERAL
      (SELECT id FROM core.class c WHERE c.tenant_id = u.tenant_id ORDER BY md5(c.id::text || u.id::text) LIMIT 1) c ON true
    WHERE u.role = 'student' ON CONFLICT DO NOTHING;
  INSERT INTO core.streak (tenant_id, user_id, current_days, longest_days, last_active_on) SELECT tenant_id, id, 1, 1, now() FROM core.users;
  INSERT INTO core.course_progress (tenant_id, user_id, course_id, created_at, updated_at)
    SELECT u.tenant_id, u.id, c.id, now(), now() FROM core.users u JOIN LATERAL
      (SELECT id FROM core.course c WHERE c.tenant_id = u.tenant_id ORDER BY id LIMIT 3) c ON true;
  INSERT INTO core.progress_event (tenant_id, user_id, position, kind, actor_id, trust, occurred_at, local_date, source_id, subject, subject_key,
      topic, topic_key, score, time_spent, completed)
    SELECT tenant_id, id, n, 'record_added', id, 'client_asserted', now(), current_date, gen_random_uuid(), 'S', 's', 'T', 't' || n, n, 0, true
    FROM core.users, generate_series(1, 20) n;
  INSERT INTO core.topic_progress SELECT tenant_id, user_id, subject_key, topic_key, subject, topic, 1, score, 0, true, now(), now()
    FROM core.progress_event;
  INSERT INTO core.exercise_progress SELECT tenant_id, user_id, gen_random_uuid(), 1, 50, '[]', now(), now() FROM core.progress_event;
  INSERT INTO gamification.learner (tenant_id, user_id, pseudonym, total, chapters)
    SELECT tenant_id, id, 'Learner', 10 * (row_number() OVER () % 40), 3 FROM core.users;
  INSERT INTO gamification.points_entry (tenant_id, id, user_id, points, reason, source)
    SELECT tenant_id, gen_random_uuid(), user_id, 10, 'Chapter completed', 'chapter:' || n FROM gamification.learner, generate_series(1, 4) n;
  INSERT INTO core.question (tenant_id, id, type, question, question_key, correct_answer, subject, subject_key)
    SELECT tenant_id, gen_random_uuid(), 'true_false', 'Is it so?', 'is it so?', 'true', 'S' || n % 9, 's' || n % 9
    FROM wanted, generate_series(1, courses * 5) n;
  INSERT INTO core.assessment (tenant_id, id, student_id, subject, topic, score, correct_count, total_questions, trust, results, feedback)
    SELECT tenant_id, gen_random_uuid(), user_id, 'S', 'T', 0, 0, 1, 'client_asserted', '[]', '[]' FROM core.streak, generate_series(1, 3);
  INSERT INTO core.quiz (tenant_id, id, course_id, title) SELECT tenant_id, gen_random_uuid(), id, 'Quiz' FROM core.course, generate_series(1, 2);
  INSERT INTO core.quiz_question (tenant_id, quiz_id, question_id, position, points)
    SELECT q.tenant_id, q.id, asked.id, row_number() OVER (PARTITION BY q.id), 1 FROM core.quiz q JOIN LATERAL
      (SELECT id FROM core.question a WHERE a.tenant_id = q.tenant_id ORDER BY md5(a.id::text || q.id::text) LIMIT 5) asked ON true;
  INSERT INTO core.quiz_attempt (tenant_id, id, quiz_id, course_id, user_id, number, status, started_at, questions, passing_score, score, passed, completed_at)
    SELECT u.tenant_id, gen_random_uuid(), q.id, q.course_id, u.id, n, 'graded', now(), '[]', 0.7, 0, false, now()
    FROM core.users u JOIN LATERAL (SELECT id, course_id FROM core.quiz q WHERE q.tenant_id = u.tenant_id ORDER BY id LIMIT 3) q ON true,
      generate_series(1, 3) n;
  INSERT INTO core.learner_activity (tenant_id, user_id, grain, starts_on, acts, sessions, chapters, quizzes, assessments, records, exercises)
    SELECT tenant_id, user_id, g.grain, g.starts_on, 1, 1, 1, 0, 0, 0, 1 FROM core.streak, LATERAL
      (SELECT 'day' AS grain, current_date - n AS starts_on FROM generate_series(0, 30) n UNION ALL SELECT 'ever', '1970-01-01') g;
  INSERT INTO core.learner_course (tenant_id, user_id, course_id, chapters, finished, quiz_attempts, quiz_score_sum)
    SELECT tenant_id, user_id, course_id, 1, false, 1, 500000 FROM core.course_progress;
  INSERT INTO core.learner_exercise (tenant_id, user_id, exercise_id, attempts, best_score, completed, mastered)
    SELECT tenant_id, user_id, ('00000000-0000-7000-8000-00000000000' || n)::uuid, 1, 50000000, n > 4, false FROM core.streak, generate_series(1, 8) n;
  INSERT INTO core.learner_standing (tenant_id, user_id, pseudonym, listed, exercises_tried, exercises_completed, best_score_sum)
    SELECT tenant_id, user_id, 'Learner', true, 8, 4, 400000000 FROM core.streak;
  INSERT INTO core.code_execution (tenant_id, id, user_id, language, code, status, stdout, stderr, duration_ms, cpu_ms, truncated, created_at)
    SELECT tenant_id, gen_random_uuid(), user_id, 'python', 'pass', 'ok', '', '', 1, 1, false, now() FROM core.streak, generate_series(1, 10);
  INSERT INTO core.code_cpu_day (tenant_id, day, user_id, runs, cpu_ms)
    SELECT tenant_id, current_date - n, user_id, 1, 1 FROM core.streak, generate_series(0, 29) n;
  INSERT INTO core.exercise (tenant_id, id, slug, title, title_key, topic, topic_key, language, hints, status)
    SELECT tenant_id, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'sums-' || n, 'Sums', 'sums', 'T' || n % 9, 't' || n % 9,
      'python', '[{"text": "Add", "cost": 0}]', 'published' FROM wanted, generate_series(1, courses * 3) n;
  INSERT INTO core.exercise_version (tenant_id, exercise_id, version, language, cases)
    SELECT tenant_id, id, n, 'python', '[]' FROM core.exercise, generate_series(1, 3) n;
  INSERT INTO core.hint_reveal (tenant_id, user_id, exercise_id, number, cost)
    SELECT tenant_id, user_id, ('00000000-0000-7000-8000-00000000000' || n)::uuid, 1, 0 FROM core.streak, generate_series(2, 9) n;
  INSERT INTO core.submission (tenant_id, id, exercise_id, exercise_version, student_id, attempt, code, language, status, score, evaluated_at)
    SELECT tenant_id, gen_random_uuid(), ('00000000-0000-7000-8000-00000000000' || n)::uuid, 1, user_id, 1, 'pass', 'python',
      CASE WHEN n > 1 THEN 'evaluated' ELSE 'queued' END, 50, now() FROM core.streak, generate_series(1, 8) n;
  INSERT INTO core.chat_session (tenant_id, id, student_id, agent_type, messages) SELECT tenant_id, gen_random_uuid(), user_id, 'tutor', 12 FROM core.streak;
  INSERT INTO core.chat_message (tenant_id, id, session_id, student_id, position, role, content, created_at)
    SELECT tenant_id, gen_random_uuid(), id, student_id, n, 'user', 'Hello', now() FROM core.chat_session, generate_series(1, 12) n;
  INSERT INTO core.subscription_period (tenant_id, id, user_id, plan_type) SELECT tenant_id, gen_random_uuid(), user_id, 'premium' FROM core.streak;
  INSERT INTO core.notification_counter (tenant_id, user_id, last) SELECT tenant_id, user_id, 200 FROM core.streak
    ON CONFLICT DO NOTHING;
  INSERT INTO core.notification (tenant_id, id, user_id, "offset", kind, data, read_at)
    SELECT tenant_id, gen_random_uuid(), user_id, 100 + n, 'graded', '{}', CASE WHEN n < 15 THEN now() END FROM core.streak, generate_series(1, 20) n;
  INSERT INTO co_learning.room (tenant_id, id, name, created_by, class_id, closed_at)
    SELECT tenant_id, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Room', gen_random_uuid(), NULL, CASE WHEN n > 20 THEN now() END
    FROM wanted, generate_series(1, people) n;
  INSERT INTO co_learning.member (tenant_id, room_id, user_id)
    SELECT u.tenant_id, r.id, u.id FROM core.users u JOIN LATERAL
      (SELECT id FROM co_learning.room r WHERE r.tenant_id = u.tenant_id ORDER BY md5(r.id::text || u.id::text) LIMIT 3) r ON true;
  INSERT INTO co_learning.activity (tenant_id, id, room_id, user_id, activity)
    SELECT tenant_id, gen_random_uuid(), room_id, user_id, '{}' FROM co_learning.member, generate_series(1, 10);
  INSERT INTO core.job (tenant_id, id, name, status, input, max_attempts, finished_at)
    SELECT tenant_id, gen_random_uuid(), 'nobodys.job', CASE n WHEN 1 THEN 'queued' ELSE 'completed' END, '{}', 1, CASE WHEN n > 1 THEN now() END
    FROM wanted, generate_series(1, 50) n;
  INSERT INTO core.parked_event (tenant_id, consumer, event_id, position, name, topic, key, data, reason, attempts, next_attempt_at)
    SELECT tenant_id, 'nobodys.' || n % 4, gen_random_uuid(), n, 'nobodys.event.v1', 'system-events', 'key ' || n % 20, '{}',
      CASE n % 4 WHEN 3 THEN 'plugin_off' ELSE 'failing' END, CASE WHEN n < 4 AND slug = 'alpha' THEN 5 ELSE 0 END, now() + interval '1 hour'
    FROM wanted JOIN core.tenants ON id = tenant_id, generate_series(1, 100) n;
  INSERT INTO core.schedule (tenant_id, name, plan, next_due_at)
    SELECT tenant_id, 'nobodys.' || n, 'rule UTC', now() + interval '1 hour' FROM wanted, generate_series(1, 5) n;
  DROP TABLE wanted;`;

/** What work in the background reads across all institutions, with its parameters. */
const ACROSS: [string, unknown[]][] = [
  [DUE, [['nobodys.1', 'nobodys.2']]],
  [HELD, [['nobodys.3']]],
  [FAILING, []],
  [BACKLOG, []],
];

const TABLES = [
  'job',
  'parked_event',
  'schedule',
  'chat_message',
  'chat_session',
  'activity',
  'member',
  'room',
  'notification',
  'notification_counter',
  'code_execution',
  'code_cpu_day',
  'exercise',
  'exercise_version',
  'hint_reveal',
  'learner_activity',
  'learner_course',
  'learner_exercise',
  'learner_standing',
  'activity_tally',
  'course_tally',
  'exercise_tally',
  'submission',
  'subscription_period',
  'question',
  'assessment',
  'quiz',
  'quiz_question',
  'quiz_attempt',
  'topic_progress',
  'exercise_progress',
  'course',
  'chapter',
  'class',
  'enrollment',
  'course_progress',
  'streak',
  'progress_event',
  'learner',
  'points_entry',
];

/** An exercise that everybody has tried. */
const TRIED = '00000000-0000-7000-8000-000000000001';

/** A room that is open. */
const ROOM = '00000000-0000-7000-8000-000000000001';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

const scanned = (node: PlanNode): string[] => [
  ...(node['Node Type'] === 'Seq Scan' && TABLES.includes(node['Relation Name'] ?? '') ? [node['Relation Name'] ?? ''] : []),
  ...(node.Plans ?? []).flatMap(scanned),
];

/** What is read whole for each row of something else. */
const scannedAgain = (node: PlanNode): string[] => [
  ...(node['Node Type'] === 'Nested Loop' ? (node.Plans ?? []).slice(1).flatMap(scanned) : []),
  ...(node.Plans ?? []).flatMap(scannedAgain),
];

/** Reads that requests made are asked again for their plans, as the application's role in the tenant. */
const READS = /^\s*(?:SELECT|WITH \w+ AS MATERIALIZED)/;

describe('statements of requests, with one large institution among many small ones', () => {
  let server: TestServer;
  let world: World;
  let app: pg.Client;
  let recorded: { sql: string; parameters: unknown[] }[] = [];
  const driver = pg.Client.prototype as unknown as { query: (this: pg.Client, ...given: unknown[]) => unknown };
  const { query } = driver;

  before(async () => {
    server = await startTestServer();
    app = new pg.Client({ connectionString: server.database.appUrl });
    await app.connect();
    world = await twoTenants(server);
    await server.sql(FILL);
    for (const table of await server.sql<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('core', 'co_learning', 'gamification')`,
    )) {
      await server.sql(`ANALYZE ${table.name}`);
    }
    driver.query = function record(...given) {
      const [sql, parameters] = given;
      if (this !== app && typeof sql === 'string' && READS.test(sql) && TABLES.some((name) => sql.includes(`.${name}`))) {
        recorded.push({ sql, parameters: Array.isArray(parameters) ? parameters : [] });
      }
      return Reflect.apply(query, this, given);
    };
  });
  after(async () => {
    driver.query = query;
    await app.end();
    await server.close();
  });

  const plansOf = async (tenantId: string, act: () => Promise<unknown>): Promise<string[]> => {
    recorded = [];
    await act();
    const statements = recorded;
    assert.notEqual(statements.length, 0, 'the request read nothing');
    const reading = statements.filter(({ sql }) => !/FOR (UPDATE|KEY SHARE)/.test(sql));
    return plansIn(tenantId, reading);
  };

  /** What of these statements reads a whole table. */
  const plansIn = async (tenantId: string, statements: typeof recorded): Promise<string[]> => {
    await app.query('BEGIN');
    await app.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantId]);
    const bad: string[] = [];
    for (const { sql, parameters } of statements) {
      const { rows } = await app.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(`EXPLAIN (FORMAT JSON) ${sql}`, parameters);
      const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
      if (plan) bad.push(...scanned(plan).map((table) => `${table}: ${sql}`));
    }
    await app.query('ROLLBACK');
    return bad;
  };
  /** As the role that crosses institutions. */
  const planAcross = async (sql: string, parameters: unknown[]): Promise<PlanNode> => {
    const explained = await server
      .get(SystemAccess)
      .run((ask) => ask<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(`EXPLAIN (FORMAT JSON) ${sql}`, parameters));
    const plan = explained[0]?.['QUERY PLAN'][0]?.Plan;
    assert.ok(plan);
    return plan;
  };
  const some = async (tenantId: string) => {
    const [row] = await server.sql<{ course: string; chapter: string; quiz: string; question: string }>(
      `SELECT h.course_id AS course, h.id AS chapter, q.id AS quiz, asked.question_id AS question FROM core.chapter h
       JOIN core.quiz q ON q.course_id = h.course_id JOIN core.quiz_question asked ON asked.quiz_id = q.id
       WHERE h.tenant_id = $1 AND h.position = 10 LIMIT 1`,
      [tenantId],
    );
    return row ?? { course: newId(), chapter: newId(), quiz: newId(), question: newId() };
  };

  it('are found out when they read a whole table', async () => {
    await app.query('BEGIN; SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off');
    const { rows } = await app.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      'EXPLAIN (FORMAT JSON) SELECT FROM core.chapter WHERE position = 1',
    );
    await app.query('ROLLBACK');
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
    assert.deepEqual(plan && scanned(plan), ['chapter']);
  });

  it('find their rows by index when what learners did, and ran, is counted', async () => {
    const { id: tenantId, student } = world.alpha;
    const { course } = await some(tenantId);
    const people = [student.id];
    const counting: [string, unknown[]][] = [
      [CURRENT_USE, [student.id, 'UTC']],
      [FORGET, [student.id]],
      [ENTER, [people, ['Learner']]],
      [LOCK, [people]],
      [COUNT_DAYS, [people, '2026-01-01']],
      [COUNT_PERIODS, [people, '2026-01-01']],
      [COUNT_COURSES, [people, course]],
      [COUNT_FINISHED, [people, course]],
      [COUNT_EXERCISES, [people, TRIED, 70, 90]],
      [COUNT_STANDING, [people]],
      [COUNT_UNGRADED, [student.id]],
      [KEEP_NOTIFICATIONS, [[newId()], people, ['graded'], ['{}'], [null]]],
      [READ_NOTIFICATION, [newId(), student.id]],
      [READ_ALL_NOTIFICATIONS, [student.id, null]],
      [HISTORY, [newId(), newId(), 20]],
      [SINCE, [newId(), 3, 100]],
      [REPLY_TO, [newId()]],
      [COUNT_AWAITED, [newId()]],
      [STANDINGS, [[newId(), newId()]]],
      [RENEW, [newId()]],
      [TAKE_OVER, [newId()]],
      [HOLD_ROOM_OF_MEMBER, [ROOM, student.id]],
      [TRIM_ACTIVITIES, [ROOM, 500]],
      [REMOVE_MEMBER, [ROOM, student.id]],
      [TUTOR_TERMS, [['text'], [1], student.id, course, newId(), ['chapter'], [1]]],
      [TUTOR_CHAPTERS, [[newId()]]],
      [TUTOR_SIGNS, [['%']]],
      [PAGE_TO_REGRADE, [TRIED, null, newId(), newId(), 100]],
    ];
    for (const [sql, parameters] of counting) assert.deepEqual(await plansIn(tenantId, [{ sql, parameters }]), [], sql);
  });

  it('find their rows by index when work in the background looks at all institutions', async () => {
    for (const [sql, parameters] of ACROSS) assert.deepEqual(scanned(await planAcross(sql, parameters)), [], sql);
  });

  it('read the book of schedules once, however many there are', async () => {
    const look = [['nobodys.1', 'nobodys.2'], ['rule', 'rule'], new Date(), SYSTEM_TENANT_ID];
    assert.deepEqual(scannedAgain(await planAcross(TO_LOOK_AT, look)), []);
  });

  for (const slug of ['alpha', 'beta'] as const) {
    it(`find their rows by index in ${slug === 'alpha' ? 'the large' : 'a small'} one`, async () => {
      const { id: tenantId, student, teacher, admin, nobody } = world[slug];
      const { course, chapter, quiz, question } = await some(tenantId);
      const { body: session } = await expectStatus(201, student.client.post('/chat/sessions', { agent_type: 'tutor' }));
      const chat: string = session.id;
      const reads: [Client, string][] = [
        [nobody, '/courses'],
        [nobody, '/courses?subject=s3'],
        [nobody, `/courses/${course}?include=chapters`],
        [nobody, `/courses/${course}/chapters`],
        [nobody, `/chapters/${chapter}`],
        [nobody, `/chapters/${chapter}/next`],
        [nobody, `/quizzes/${quiz}`],
        [student.client, `/quizzes/attempts/${student.id}/${quiz}`],
        [student.client, `/quizzes/user/${student.id}/course/${course}`],
        [teacher.client, `/quizzes?course_id=${course}`],
        [student.client, `/progress/${student.id}/courses`],
        [student.client, `/progress/${student.id}/courses/${course}`],
        [teacher.client, `/progress/${student.id}/courses/${course}`],
        [teacher.client, `/progress/${student.id}`],
        [student.client, `/progress/${student.id}/records?topic=t3`],
        [student.client, `/analytics/students/${student.id}/progress`],
        [teacher.client, `/analytics/students/${student.id}/stats`],
        [student.client, `/analytics/exercises/${TRIED}/stats`],
        [student.client, '/exercises?topic=t3'],
        [student.client, `/exercises/${TRIED}`],
        [teacher.client, `/exercises/${TRIED}/versions`],
        [student.client, '/assessments/questions?subject=s3&difficulty=3'],
        [student.client, '/assessments'],
        [teacher.client, `/assessments?student_id=${student.id}`],
        [teacher.client, '/questions?subject=s3&topic=none'],
        [student.client, '/analytics/leaderboard'],
        [teacher.client, '/analytics/overview'],
        [student.client, `/code/history/${student.id}`],
        [teacher.client, `/code/history/${student.id}?language=python&status=timeout&count=exact`],
        [admin.client, '/code/usage'],
        [student.client, '/chat/sessions'],
        [student.client, '/chat/sessions?agent_type=tutor&is_active=true&count=exact'],
        [admin.client, `/chat/sessions?student_id=${student.id}`],
        [student.client, `/chat/sessions/${chat}`],
        [student.client, `/chat/sessions/${chat}/messages?limit=5&count=exact`],
        [student.client, '/submissions'],
        [student.client, `/submissions?exercise_id=${TRIED}&count=exact`],
        [teacher.client, '/submissions'],
        [teacher.client, `/submissions?exercise_id=${TRIED}&status=evaluated`],
        [teacher.client, `/submissions?student_id=${student.id}`],
        [admin.client, `/submissions?exercise_id=${TRIED}`],
        [student.client, '/subscriptions/me'],
        [student.client, '/colearning/rooms'],
        [student.client, '/colearning/rooms?joined=true'],
        [student.client, `/colearning/rooms/${ROOM}`],
        [teacher.client, `/colearning/rooms/${ROOM}/members`],
        [teacher.client, `/colearning/rooms/${ROOM}/activity?count=exact`],
        [student.client, '/notifications?after=100'],
        [student.client, '/notifications?unread=true&count=exact'],
        [teacher.client, '/classes'],
        [teacher.client, `/classes/${world[slug].classId}/enrollments`],
        ...(slug === 'alpha' ? [[student.client, `/gamification/users/${student.id}/points`] as [Client, string]] : []),
      ];
      for (const [who, path] of reads) assert.deepEqual(await plansOf(tenantId, () => expectStatus(200, who.get(path))), [], path);
      const completion = `/progress/${student.id}/courses/${course}/chapters/${chapter}`;
      assert.deepEqual(await plansOf(tenantId, () => expectStatus(200, student.client.post(completion))), []);
      const submission = { quiz_id: quiz, answers: { [question]: true } };
      assert.deepEqual(await plansOf(tenantId, () => expectStatus(200, student.client.post('/quizzes/submit', submission))), []);
      const practice = { student_id: student.id, subject: 'S', topic: 'T', questions: [{ id: question, answer: true }] };
      assert.deepEqual(await plansOf(tenantId, () => expectStatus(201, student.client.post('/assessments', practice))), []);
      const hint = `/exercises/${TRIED}/hints`;
      assert.deepEqual(await plansOf(tenantId, () => expectStatus(201, student.client.post(hint, {}))), []);
      const correction = { question_id: question, correct_answer: false };
      assert.deepEqual(
        await plansOf(tenantId, () => expectStatus(200, teacher.client.post(`/quizzes/${quiz}/regrade/preview`, correction))),
        [],
      );
    });
  }
});
