import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { type AttemptRow, type QuizAttemptView, quizAttemptView } from './attempt.view.js';
import { writesQuizzes } from './quiz-states.js';
import type { ChildrenQuery } from './quizzes.schemas.js';

const ATTEMPTS = `
  SELECT a.id, a.user_id, a.quiz_id, a.number, a.answers, a.score, a.passed, a.completed_at,
    CASE WHEN a.status = 'open' AND a.deadline <= now() THEN 'expired' ELSE a.status END AS status,
    (SELECT coalesce(json_agg(json_build_object('score', r.score_before, 'passed', r.passed_before, 'regraded_at', r.regraded_at)
       ORDER BY r.id), '[]') FROM core.quiz_regrade r WHERE r.tenant_id = a.tenant_id AND r.attempt_id = a.id) AS earlier_grades
  FROM core.quiz_attempt a WHERE a.user_id = $1 AND a.quiz_id = $2 AND ($3::int IS NULL OR a.number > $3) ORDER BY a.number LIMIT $4`;

/** The attempts of one person at one quiz, for those who may read their records. */
@Injectable()
export class AttemptReading {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly paging: Paging,
  ) {}

  /** In the order they were begun. What was achieved stays readable when the course is a draft again. */
  async of(caller: Principal, userId: string, quizId: string, query: ChildrenQuery): Promise<Page<QuizAttemptView>> {
    await this.access.assertMayRead(caller, userId);
    const window = this.paging.open(query, { all: true });
    const rows = await this.uow.query<AttemptRow>(ATTEMPTS, [userId, quizId, window.after?.[0] ?? null, window.take]);
    if (rows.length === 0) await this.assertQuiz(caller, quizId);
    const total = window.countExactly ? await this.count(userId, quizId) : undefined;
    return this.paging.close(query, window, rows, (row) => [row.number], total).map(quizAttemptView);
  }

  private async assertQuiz(caller: Principal, quizId: string): Promise<void> {
    const rows = await this.uow.query(
      `SELECT 1 FROM core.quiz q JOIN core.course c ON c.tenant_id = q.tenant_id AND c.id = q.course_id
       WHERE q.id = $1 AND ($2 OR c.status = 'published')`,
      [quizId, writesQuizzes(caller)],
    );
    if (rows.length === 0) throw new NotFound('quiz');
  }

  private async count(userId: string, quizId: string): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(
      'SELECT count(*)::int AS total FROM core.quiz_attempt WHERE user_id = $1 AND quiz_id = $2',
      [userId, quizId],
    );
    return row?.total ?? 0;
  }
}
