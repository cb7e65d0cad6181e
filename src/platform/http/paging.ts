import { Injectable } from '@nestjs/common';
import { InvalidInput } from '../../sdk/errors.js';
import { Page, type PageWindow, Paging } from '../../sdk/page.js';
import type { PageQuery } from '../../sdk/schemas.js';
import { Config } from '../config/config.js';
import { requireTenantId } from '../context/request-context.js';
import { CursorSeal, type SortKey } from './cursor.js';
import { currentExchange, routeName } from './exchange.js';

const DEFAULT_LIMIT = 50;
const COMPLETE_LIMIT = 1000;

/** What a cursor is good for: this tenant, this route with its parameters, these filters. */
const scopeOf = (query: PageQuery): string => {
  const exchange = currentExchange();
  const filters = Object.entries(query)
    .filter(([name, value]) => !['limit', 'cursor', 'count'].includes(name) && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([requireTenantId(), exchange && routeName(exchange), exchange?.request.params ?? {}, filters]);
};

/** Cursor paging by sort key. */
@Injectable()
export class CursorPaging extends Paging {
  private readonly cursors: CursorSeal;

  constructor(config: Config) {
    super();
    this.cursors = new CursorSeal([config.secretKeys.current, ...config.secretKeys.older]);
  }

  open(query: PageQuery, options: { readonly all?: boolean } = {}): PageWindow {
    const limit = query.limit ?? (options.all ? COMPLETE_LIMIT : DEFAULT_LIMIT);
    let after: SortKey | undefined;
    if (query.cursor !== undefined) {
      after = this.cursors.open(scopeOf(query), query.cursor);
      if (!after) throw new InvalidInput({ cursor: ['Not a cursor of this list'] });
    }
    return { take: limit + 1, after, countExactly: query.count === 'exact' };
  }

  close<T>(query: PageQuery, window: PageWindow, rows: readonly T[], keyOf: (row: T) => SortKey, total?: number): Page<T> {
    const size = window.isCut ? rows.length : window.take - 1;
    const last = window.isCut || rows.length > size ? rows[size - 1] : undefined;
    return new Page(rows.slice(0, size), last === undefined ? undefined : this.cursors.seal(scopeOf(query), keyOf(last)), total);
  }
}
