import { Injectable } from '@nestjs/common';
import { InvalidInput } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { searchKeyOrNull } from '../../sdk/search-key.js';
import type { FrozenQuestion } from './frozen-question.js';
import { ADD_ALL } from './question-bulk-sql.js';
import { questionContent } from './question-content.js';
import type { QuestionUse } from './question-kinds.js';
import { questionRecord } from './question-record.js';
import { Question } from './question.entity.js';
import type { CreateQuestion } from './question.schemas.js';
import { frozenQuestion, QUESTION_COLUMNS, type QuestionRow } from './question-sql.js';

/** Which questions to draw; a field left out matches every question. Subject and topic are compared as they are searched. */
export interface DrawRule {
  readonly subject?: string | undefined;
  readonly topic?: string | undefined;
  /** 1 to 5. */
  readonly difficulty?: number | undefined;
  readonly count: number;
  /** Only questions of this use; any when left out. */
  readonly use?: QuestionUse | undefined;
}

const MATCHING = `($1::text IS NULL OR q.subject_key = $1) AND ($2::text IS NULL OR q.topic_key = $2)
  AND ($3::int IS NULL OR q.difficulty = $3) AND ($4::text IS NULL OR q.use = $4)`;

const matching = (rule: Omit<DrawRule, 'count'>): unknown[] => [
  searchKeyOrNull(rule.subject),
  searchKeyOrNull(rule.topic),
  rule.difficulty ?? null,
  rule.use ?? null,
];

/** So many go in with one statement. */
const ADDED_AT_ONCE = 500;

/** The question bank, for the domains that ask its questions. Reading works inside an open unit of work and without one. */
@Injectable()
export class QuestionBank {
  constructor(private readonly uow: UnitOfWork) {}

  /**
   * These questions as they are now. Throws `InvalidInput` naming each id the bank does not have, by the field
   * `fieldOf(index)` says, `questions.<index>.id` unless told otherwise.
   */
  async freeze(
    ids: readonly string[],
    fieldOf: (index: number) => string = (index) => `questions.${index}.id`,
  ): Promise<Map<string, FrozenQuestion>> {
    const found = await this.find(ids);
    const unknown = ids.flatMap((id, index) => (found.has(id) ? [] : [[fieldOf(index), ['There is no such question']] as const]));
    if (unknown.length > 0) throw new InvalidInput(Object.fromEntries(unknown));
    return new Map([...found].map(([id, row]) => [id, frozenQuestion(row)]));
  }

  /** Those of these questions that the bank has, with their use. Ids must be UUIDs. */
  async find(ids: readonly string[]): Promise<Map<string, QuestionRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.uow.query<QuestionRow>(`SELECT ${QUESTION_COLUMNS} FROM core.question q WHERE q.id = ANY($1::uuid[])`, [
      [...new Set(ids)],
    ]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Up to `rule.count` questions at random, in random order, none of `exclude`. Fewer when the bank has fewer. */
  async draw(rule: DrawRule, exclude: readonly string[] = []): Promise<FrozenQuestion[]> {
    const rows = await this.uow.query<QuestionRow>(
      // The ids are drawn first, so that only what is drawn is read in full.
      `SELECT ${QUESTION_COLUMNS} FROM (
         SELECT q.id, row_number() OVER () AS place FROM (
           SELECT q.id FROM core.question q WHERE ${MATCHING} AND NOT q.id = ANY($5::uuid[]) ORDER BY random() LIMIT $6) q
       ) drawn JOIN core.question q ON q.id = drawn.id ORDER BY drawn.place`,
      [...matching(rule), exclude, rule.count],
    );
    return rows.map(frozenQuestion);
  }

  /** How many questions match the rule, whatever its `count`. */
  async countMatching(rule: Omit<DrawRule, 'count'>): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM core.question q WHERE ${MATCHING}`,
      matching(rule),
    );
    return row?.total ?? 0;
  }

  /** These questions count for a grade from now on: practice gives their keys away no more. In the open unit of work. */
  async markGraded(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    // Locked in one order, so that two quizzes with the same questions do not wait for each other.
    await this.uow.em.query(
      `UPDATE core.question q SET use = 'graded' FROM (
         SELECT id FROM core.question WHERE id = ANY($1::uuid[]) AND use <> 'graded' ORDER BY id FOR UPDATE
       ) changed WHERE q.id = changed.id`,
      [[...new Set(ids)]],
    );
  }

  /** Adds a question that passed `createQuestionSchema`; answers its id. In the open unit of work. */
  async add(input: CreateQuestion): Promise<string> {
    const id = newId();
    await this.uow.em.insert(Question, { id, ...questionRecord(questionContent(input)) });
    return id;
  }

  /** Adds many that passed `createQuestionSchema`; answers their ids, in order. In the open unit of work. */
  async addAll(inputs: readonly CreateQuestion[]): Promise<string[]> {
    const records = inputs.map((input) => ({ id: newId(), ...questionRecord(questionContent(input)) }));
    for (let from = 0; from < records.length; from += ADDED_AT_ONCE) {
      await this.uow.em.query(ADD_ALL, [JSON.stringify(records.slice(from, from + ADDED_AT_ONCE))]);
    }
    return records.map(({ id }) => id);
  }

  /** The ids of the questions that match the rule, whatever its `count`: the oldest first, at most `limit`. */
  async idsMatching(rule: Omit<DrawRule, 'count'>, limit: number): Promise<string[]> {
    const rows = await this.uow.query<{ id: string }>(`SELECT q.id FROM core.question q WHERE ${MATCHING} ORDER BY q.id LIMIT $5`, [
      ...matching(rule),
      limit,
    ]);
    return rows.map(({ id }) => id);
  }
}
