import { Injectable } from '@nestjs/common';
import { pagesById } from '../../platform/database/pages-by-id.js';
import { NotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import { Streamed } from '../../sdk/streams.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { FILTERS, filterValues, ITEM_COLUMNS, ITEMS_PAGE } from './content-sql.js';
import type { ContentFilters, ContentItemView, ContentQuery } from './content.schemas.js';

const EXPORT_PAGE = 100;

/** Content as its authors find it. */
@Injectable()
export class ContentListing {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
  ) {}

  async list(query: ContentQuery): Promise<Page<ContentItemView>> {
    const window = this.paging.open(query);
    const filters = filterValues(query);
    const rows = await this.uow.query<ContentItemView>(ITEMS_PAGE, [...filters, window.after?.[0] ?? null, window.take]);
    const total = window.countExactly ? await this.count(filters) : undefined;
    return this.paging.close(query, window, rows, (row) => [row.id], total);
  }

  /** Throws `NotFound('content-item')`. */
  async get(id: string): Promise<ContentItemView> {
    const [item] = await this.uow.query<ContentItemView>(`SELECT ${ITEM_COLUMNS} FROM core.content_item i WHERE i.id = $1`, [id]);
    if (!item) throw new NotFound('content-item');
    return item;
  }

  /** Every item that fits, in the order they were written, as an import takes them. */
  export(filters: ContentFilters): Streamed<ContentItemView> {
    return new Streamed(this.pages(filterValues(filters)), 'content-items.ndjson');
  }

  private async *pages(filters: readonly unknown[]): AsyncGenerator<ContentItemView> {
    const read = (after: string | null) => this.uow.query<ContentItemView>(ITEMS_PAGE, [...filters, after, EXPORT_PAGE]);
    for await (const page of pagesById(EXPORT_PAGE, read)) yield* page;
  }

  private async count(filters: readonly unknown[]): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM core.content_item i WHERE ${FILTERS}`,
      filters,
    );
    return row?.total ?? 0;
  }
}
