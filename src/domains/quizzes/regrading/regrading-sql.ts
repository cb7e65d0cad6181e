import type { RegradableAttempt } from './correction.js';

const ATTEMPT = `a.id, a.user_id, a.course_id, a.status, a.passing_score, a.correct_ids, a.score, a.passed, a.answers -> $2 AS answer,
  (SELECT e FROM jsonb_array_elements(a.questions) e WHERE e ->> 'id' = $2) AS question,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', e.value ->> 'id', 'points', e.value -> 'points') ORDER BY e.place), '[]')
   FROM jsonb_array_elements(a.questions) WITH ORDINALITY AS e (value, place)) AS worth`;

/** One page of the attempts at a quiz (`$1`) as the question `$2` concerns them, after the id `$3`; only those of `$4` unless null. */
export const PAGE_OF_ATTEMPTS = `
  SELECT ${ATTEMPT} FROM core.quiz_attempt a
  WHERE a.quiz_id = $1 AND a.status IN ('open', 'graded') AND ($3::uuid IS NULL OR a.id > $3) AND ($4::uuid[] IS NULL OR a.id = ANY ($4::uuid[]))
  ORDER BY a.id LIMIT $5`;

export const LOCK_ATTEMPT = `SELECT ${ATTEMPT} FROM core.quiz_attempt a WHERE a.id = $1 AND a.status IN ('open', 'graded') FOR UPDATE`;

export const CORRECT_QUESTION = `
  UPDATE core.quiz_attempt SET revision = revision + 1, questions = (
    SELECT jsonb_agg(CASE WHEN e.value ->> 'id' = $2 THEN $3::jsonb ELSE e.value END ORDER BY e.place)
    FROM jsonb_array_elements(questions) WITH ORDINALITY AS e (value, place))
  WHERE id = $1`;

export const CHANGE_GRADE = 'UPDATE core.quiz_attempt SET correct_ids = $2, score = $3, passed = $4 WHERE id = $1';

export const KEEP_GRADE = `
  INSERT INTO core.quiz_regrade (id, attempt_id, user_id, question_id, job_id, question_before, score_before, score_after,
    passed_before, passed_after, regraded_by, regraded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

/** A row of the attempts above. */
export interface AttemptToRegrade extends RegradableAttempt {
  readonly id: string;
  readonly user_id: string;
  readonly course_id: string;
  readonly score: number;
  readonly passed: boolean;
}
