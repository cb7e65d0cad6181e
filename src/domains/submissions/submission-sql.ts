import { SUBMISSION_COLUMNS } from './submission.view.js';

/** One person's submissions come one after another: their numbers are in order, and their bound holds. */
export const LOCK_STUDENT = `SELECT pg_advisory_xact_lock(hashtextextended('submissions:' || $1, 0))`;

export const COUNT_UNGRADED = `SELECT count(*)::int AS ungraded FROM core.submission WHERE student_id = $1 AND status IN ('queued', 'running')`;

/** Hints that were revealed before cost points, those that are revealed afterwards do not. */
export const ADD_SUBMISSION = `
  WITH added AS (
    INSERT INTO core.submission (id, exercise_id, exercise_version, student_id, submitted_by, code, language, hint_cost, attempt)
    SELECT $1::uuid, $2::uuid, $3::int, $4::uuid, $5::uuid, $6::text, $7::text,
      coalesce((SELECT sum(cost) FROM core.hint_reveal WHERE exercise_id = $2 AND user_id = $4), 0),
      1 + coalesce((SELECT max(attempt) FROM core.submission WHERE exercise_id = $2 AND student_id = $4), 0)
    RETURNING *)
  SELECT ${SUBMISSION_COLUMNS} FROM added s`;

/** What grading needs to know of a submission. */
export interface SubmissionToGrade {
  readonly id: string;
  readonly status: string;
  readonly exercise_id: string;
  readonly exercise_version: number;
  readonly student_id: string;
  readonly attempt: number;
  readonly code: string;
  readonly language: string;
  readonly hint_cost: number;
  /** Which grading this is: the fence. */
  readonly grading: number;
  readonly graded: number;
  /** The score that counts now. */
  readonly score: number | null;
  /** Whether that is the score of staff. */
  readonly by_staff: boolean;
}

export const TO_GRADE = `s.id, s.status, s.exercise_id, s.exercise_version, s.student_id, s.attempt, s.code, s.language, s.hint_cost, s.grading, s.graded,
  coalesce(s.staff_score, s.score) AS score, s.staff_score IS NOT NULL AS by_staff`;

/** Nothing when this grading was stored already, or another was asked for since. */
export const BEGIN_GRADING = `
  WITH s AS (
    UPDATE core.submission SET status = CASE WHEN status = 'evaluated' THEN status ELSE 'running' END, updated_at = now()
    WHERE id = $1 AND grading = $2 AND graded < grading RETURNING *)
  SELECT ${TO_GRADE} FROM s`;

/** How often the sandbox was lost so far. */
export const COUNT_LOSS = `
  WITH lost AS (UPDATE core.submission SET losses = losses + 1 WHERE id = $1 RETURNING losses) SELECT losses FROM lost`;

export const QUEUE_AGAIN = `
  WITH waiting AS (
    UPDATE core.submission SET status = 'queued', updated_at = now()
    WHERE id = $1 AND grading = $2 AND graded < grading AND status = 'running' RETURNING id, student_id)
  SELECT id, student_id FROM waiting`;

/** Times of evaluations of one submission differ: of two at the same instant one would be taken for the other. */
export const EVALUATED_NOW = `greatest(clock_timestamp()::timestamptz(3), evaluated_at + interval '1 millisecond')`;

/** `$1` id, `$2` grading, `$3` score, `$4` feedback, `$5` results. What staff said stands. Nothing when it is stored already. */
export const STORE_GRADING = `
  WITH stored AS (
    UPDATE core.submission SET graded = grading, losses = 0, status = 'evaluated', score = $3, feedback = $4, results = $5, updated_at = now(),
      evaluated_at = CASE WHEN staff_score IS NULL THEN ${EVALUATED_NOW} ELSE evaluated_at END
    WHERE id = $1 AND grading = $2 AND graded < grading RETURNING staff_score, evaluated_at)
  SELECT staff_score IS NOT NULL AS by_staff, evaluated_at FROM stored`;

/** `$1` id, `$2` grading, `$3` what to tell. It has no score unless staff gave one. */
export const STORE_FAILURE = `
  WITH stored AS (
    UPDATE core.submission SET graded = grading, feedback = $3, updated_at = now(),
      status = CASE WHEN staff_score IS NULL THEN 'error' ELSE 'evaluated' END
    WHERE id = $1 AND grading = $2 AND graded < grading RETURNING id, student_id)
  SELECT id, student_id FROM stored`;

/** `$1` id, `$2` grading, `$3` what to tell. The grading stays asked for: it can still be had. */
export const GIVE_UP = `
  WITH given_up AS (
    UPDATE core.submission SET status = 'error', feedback = $3, updated_at = now()
    WHERE id = $1 AND grading = $2 AND graded < grading AND status <> 'evaluated' RETURNING id, student_id)
  SELECT id, student_id FROM given_up`;

/** `$1` id, `$2` score where it is given, `$3` feedback, `$4` by whom, `$5` whether feedback is given or taken back. */
export const STORE_STAFF_EVALUATION = `
  WITH stored AS (
    UPDATE core.submission SET status = 'evaluated', staff_score = coalesce($2, staff_score),
      staff_feedback = CASE WHEN $5::boolean THEN $3 ELSE staff_feedback END, staff_id = $4, updated_at = now(),
      evaluated_at = CASE WHEN $2::double precision IS NULL THEN evaluated_at ELSE ${EVALUATED_NOW} END
    WHERE id = $1 RETURNING *)
  SELECT ${SUBMISSION_COLUMNS}, s.evaluated_at FROM stored s`;

/** Asks for one more grading, and takes back what staff and tests said before. */
export const ASK_AGAIN = `
  WITH asked AS (
    UPDATE core.submission SET status = 'queued', grading = grading + 1, losses = 0, staff_score = NULL, staff_feedback = NULL, staff_id = $2,
      score = NULL, feedback = NULL, results = '[]', queued_at = now(), updated_at = now()
    WHERE id = $1 RETURNING *)
  SELECT ${SUBMISSION_COLUMNS}, s.grading FROM asked s`;

export const LOCK_SUBMISSION = `SELECT ${SUBMISSION_COLUMNS} FROM core.submission s WHERE s.id = $1 FOR UPDATE`;
