import { Injectable } from '@nestjs/common';
import { pagesById } from '../../../platform/database/pages-by-id.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { type AttemptToRegrade, PAGE_OF_ATTEMPTS } from './regrading-sql.js';

const PAGE = 200;

/** Which attempts a regrade is about. */
export interface RegradeScope {
  readonly quizId: string;
  readonly questionId: string;
  readonly attemptIds: readonly string[] | undefined;
}

/** The attempts at a quiz, a page and a short read at a time: there may be many, and no lock is held between pages. */
@Injectable()
export class RegradingPages {
  constructor(private readonly uow: UnitOfWork) {}

  of({ quizId, questionId, attemptIds }: RegradeScope): AsyncGenerator<readonly AttemptToRegrade[]> {
    return pagesById(PAGE, (after) =>
      this.uow.query<AttemptToRegrade>(PAGE_OF_ATTEMPTS, [quizId, questionId, after, attemptIds ?? null, PAGE]),
    );
  }

  /** How many there are, about. */
  async count({ quizId, attemptIds }: RegradeScope): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM core.quiz_attempt a
       WHERE a.quiz_id = $1 AND a.status IN ('open', 'graded') AND ($2::uuid[] IS NULL OR a.id = ANY ($2::uuid[]))`,
      [quizId, attemptIds ?? null],
    );
    return row?.total ?? 0;
  }
}
