import { Injectable } from '@nestjs/common';
import { pagesById } from '../../platform/database/pages-by-id.js';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import { Streamed } from '../../sdk/streams.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { searchKeyOrNull } from '../../sdk/search-key.js';
import type { QuestionFilters, QuestionQuery, QuestionView } from './question.schemas.js';
import { QUESTION_COLUMNS, type QuestionRow, questionView } from './question-sql.js';

const FILTERS = `($1::text IS NULL OR q.subject_key = $1) AND ($2::text IS NULL OR q.topic_key = $2)
  AND ($3::int IS NULL OR q.grade_level = $3) AND ($4::int IS NULL OR q.difficulty = $4) AND ($5::text IS NULL OR q.type = $5)
  AND ($6::text IS NULL OR $6 = ANY(q.skill_keys)) AND ($7::text IS NULL OR q.use = $7)
  AND ($8::text IS NULL OR strpos(q.question_key, $8) > 0)`;

const PAGE = `
  SELECT ${QUESTION_COLUMNS} FROM core.question q WHERE ${FILTERS} AND ($9::uuid IS NULL OR q.id > $9) ORDER BY q.id LIMIT $10`;

const EXPORT_PAGE = 500;

const filtersOf = (query: QuestionFilters): unknown[] => [
  searchKeyOrNull(query.subject),
  searchKeyOrNull(query.topic),
  query.grade_level ?? null,
  query.difficulty ?? null,
  query.type ?? null,
  searchKeyOrNull(query.skill),
  query.use ?? null,
  searchKeyOrNull(query.q),
];

/** Reading the question bank, with keys: for staff. */
@Injectable()
export class QuestionListing {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
  ) {}

  async list(query: QuestionQuery): Promise<Page<QuestionView>> {
    const window = this.paging.open(query);
    const filters = filtersOf(query);
    const rows = await this.uow.query<QuestionRow>(PAGE, [...filters, window.after?.[0] ?? null, window.take]);
    const total = window.countExactly ? await this.count(filters) : undefined;
    return this.paging.close(query, window, rows, (row) => [row.id], total).map(questionView);
  }

  async get(id: string): Promise<QuestionView> {
    const [row] = await this.uow.query<QuestionRow>(`SELECT ${QUESTION_COLUMNS} FROM core.question q WHERE q.id = $1`, [id]);
    if (!row) throw new NotFound('question');
    return questionView(row);
  }

  /** Every question that fits, in the order they were written, as an import takes them. */
  export(filters: QuestionFilters): Streamed<QuestionView> {
    return new Streamed(this.pages(filtersOf(filters)), 'questions.ndjson');
  }

  private async *pages(filters: readonly unknown[]): AsyncGenerator<QuestionView> {
    const read = (after: string | null) => this.uow.query<QuestionRow>(PAGE, [...filters, after, EXPORT_PAGE]);
    for await (const page of pagesById(EXPORT_PAGE, read)) yield* page.map(questionView);
  }

  private async count(filters: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(`SELECT count(*)::int AS total FROM core.question q WHERE ${FILTERS}`, filters);
    return row?.total ?? 0;
  }
}
