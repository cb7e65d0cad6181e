import { Injectable } from '@nestjs/common';
import { isForeignKeyViolation } from '../../platform/database/database-errors.js';
import { Conflict, InvalidInput, NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { Page, Paging, Preconditions } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { CourseOutlines } from '../courses/course-outlines.js';
import { fittingWindow } from './fitting-window.js';
import { QuizContents } from './quiz-contents.js';
import { QuizReader } from './quiz-reader.js';
import { QUIZ_COLUMNS, type QuizRow } from './quiz-sql.js';
import { Quiz } from './quiz.entity.js';
import { quizSchema, type QuizView } from './quiz.view.js';
import type { CreateQuiz, QuizQuery, UpdateQuiz } from './quizzes.schemas.js';

const ONE = `SELECT ${QUIZ_COLUMNS} FROM core.quiz q WHERE q.id = $1`;
const FILTERS = '($1::uuid IS NULL OR q.course_id = $1) AND ($2::uuid IS NULL OR q.chapter_id = $2)';

/** Writing quizzes. Attempts that were begun keep their questions, their passing score and their clock. */
@Injectable()
export class QuizAuthoring {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly outlines: CourseOutlines,
    private readonly contents: QuizContents,
    private readonly reader: QuizReader,
    private readonly preconditions: Preconditions,
    private readonly paging: Paging,
  ) {}

  /** Joins an open unit of work: an import makes the quiz together with its course. Throws `InvalidInput` for what does not exist. */
  async create(input: CreateQuiz): Promise<QuizView> {
    return this.uow.run(async (em) => {
      const id = newId();
      const { course_id: courseId, title } = input;
      await this.assertPlace(courseId, input.chapter_id);
      assertWindow(input.opens_at ?? null, input.closes_at ?? null);
      await em.insert(Quiz, { id, passingScore: 0.7, feedback: 'full', ...columnsOf(input), courseId, title });
      await this.contents.replace(id, input);
      this.audit('quizzes.quiz-created', id, { course_id: courseId, title });
      return this.show(id);
    });
  }

  async update(id: string, input: UpdateQuiz): Promise<QuizView> {
    return this.uow.run(async (em) => {
      const current = await this.lock(id, 'change');
      this.preconditions.check(await this.reader.asStaff(current));
      if (Object.keys(input).length === 0) return this.reader.asStaff(current);
      if (input.course_id !== undefined && input.course_id !== current.course_id) {
        throw new InvalidInput({ course_id: ['A quiz stays in its course'] });
      }
      if (input.chapter_id) await this.assertPlace(current.course_id, input.chapter_id);
      assertWindow(
        input.opens_at === undefined ? current.opens_at : input.opens_at,
        input.closes_at === undefined ? current.closes_at : input.closes_at,
      );
      await em.update(Quiz, { id }, { ...columnsOf(input), updatedAt: new Date() });
      await this.contents.replace(id, input);
      this.audit('quizzes.quiz-changed', id, { course_id: current.course_id, fields: Object.keys(input) });
      return this.show(id);
    });
  }

  /** Refuses once somebody has begun an attempt: what was achieved keeps its quiz. */
  async delete(id: string): Promise<void> {
    await this.uow.run(async (em) => {
      const current = await this.lock(id, 'delete');
      this.preconditions.check(await this.reader.asStaff(current), quizSchema);
      try {
        await em.delete(Quiz, { id });
      } catch (error) {
        if (isForeignKeyViolation(error)) throw new Conflict('Learners have attempts at this quiz');
        throw error;
      }
      this.audit('quizzes.quiz-deleted', id, { course_id: current.course_id });
    });
  }

  /** Every quiz of the institution, for staff. A page ends where it would show too much. */
  async list(query: QuizQuery): Promise<Page<QuizView>> {
    const window = this.paging.open(query);
    const filters = [query.course_id ?? null, query.chapter_id ?? null];
    const rows = await this.uow.query<QuizRow>(
      `SELECT ${QUIZ_COLUMNS} FROM core.quiz q WHERE ${FILTERS} AND ($3::uuid IS NULL OR q.id > $3) ORDER BY q.id LIMIT $4`,
      [...filters, window.after?.[0] ?? null, window.take],
    );
    const total = window.countExactly ? await this.count(filters) : undefined;
    const fitting = fittingWindow(
      window,
      rows.map(({ placed }) => placed.length),
    );
    const page = this.paging.close(query, fitting, rows, (row) => [row.id], total);
    return new Page(await this.reader.eachAsStaff(page.items), page.nextCursor, page.total);
  }

  private async count(filters: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(`SELECT count(*)::int AS total FROM core.quiz q WHERE ${FILTERS}`, filters);
    return row?.total ?? 0;
  }

  /** Attempts go on while a quiz is changed; none may begin while it is deleted. */
  private async lock(id: string, purpose: 'change' | 'delete'): Promise<QuizRow> {
    const { em } = this.uow;
    const lock =
      purpose === 'change' ? 'SELECT 1 FROM core.quiz WHERE id = $1 FOR NO KEY UPDATE' : 'SELECT 1 FROM core.quiz WHERE id = $1 FOR UPDATE';
    if ((await em.query<unknown[]>(lock, [id])).length === 0) throw new NotFound('quiz');
    const [row] = await em.query<QuizRow[]>(ONE, [id]);
    if (!row) throw new NotFound('quiz');
    return row;
  }

  private async show(id: string): Promise<QuizView> {
    const [row] = await this.uow.em.query<QuizRow[]>(ONE, [id]);
    if (!row) throw new NotFound('quiz');
    return this.reader.asStaff(row);
  }

  /** The course, and the chapter in it, stay while the quiz is written. */
  private async assertPlace(courseId: string, chapterId: string | null | undefined): Promise<void> {
    const outline = await this.outlines.hold(courseId);
    if (!outline) throw new InvalidInput({ course_id: ['There is no such course'] });
    if (chapterId && !outline.chapterIds.includes(chapterId)) throw new InvalidInput({ chapter_id: ['The course has no such chapter'] });
  }

  private audit(action: string, id: string, detail: Record<string, unknown>): void {
    this.uow.audit({ action, category: 'staff', target: { type: 'quiz', id }, detail });
  }
}

const assertWindow = (opensAt: Date | null, closesAt: Date | null): void => {
  if (opensAt && closesAt && opensAt >= closesAt) throw new InvalidInput({ closes_at: ['A quiz closes after it opens'] });
};

const columnsOf = (input: UpdateQuiz) => ({
  ...(input.title === undefined ? {} : { title: input.title }),
  ...(input.chapter_id === undefined ? {} : { chapterId: input.chapter_id }),
  ...(input.passing_score === undefined ? {} : { passingScore: input.passing_score }),
  ...(input.premium === undefined ? {} : { premium: input.premium }),
  ...(input.time_limit_seconds === undefined ? {} : { timeLimitSeconds: input.time_limit_seconds }),
  ...(input.max_attempts === undefined ? {} : { maxAttempts: input.max_attempts }),
  ...(input.opens_at === undefined ? {} : { opensAt: input.opens_at }),
  ...(input.closes_at === undefined ? {} : { closesAt: input.closes_at }),
  ...(input.feedback === undefined ? {} : { feedback: input.feedback }),
});
