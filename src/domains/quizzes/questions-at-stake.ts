import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

// Quizzes without a limit of attempts tell their keys after the first one: only what is open counts there.
const AT_STAKE = `
  WITH limited AS (
    SELECT q.id FROM core.quiz q WHERE q.max_attempts IS NOT NULL AND (q.closes_at IS NULL OR q.closes_at > now())
      AND (q.id IN (SELECT p.quiz_id FROM core.quiz_question p WHERE p.question_id = ANY($2::uuid[]))
        OR q.id IN (SELECT a.quiz_id FROM core.quiz_attempt a WHERE a.user_id = $1))
      AND q.max_attempts > (SELECT count(*) FROM core.quiz_attempt a WHERE a.quiz_id = q.id AND a.user_id = $1))
  SELECT p.question_id AS id FROM core.quiz_question p JOIN limited l ON l.id = p.quiz_id WHERE p.question_id = ANY($2::uuid[])
  UNION
  SELECT (e ->> 'id')::uuid FROM core.quiz_attempt a CROSS JOIN jsonb_array_elements(a.questions) e
  WHERE a.user_id = $1 AND (e ->> 'id')::uuid = ANY($2::uuid[])
    AND (a.quiz_id IN (SELECT l.id FROM limited l) OR (a.status = 'open' AND (a.deadline IS NULL OR a.deadline > now())))`;

/** Which questions somebody may yet be graded by: nobody else may tell them beforehand whether an answer is right. */
@Injectable()
export class QuestionsAtStake {
  constructor(private readonly uow: UnitOfWork) {}

  /**
   * Those of these questions that this person's open attempts ask, and those of quizzes with an attempt limit at which this
   * person has attempts left: placed there, or drawn before.
   */
  async of(userId: string, questionIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (questionIds.length === 0) return new Set();
    const rows = await this.uow.query<{ id: string }>(AT_STAKE, [userId, questionIds]);
    return new Set(rows.map(({ id }) => id));
  }
}
