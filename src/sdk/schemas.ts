import { z } from 'zod';
import { idSchema } from './ids.js';

/** A time in an answer: a `Date` inside, RFC 3339 UTC with `Z` on the wire. */
export const instant = z
  .date()
  .transform((date) => date.toISOString())
  .pipe(z.iso.datetime());

/** Trimmed text of 1 to `max` characters (UTF-16 units). */
export const text = (max: number) => z.string().trim().min(1).max(max);

/** Text of 0 to `max` characters, kept as sent. */
export const longText = (max: number) => z.string().max(max);

/** An id in a path: `{id}`. */
export const idParam = idSchema;

/** Names that appear in addresses: lower case letters, digits and inner hyphens, 1 to 63 characters. */
export const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'Use a-z, 0-9 and inner hyphens');

/** A whole number among query parameters. An empty one is no number. */
export const queryInteger = (min: number, max: number) =>
  z.preprocess((value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value), z.int().min(min).max(max));

/** A school year, 0 (before the first) to 20. */
export const gradeLevel = z.int().min(0).max(20);

/** The same among query parameters, or in a path. */
export const queryGradeLevel = queryInteger(0, 20);

/**
 * Query parameters of a collection: the caller's filters plus paging (`limit` 1–200, default 50 or, for the children
 * of one parent, all up to 1,000; opaque `cursor`; `count=exact` asks for `X-Total-Count`).
 * Unknown parameters are ignored, as the API says; a repeated single-valued one is an array and therefore refused.
 */
export const pageQuery = <S extends z.ZodRawShape>(filters: S) =>
  z.object({
    limit: queryInteger(1, 200).optional(),
    cursor: z.string().max(2000).optional(),
    count: z.literal('exact').optional(),
    ...filters,
  });

/** The paging parameters alone. */
export type PageQuery = z.infer<ReturnType<typeof pageQuery<Record<never, never>>>>;
