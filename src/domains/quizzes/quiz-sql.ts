import type { FrozenQuestion } from '../questions/frozen-question.js';
import type { FeedbackLevel } from './quiz.entity.js';

/** A rule of drawing as it is stored; null matches everything. */
export interface StoredDraw {
  readonly subject: string | null;
  readonly topic: string | null;
  readonly difficulty: number | null;
  readonly count: number;
}

/** A question of the bank placed in a quiz. */
export interface Placement {
  readonly id: string;
  readonly points: number;
}

/** A row of `QUIZ_COLUMNS`. */
export interface QuizRow {
  readonly id: string;
  readonly course_id: string;
  readonly chapter_id: string | null;
  readonly title: string;
  readonly premium: boolean;
  readonly passing_score: number;
  readonly time_limit_seconds: number | null;
  readonly max_attempts: number | null;
  readonly opens_at: Date | null;
  readonly closes_at: Date | null;
  readonly feedback: FeedbackLevel;
  /** In order. */
  readonly placed: readonly Placement[];
  readonly draws: readonly StoredDraw[];
}

export const QUIZ_COLUMNS = `q.id, q.course_id, q.chapter_id, q.title, q.premium, q.passing_score, q.time_limit_seconds, q.max_attempts,
  q.opens_at, q.closes_at, q.feedback,
  (SELECT coalesce(json_agg(json_build_object('id', p.question_id, 'points', p.points) ORDER BY p.position), '[]')
   FROM core.quiz_question p WHERE p.tenant_id = q.tenant_id AND p.quiz_id = q.id) AS placed,
  (SELECT coalesce(json_agg(json_build_object('subject', d.subject, 'topic', d.topic, 'difficulty', d.difficulty, 'count', d.count)
     ORDER BY d.position), '[]')
   FROM core.quiz_draw d WHERE d.tenant_id = q.tenant_id AND d.quiz_id = q.id) AS draws`;

/** What everything about taking a quiz depends on, for one person (`$2`, null for nobody in particular), in one statement. */
export const QUIZ_STATE = `
  SELECT ${QUIZ_COLUMNS}, c.status = 'published' AS published, clock_timestamp()::timestamptz(3) AS now,
    (SELECT count(*)::int FROM core.quiz_attempt a WHERE a.tenant_id = q.tenant_id AND a.user_id = $2 AND a.quiz_id = q.id) AS used,
    o.id AS open_id, o.started_at AS open_started_at, o.deadline AS open_deadline, o.questions AS open_questions,
    o.passing_score AS open_passing_score, o.revision AS open_revision
  FROM core.quiz q
  JOIN core.course c ON c.tenant_id = q.tenant_id AND c.id = q.course_id
  LEFT JOIN core.quiz_attempt o ON o.tenant_id = q.tenant_id AND o.user_id = $2 AND o.quiz_id = q.id AND o.status = 'open'
  WHERE q.id = $1`;

/** A row of `QUIZ_STATE`. */
export interface QuizStateRow extends QuizRow {
  /** Whether learners see its course. */
  readonly published: boolean;
  /** The database's clock: the same for every process. */
  readonly now: Date;
  /** Attempts this person has begun, expired ones included. */
  readonly used: number;
  readonly open_id: string | null;
  readonly open_started_at: Date;
  readonly open_deadline: Date | null;
  readonly open_questions: readonly FrozenQuestion[];
  readonly open_passing_score: number;
  readonly open_revision: number;
}
