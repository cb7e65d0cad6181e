import type { Readable } from 'node:stream';

/** A line of an upload: what its JSON says, or why it says nothing. Lines count from 1, blank ones too, but these are left out. */
export type UploadedLine =
  | { readonly number: number; readonly value: unknown; readonly problem?: undefined }
  | { readonly number: number; readonly problem: string };

/** A body that has come in whole. It lies on disk, in no folder, and is gone when the work with it is over, however that ends. */
export interface Upload {
  /** After decompression. */
  readonly bytes: number;
  /** All of it, from the beginning, any number of times. */
  stream(): Readable;
  /**
   * Its lines as JSON (NDJSON), at most 1 MB each, under the rules for JSON bodies: UTF-8, 64 levels, no NUL, no lone
   * surrogate, no `__proto__`. A line that breaks them comes with its problem; the next one is read all the same. With
   * `isWanted` only the lines whose numbers it wants: the others are passed over unread.
   */
  lines(isWanted?: (number: number) => boolean): AsyncIterable<UploadedLine>;
}

/** Bodies that are too large to be held in memory. */
export abstract class Uploads {
  /**
   * Receives the body of the running request, whose route names its media types with `@Consumes`, and calls `work` with
   * it. Nothing is opened before all has come in, so a slow client holds no transaction. At most 500 MB (413), also of
   * what gzip expands to; two of an institution at a time (429). `Idempotency-Key` counts from here on.
   */
  abstract receive<T>(work: (upload: Upload) => Promise<T>): Promise<T>;
}

/**
 * The answer of a route with `@Returns(…, { stream })`: made while it is sent, as fast as the client reads. Read it in
 * pages, a transaction each. What is refused before the first page is an ordinary refusal; an error after it cuts the
 * connection, so that nobody takes a part for the whole.
 */
export class Streamed<T = unknown> {
  constructor(
    readonly items: AsyncIterable<T>,
    /** What a browser saves it as. */
    readonly fileName?: string,
  ) {}
}
