import { Injectable } from '@nestjs/common';
import { isForeignKeyViolation } from '../../platform/database/database-errors.js';
import { fieldErrors } from '../../platform/http/field-errors.js';
import { Conflict, InvalidInput, NotFound } from '../../sdk/errors.js';
import { Preconditions } from '../../sdk/page.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { QuestionBank } from './question-bank.js';
import { questionContent } from './question-content.js';
import { questionRecord } from './question-record.js';
import { Question } from './question.entity.js';
import { type CreateQuestion, createQuestionSchema, questionSchema, type QuestionView, type UpdateQuestion } from './question.schemas.js';
import { QUESTION_COLUMNS, type QuestionRow, questionView } from './question-sql.js';

/** Writing the question bank. A change never reaches an attempt: attempts keep questions as they were. */
@Injectable()
export class QuestionAuthoring {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly bank: QuestionBank,
    private readonly preconditions: Preconditions,
  ) {}

  async create(input: CreateQuestion): Promise<QuestionView> {
    return this.uow.run(async () => {
      const id = await this.bank.add(input);
      this.audit('questions.question-created', id, { type: input.type });
      return this.read(id);
    });
  }

  /** The question must be whole after the change. One that counts for a grade stays so: its key may be guarded by quizzes long gone. */
  async update(id: string, input: UpdateQuestion): Promise<QuestionView> {
    return this.uow.run(async (em) => {
      const current = await this.lock(id);
      this.preconditions.check(current);
      if (Object.keys(input).length === 0) return current;
      if (current.use === 'graded' && input.use === 'practice') throw new Conflict('A graded question stays graded: write a new one');
      await em.update(Question, { id }, { ...questionRecord(questionContent(changed(current, input))), updatedAt: new Date() });
      this.audit('questions.question-changed', id, { fields: Object.keys(input) });
      return this.read(id);
    });
  }

  /** Refuses while a quiz asks the question. */
  async delete(id: string): Promise<void> {
    await this.uow.run(async (em) => {
      this.preconditions.check(await this.lock(id), questionSchema);
      try {
        await em.delete(Question, { id });
      } catch (error) {
        if (isForeignKeyViolation(error)) throw new Conflict('A quiz asks this question: take it out there first');
        throw error;
      }
      this.audit('questions.question-deleted', id);
    });
  }

  private async lock(id: string): Promise<QuestionView> {
    const locked = await this.uow.em.query<unknown[]>('SELECT 1 FROM core.question WHERE id = $1 FOR UPDATE', [id]);
    if (locked.length === 0) throw new NotFound('question');
    return this.read(id);
  }

  private async read(id: string): Promise<QuestionView> {
    const [row] = await this.uow.em.query<QuestionRow[]>(`SELECT ${QUESTION_COLUMNS} FROM core.question q WHERE q.id = $1`, [id]);
    if (!row) throw new NotFound('question');
    return questionView(row);
  }

  private audit(action: string, id: string, detail?: Record<string, unknown>): void {
    this.uow.audit({ action, category: 'staff', target: { type: 'question', id }, ...(detail ? { detail } : {}) });
  }
}

/** The question with the changes made. Throws `InvalidInput` when its key no longer fits. */
const changed = (current: QuestionView, input: UpdateQuestion): CreateQuestion => {
  const { id: _id, created_at: _created, updated_at: _updated, ...fields } = current;
  const parsed = createQuestionSchema.safeParse({ ...fields, ...input });
  if (!parsed.success) throw new InvalidInput(fieldErrors(parsed.error.issues));
  return parsed.data;
};
