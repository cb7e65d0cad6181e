import type { Entry, EntryKind, Happening, LoggedHappening, Trust } from './happening.js';
import { isTopicEntry, topicKeyOf } from './projections/topic-state.js';

/** A happening as a row of the log. Columns, in the database's spelling. */
export interface LogRow {
  readonly position: number;
  readonly kind: EntryKind;
  readonly actor_id: string | null;
  readonly trust: Trust;
  readonly occurred_at: Date;
  readonly local_date: string;
  readonly course_id: string | null;
  readonly chapter_id: string | null;
  readonly quiz_id: string | null;
  readonly exercise_id: string | null;
  readonly source_id: string | null;
  readonly subject: string | null;
  readonly topic: string | null;
  readonly score: number | null;
  readonly percent: number | null;
  readonly time_spent: number | null;
  readonly completed: boolean | null;
}

export const LOG_COLUMNS = `position, kind, actor_id, trust, occurred_at, local_date::text AS local_date, course_id, chapter_id, quiz_id,
  exercise_id, source_id, subject, topic, score, percent, time_spent, completed`;

/** What entries of any kind may have. */
type Fields = { readonly kind: EntryKind } & Partial<
  Record<'courseId' | 'chapterId' | 'quizId' | 'exerciseId' | 'subject' | 'topic', string>
> & {
    readonly score?: number;
    readonly percent?: number;
    readonly timeSpent?: number;
    readonly completed?: boolean;
  };

const sourceOf = (entry: Entry): string | null => {
  switch (entry.kind) {
    case 'quiz_attempt_graded':
    case 'quiz_attempt_regraded':
      return entry.attemptId;
    case 'record_added':
      return entry.recordId;
    case 'assessment_completed':
      return entry.assessmentId;
    case 'exercise_evaluated':
      return entry.submissionId;
    default:
      return null;
  }
};

/** What `APPEND` takes, in its order. */
export const appendValues = ({ userId, position, localDate, actorId, trust, occurredAt, entry }: LoggedHappening): unknown[] => {
  const fields: Fields = entry;
  const keys = isTopicEntry(entry) ? topicKeyOf(entry) : undefined;
  return [
    userId,
    position,
    entry.kind,
    actorId,
    trust,
    occurredAt,
    localDate,
    fields.courseId ?? null,
    fields.chapterId ?? null,
    fields.quizId ?? null,
    fields.exerciseId ?? null,
    sourceOf(entry),
    fields.subject ?? null,
    keys?.subjectKey ?? null,
    fields.topic ?? null,
    keys?.topicKey ?? null,
    fields.score ?? null,
    fields.percent ?? null,
    fields.timeSpent ?? null,
    fields.completed ?? null,
  ];
};

/** A value that the shape of this kind of entry requires. */
const present = <T>(value: T | null): T => {
  if (value === null) throw new Error('A row of the log lacks what its kind requires');
  return value;
};

const quizAttempt = (row: LogRow) => ({
  courseId: present(row.course_id),
  quizId: present(row.quiz_id),
  attemptId: present(row.source_id),
  score: present(row.score),
});

const topicOf = (row: LogRow) => ({ subject: present(row.subject), topic: present(row.topic), score: present(row.score) });

const entryOf = (row: LogRow): Entry => {
  switch (row.kind) {
    case 'chapter_completed':
      return { kind: row.kind, courseId: present(row.course_id), chapterId: present(row.chapter_id) };
    case 'course_percent_set':
      return { kind: row.kind, courseId: present(row.course_id), percent: present(row.percent) };
    case 'quiz_attempt_graded':
    case 'quiz_attempt_regraded':
      return { kind: row.kind, ...quizAttempt(row) };
    case 'record_added':
      return {
        kind: row.kind,
        recordId: present(row.source_id),
        ...topicOf(row),
        timeSpent: present(row.time_spent),
        completed: present(row.completed),
      };
    case 'assessment_completed':
      return { kind: row.kind, assessmentId: present(row.source_id), ...topicOf(row) };
    case 'exercise_evaluated':
      return {
        kind: row.kind,
        exerciseId: present(row.exercise_id),
        submissionId: present(row.source_id),
        score: present(row.score),
      };
    case 'streak_reset':
      return { kind: row.kind };
  }
};

/** A row read back. */
export const loggedHappening = (userId: string, row: LogRow): LoggedHappening => ({
  userId,
  position: row.position,
  localDate: row.local_date,
  actorId: row.actor_id,
  trust: row.trust satisfies Happening['trust'],
  occurredAt: row.occurred_at,
  entry: entryOf(row),
});
