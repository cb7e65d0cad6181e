import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { PoolClient } from 'pg';
import { appendValues } from '../src/domains/progress/log-rows.js';
import { APPEND } from '../src/domains/progress/progress-log.js';
import { ATTEMPTS, courseValues, STORE_COURSE } from '../src/domains/progress/projections/course-progress.js';
import { courseAfter, type CourseState } from '../src/domains/progress/projections/course-state.js';
import { type HeldStreak, LOCK_STREAK, STORE_STREAK } from '../src/domains/progress/projections/streaks.js';
import { frozenQuestion, QUESTION_COLUMNS, type QuestionRow } from '../src/domains/questions/question-sql.js';
import { gradeAttempt } from '../src/domains/quizzes/grade-attempt.js';
import { QUIZ_STATE, type QuizStateRow } from '../src/domains/quizzes/quiz-sql.js';
import type { Answers } from '../src/domains/quizzes/quizzes.schemas.js';
import { quizResultView } from '../src/domains/quizzes/result.view.js';
import { ADD_ATTEMPT } from '../src/domains/quizzes/submit-quiz.js';
import { eventColumns, WRITE_EVENTS } from '../src/platform/events/write-outbox.js';
import { LOCK_KEY, STORE_ANSWER } from '../src/platform/idempotency/answer-recorder.js';
import { FIND_ANSWER } from '../src/platform/idempotency/stored-answer.js';
import { RESERVE } from '../src/platform/throttling/reservation.js';
import { newId } from '../src/sdk/ids.js';
import { read, write } from './bare-database.js';

const FREEZE = `SELECT ${QUESTION_COLUMNS} FROM core.question q WHERE q.id = ANY($1::uuid[])`;

export interface BareSubmission {
  readonly quiz_id: string;
  readonly answers: Answers;
}

interface Graded {
  readonly state: QuizStateRow;
  readonly attemptId: string;
  readonly score: number;
  readonly passed: boolean;
}

/** The statements of a submission; whose it is stands in a header, because nothing here reads tokens. */
export const submit = async (headers: IncomingHttpHeaders, submission: BareSubmission): Promise<unknown> => {
  const userId = String(headers['x-user']);
  const key = headers['idempotency-key'];
  const scope = key === undefined ? undefined : hash('sha256', `${userId}|${String(key)}`, 'base64url');
  if (scope !== undefined) await read(FIND_ANSWER, [scope]);
  return write(async (client) => {
    if (scope !== undefined) {
      await client.query(LOCK_KEY, [scope]);
      await client.query(FIND_ANSWER, [scope]);
    }
    await client.query(RESERVE, ['quiz_submit', `u:${userId}`, 1_000_000_000, 3600, 'UTC']);
    const answer = await grade(client, userId, submission);
    if (scope !== undefined) await client.query(STORE_ANSWER, [scope, userId, scope, 200, JSON.stringify(answer)]);
    return answer;
  });
};

const grade = async (client: PoolClient, userId: string, { quiz_id: quizId, answers }: BareSubmission): Promise<unknown> => {
  const [state] = (await client.query<QuizStateRow>(QUIZ_STATE, [quizId, userId])).rows;
  if (!state) throw new Error('There is no such quiz');
  const { rows } = await client.query<QuestionRow>(FREEZE, [state.placed.map(({ id }) => id)]);
  const questions = rows.map(frozenQuestion);
  const attemptId = newId();
  const passingScore = state.passing_score;
  const graded = gradeAttempt(questions, answers, passingScore);
  const { correctIds, score, passed } = graded;
  const used = state.used + 1;
  const attempt = [attemptId, JSON.stringify(answers), correctIds, score, passed, state.now];
  await client.query(ADD_ATTEMPT, [...attempt, quizId, state.course_id, userId, used, JSON.stringify(questions), passingScore]);
  await append(client, userId, { state, attemptId, score, passed });
  return quizResultView(state, { attemptId, passingScore, questions, answers, grade: graded, used });
};

const append = async (client: PoolClient, userId: string, { state, attemptId, score, passed }: Graded): Promise<void> => {
  const { id: quizId, course_id: courseId, now } = state;
  const today = now.toISOString().slice(0, 10);
  const [streak] = (await client.query<HeldStreak>(LOCK_STREAK, [userId])).rows;
  const entry = { kind: 'quiz_attempt_graded', courseId, quizId, attemptId, score } as const;
  const position = streak?.position ?? 0;
  const logged = { userId, actorId: userId, trust: 'server_graded', occurredAt: now, entry, position, localDate: today } as const;
  const [before] = (await client.query<CourseState>(APPEND, appendValues(logged))).rows;
  if (streak?.lastActiveOn !== today) await client.query(STORE_STREAK, [userId, 1, 1, today, today]);
  const { rows } = await client.query<{ attemptId: string; score: number }>(ATTEMPTS, [userId, quizId]);
  const attempts = new Map(rows.map((row) => [row.attemptId, row.score]));
  await client.query(STORE_COURSE, courseValues(userId, courseId, courseAfter(before?.createdAt ? before : undefined, logged, attempts)));
  const told = { user_id: userId, kind: entry.kind, local_date: today, course_id: courseId, exercise_id: null };
  const ids = { attempt_id: attemptId, quiz_id: quizId, course_id: courseId, user_id: userId };
  const data = { ...ids, score, passed, completed_at: now };
  const of = { topic: 'progress-updates', key: userId, subjectId: userId, requestId: newId(), traceparent: null };
  const events = [
    { ...of, id: newId(), name: 'progress.entry-logged.v1', data: JSON.stringify(told) },
    { ...of, id: newId(), name: 'quizzes.attempt-graded.v1', data: JSON.stringify(data) },
  ];
  await client.query(WRITE_EVENTS, eventColumns(events));
};
