import { Injectable } from '@nestjs/common';
import { Entitlements } from '../../sdk/contracts/subscriptions.js';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { fittingWindow } from './fitting-window.js';
import { QuizReader } from './quiz-reader.js';
import { QUIZ_COLUMNS, type QuizRow } from './quiz-sql.js';
import { QuizStates, writesQuizzes } from './quiz-states.js';
import { learnerQuizView, type QuizView } from './quiz.view.js';
import type { ChildrenQuery } from './quizzes.schemas.js';
import { asksWithinAttempt, isOpenAt } from './taking-rules.js';

type ListedQuiz = { readonly [column in keyof QuizRow]: QuizRow[column] | null } & { readonly published: boolean; readonly now: Date };

/** One row without a quiz says: the course is there and has none. */
const QUIZZES_OF_COURSE = `
  SELECT q.*, c.status = 'published' AS published, clock_timestamp() AS now FROM core.course c
  LEFT JOIN (
    SELECT ${QUIZ_COLUMNS}, q.tenant_id FROM core.quiz q
    WHERE q.course_id = $1 AND ($2 OR NOT q.premium) AND ($3::uuid IS NULL OR q.id > $3) ORDER BY q.id LIMIT $4
  ) q ON q.tenant_id = c.tenant_id AND q.course_id = c.id
  WHERE c.id = $1 ORDER BY q.id`;

/** Reading quizzes as learners do, and one by one as staff do. */
@Injectable()
export class QuizReading {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
    private readonly access: RecordAccess,
    private readonly entitlements: Entitlements,
    private readonly states: QuizStates,
    private readonly reader: QuizReader,
  ) {}

  /** Staff see keys; learners begin a timed or drawn quiz by reading it. Throws 404, 401 and 403 `PREMIUM_REQUIRED`. */
  async get(caller: Principal | undefined, id: string): Promise<QuizView> {
    const state = await this.states.read(id, caller?.userId);
    if (writesQuizzes(caller)) return this.reader.asStaff(state);
    if (!state.published) throw new NotFound('quiz');
    await this.states.admit(caller, state);
    return this.reader.asLearner(caller, state);
  }

  /** The quizzes of a course this person may take: premium ones only with a subscription of theirs. No keys for anybody. A page ends where it would show too much. */
  async ofCourse(caller: Principal, userId: string, courseId: string, query: ChildrenQuery): Promise<Page<QuizView>> {
    await this.access.assertMayRead(caller, userId);
    const premium = await this.entitlements.isPremium(userId);
    const window = this.paging.open(query, { all: true });
    const rows = await this.uow.query<ListedQuiz>(QUIZZES_OF_COURSE, [courseId, premium, window.after?.[0] ?? null, window.take]);
    if (!rows[0]?.published) throw new NotFound('course');
    const quizzes = rows.filter((row): row is QuizRow & ListedQuiz => row.id !== null);
    const total = window.countExactly ? await this.count(courseId, premium) : undefined;
    const isShown = (quiz: QuizRow & ListedQuiz) => !asksWithinAttempt(quiz) && isOpenAt(quiz, quiz.now);
    const fitting = fittingWindow(
      window,
      quizzes.map((quiz) => (isShown(quiz) ? quiz.placed.length : 0)),
    );
    const page = this.paging.close(query, fitting, quizzes, (row) => [row.id], total);
    const open = page.items.filter(isShown);
    const questions = await this.reader.questionsOf(open);
    return page.map((quiz) => learnerQuizView(quiz, questions.get(quiz.id) ?? []));
  }

  private async count(courseId: string, premium: boolean): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(
      'SELECT count(*)::int AS total FROM core.quiz WHERE course_id = $1 AND ($2 OR NOT premium)',
      [courseId, premium],
    );
    return row?.total ?? 0;
  }
}
