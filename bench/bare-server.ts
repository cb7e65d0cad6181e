import 'reflect-metadata';
import { hash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import bcrypt from 'bcrypt';
import { CHAPTERS_OF_COURSE } from '../src/domains/courses/chapter-reading.js';
import { ONE_COURSE } from '../src/domains/courses/course-catalogue.js';
import { OUTLINES } from '../src/domains/courses/course-outlines.js';
import { type ChapterRow, chapterView, type CourseRow, courseView } from '../src/domains/courses/courses.schemas.js';
import { appendValues } from '../src/domains/progress/log-rows.js';
import { APPEND } from '../src/domains/progress/progress-log.js';
import { userProgressView } from '../src/domains/progress/progress.schemas.js';
import { courseValues, STORE_COURSE } from '../src/domains/progress/projections/course-progress.js';
import { courseAfter, type CourseState } from '../src/domains/progress/projections/course-state.js';
import { type HeldStreak, LOCK_STREAK, STORE_STREAK } from '../src/domains/progress/projections/streaks.js';
import { OPEN_SESSION } from '../src/platform/auth/sessions.js';
import { eventColumns, WRITE_EVENTS } from '../src/platform/events/write-outbox.js';
import { RESERVE } from '../src/platform/throttling/reservation.js';
import { newId } from '../src/sdk/ids.js';
import { read, write } from './bare-database.js';
import { type BareSubmission, submit } from './bare-submit.js';

const CREDENTIALS = 'SELECT * FROM core.users WHERE email_key = $1';

const course = async (id: string): Promise<unknown> => {
  const [row] = await read<CourseRow>(ONE_COURSE, [false, id]);
  return row && courseView(row);
};

const chapters = async (id: string): Promise<unknown> =>
  (await read<ChapterRow>(CHAPTERS_OF_COURSE, [false, id, 0, 1001])).map(chapterView);

const complete = (userId: string, courseId: string, chapterId: string): Promise<unknown> =>
  write(async (client) => {
    const now = new Date();
    const today = now.toISOString().slice(0, 10);
    await client.query(RESERVE, ['chapter_complete', `u:${userId}`, 1_000_000_000, 86_400, 'UTC']);
    const outline = await client.query<{ chapterIds: string[] }>(OUTLINES, [[courseId]]);
    const { rows: streaks } = await client.query<HeldStreak>(LOCK_STREAK, [userId]);
    const entry = { kind: 'chapter_completed', courseId, chapterId } as const;
    const position = streaks[0]?.position ?? 0;
    const logged = { userId, actorId: userId, trust: 'client_asserted', occurredAt: now, entry, position, localDate: today } as const;
    const { rows } = await client.query<CourseState>(APPEND, appendValues(logged));
    if (streaks[0]?.lastActiveOn !== today) await client.query(STORE_STREAK, [userId, 1, 1, today, today]);
    const state = courseAfter(rows[0]?.createdAt ? rows[0] : undefined, logged);
    await client.query(STORE_COURSE, courseValues(userId, courseId, state));
    const chapterIds = outline.rows[0]?.chapterIds ?? [];
    const progress = userProgressView({ userId, courseId, chapterIds, state, streakDays: 1 });
    const data = {
      user_id: userId,
      course_id: courseId,
      chapter_id: chapterId,
      completed_at: now,
      completed_count: progress.completed_chapters.length,
      chapter_count: chapterIds.length,
      streak_days: 1,
    };
    const told = { user_id: userId, kind: entry.kind, local_date: today, course_id: courseId, exercise_id: null };
    const of = { topic: 'progress-updates', key: userId, subjectId: userId, requestId: newId(), traceparent: null };
    const events = [
      { ...of, id: newId(), name: 'progress.entry-logged.v1', data: JSON.stringify(told) },
      { ...of, id: newId(), name: 'progress.chapter-completed.v1', data: JSON.stringify(data) },
    ];
    await client.query(WRITE_EVENTS, eventColumns(events));
    return { message: 'Chapter completed', progress };
  });

const login = async ({ email, password }: { email: string; password: string }): Promise<unknown> => {
  const [user] = await read<{ id: string; password_hash: string }>(CREDENTIALS, [email]);
  if (!user || !(await bcrypt.compare(password, user.password_hash))) return undefined;
  const token = randomBytes(32).toString('base64url');
  const values = [newId(), user.id, hash('sha256', token, 'base64url'), 7, 30, '127.0.0.1', null];
  await write((client) => client.query(OPEN_SESSION, values));
  return { token, user: { ...user, password_hash: undefined } };
};

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString());
};

const answer = async (request: IncomingMessage): Promise<unknown> => {
  const [, , , area, first = '', second, third = '', , fourth = ''] = (request.url ?? '').split('/');
  if (area === 'auth') return login((await bodyOf(request)) as { email: string; password: string });
  if (area === 'quizzes') return submit(request.headers, (await bodyOf(request)) as BareSubmission);
  if (area === 'progress') return complete(first, third, fourth);
  return second === 'chapters' ? chapters(first) : course(first);
};

const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    const body = JSON.stringify((await answer(request)) ?? null);
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) }).end(body);
  } catch (error) {
    console.error(error);
    response.writeHead(500, { 'Content-Length': 0 }).end();
  }
};

/**
 * What a server costs that only moves data: `node:http` and `pg`, no framework, tokens, limits, validation or log. It
 * runs the statements of Lectern with the same durability, reads in one pipelined round trip, writes one by one.
 */
createServer((request, response) => void respond(request, response)).listen(Number(process.env.PORT), '127.0.0.1');
