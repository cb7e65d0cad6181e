import type { z } from 'zod';
import type { PageQuery } from './schemas.js';

/** One page of a collection. The answer's body is `items`; the rest travels in `Link` and `X-Total-Count`. */
export class Page<T> {
  constructor(
    readonly items: readonly T[],
    readonly nextCursor?: string,
    readonly total?: number,
  ) {}

  map<U>(change: (item: T) => U): Page<U> {
    return new Page(this.items.map(change), this.nextCursor, this.total);
  }
}

/** What a query needs to know to read one page. */
export interface PageWindow {
  /** Read this many rows: one more than the page, which tells whether there is a next one. */
  readonly take: number;
  /** The sort key of the last row of the page before, or undefined on the first page. */
  readonly after: readonly (string | number | null)[] | undefined;
  readonly countExactly: boolean;
  /** What was read is the page, which goes on after it. */
  readonly isCut?: boolean;
}

/**
 * The window of a page that is cut by its size: `rows` are those that fit, and `found` on each of them says how many the statement
 * found before it cut.
 */
export const fittingWindow = (window: PageWindow, rows: readonly { readonly found: number }[]): PageWindow => ({
  ...window,
  isCut: rows.length < (rows[0]?.found ?? 0),
});

/** Cursor paging, bound to route, filters and tenant: a cursor from elsewhere is refused with 400. */
export abstract class Paging {
  /** `all: true` for the children of one parent: complete up to 1,000 when the caller sets no limit. */
  abstract open(query: PageQuery, options?: { readonly all?: boolean }): PageWindow;
  /** Cuts what was read to the page; `keyOf` gives the sort key of a row, in the order of `after`. */
  abstract close<T>(
    query: PageQuery,
    window: PageWindow,
    rows: readonly T[],
    keyOf: (row: T) => readonly (string | number | null)[],
    total?: number,
  ): Page<T>;
}

/** `If-Match` of the running request. */
export abstract class Preconditions {
  /**
   * Compares with the resource as this route would answer it now, or as `shape` describes it where the route answers
   * something else (DELETE). `undefined` is a resource that does not exist yet. Throws `PreconditionFailed`. Call it in
   * the transaction that changes the resource, after locking it.
   */
  abstract check(current: unknown, shape?: z.ZodType): void;
}
