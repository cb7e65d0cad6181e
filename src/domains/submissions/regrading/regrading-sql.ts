import { EVALUATED_NOW, TO_GRADE } from '../submission-sql.js';

const OF_EXERCISE = 's.exercise_id = $1 AND ($2::uuid[] IS NULL OR s.id = ANY ($2::uuid[]))';

/** Those a job ($3) has not been through, after the id $4. */
export const PAGE_TO_REGRADE = `
  SELECT ${TO_GRADE} FROM core.submission s
  WHERE ${OF_EXERCISE} AND ($4::uuid IS NULL OR s.id > $4)
    AND NOT EXISTS (SELECT FROM core.submission_regrade r WHERE r.tenant_id = s.tenant_id AND r.job_id = $3 AND r.submission_id = s.id)
  ORDER BY s.id LIMIT $5`;

export const ONE_TO_REGRADE = `SELECT ${TO_GRADE} FROM core.submission s WHERE s.id = $1`;

export const COUNT_OF_EXERCISE = `SELECT count(*)::int AS total FROM core.submission s WHERE ${OF_EXERCISE}`;

export const COUNT_DONE = 'SELECT count(*)::int AS done FROM core.submission_regrade WHERE job_id = $1';

/**
 * `$1` id, `$2` grading and `$3` what was graded of it when it was read, `$4` version, `$5` score, `$6` feedback, `$7` results. A grading
 * of its own: one that is under way comes too late. Nothing when another one was faster.
 */
export const STORE_REGRADE = `
  WITH stored AS (
    UPDATE core.submission SET grading = grading + 1, graded = grading + 1, losses = 0, status = 'evaluated', exercise_version = $4,
      score = $5, feedback = $6, results = $7, updated_at = now(),
      evaluated_at = CASE WHEN staff_score IS NULL AND $5::double precision IS DISTINCT FROM score
        THEN ${EVALUATED_NOW} ELSE evaluated_at END
    WHERE id = $1 AND grading = $2 AND graded = $3 RETURNING evaluated_at, staff_score)
  SELECT evaluated_at, staff_score IS NOT NULL AS kept FROM stored`;

/** `$2` the submission, if it still is there. */
export const KEEP_REGRADE = `
  INSERT INTO core.submission_regrade (job_id, submission_id, student_id, version_before, version_after, score_before, score_after, kept, failed,
    is_trial, regraded_by, regraded_at)
  SELECT $1::uuid, s.id, s.student_id, $3::int, $4::int, $5::double precision, $6::double precision, $7::boolean, $8::boolean, $9::boolean,
    $10::uuid, now()
  FROM core.submission s WHERE s.id = $2 FOR KEY SHARE
  ON CONFLICT DO NOTHING`;

/** What a job changed, whichever of its attempts changed it. */
export const REGRADE_RESULT = `
  SELECT count(*)::int AS submissions,
    count(*) FILTER (WHERE NOT kept AND score_after IS DISTINCT FROM score_before)::int AS changed,
    count(*) FILTER (WHERE NOT kept AND score_after > score_before)::int AS raised,
    count(*) FILTER (WHERE NOT kept AND score_after < score_before)::int AS lowered,
    count(*) FILTER (WHERE kept AND NOT failed)::int AS kept,
    count(*) FILTER (WHERE failed)::int AS failed
  FROM core.submission_regrade WHERE job_id = $1`;

export const FORGET_TRIAL = 'DELETE FROM core.submission_regrade WHERE job_id = $1 AND is_trial';
