import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { searchKey } from '../../sdk/search-key.js';
import { QuestionBank } from './question-bank.js';
import { questionContent, type QuestionContent } from './question-content.js';
import type { CreateQuestion } from './question.schemas.js';
import { QUESTION_COLUMNS, type QuestionRow } from './question-sql.js';

/** What makes two questions the same: everything but their use. */
export const identityOf = (content: Omit<QuestionContent, 'use'>): string =>
  JSON.stringify([
    ...[content.type, content.question, content.options, content.correct_answer, content.accepted_answers, content.tolerance],
    ...[content.explanation, content.subject, content.topic, content.grade_level, content.difficulty, content.skills],
  ]);

export interface Settled {
  /** In the order given. */
  readonly ids: readonly string[];
  /** How many of them are new. */
  readonly added: number;
}

/**
 * Adds questions from outside without filling the bank with doubles: one that is there already, word for word, is taken as it
 * is. Two that are the same in what is given stay two.
 */
@Injectable()
export class QuestionReuse {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly bank: QuestionBank,
  ) {}

  /** In the open unit of work. A question that is there and shall be graded is graded from now on. */
  async settle(inputs: readonly CreateQuestion[]): Promise<Settled> {
    const present = await this.present(inputs);
    const settled = inputs.map((input) => ({ input, id: present.get(identityOf(questionContent(input)))?.shift() }));
    const added = await this.bank.addAll(settled.flatMap(({ id, input }) => (id === undefined ? [input] : [])));
    await this.bank.markGraded(settled.flatMap(({ id, input }) => (id !== undefined && input.use === 'graded' ? [id] : [])));
    let next = 0;
    return { ids: settled.map(({ id }) => id ?? added[next++] ?? ''), added: added.length };
  }

  /** Questions with one of these wordings, by identity, the oldest first. */
  private async present(inputs: readonly CreateQuestion[]): Promise<Map<string, string[]>> {
    const rows = await this.uow.em.query<QuestionRow[]>(
      `SELECT ${QUESTION_COLUMNS} FROM core.question q WHERE q.question_key = ANY($1::text[]) ORDER BY q.id`,
      [[...new Set(inputs.map(({ question }) => searchKey(question)))]],
    );
    const present = new Map<string, string[]>();
    for (const row of rows) {
      const key = identityOf(row);
      present.set(key, [...(present.get(key) ?? []), row.id]);
    }
    return present;
  }
}
