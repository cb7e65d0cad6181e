import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { gradeLevel, instant, pageQuery, queryGradeLevel, text } from '../../sdk/schemas.js';

export const CONTENT_TYPES = ['text', 'video', 'interactive'] as const;
export type ContentType = (typeof CONTENT_TYPES)[number];

export const subjectText = text(100);
export const topicText = text(200);

/** Any JSON object: what is in it is between the author and the front end. */
const data = z.record(z.string(), z.unknown());

const itemFields = {
  grade: gradeLevel,
  subject: subjectText,
  topic: topicText,
  title: text(200),
  content_type: z.enum(CONTENT_TYPES),
  data,
};

/** What an author writes, and a line of an import says. */
export const contentItemInputSchema = z.strictObject(itemFields).meta({ id: 'ContentItemInput' });
export type ContentItemInput = z.infer<typeof contentItemInputSchema>;

/** A line of an export: what an import takes. */
export const contentLineSchema = z.object(itemFields).meta({ id: 'ContentLine' });

export const contentItemChangesSchema = contentItemInputSchema.partial().meta({ id: 'ContentItemChanges' });
export type ContentItemChanges = z.infer<typeof contentItemChangesSchema>;

export const contentFilters = {
  grade: queryGradeLevel.optional(),
  subject: z.string().max(100).optional(),
  topic: z.string().max(200).optional(),
  content_type: z.enum(CONTENT_TYPES).optional(),
  /** A part of the title. */
  q: z.string().max(200).optional(),
};
export const exportQuery = z.object(contentFilters);
export type ContentFilters = z.infer<typeof exportQuery>;
export const contentQuery = pageQuery(contentFilters);
export type ContentQuery = z.infer<typeof contentQuery>;

/** What becomes of an import with bad lines: nothing of it is imported, or they are left out. */
export const importQuery = z.object({ on_error: z.enum(['refuse', 'skip']).default('refuse') });
export type ImportQuery = z.infer<typeof importQuery>;

export const contentItemSchema = z
  .object({
    id: idSchema,
    grade: z.int(),
    subject: z.string(),
    topic: z.string(),
    title: z.string(),
    content_type: z.enum(CONTENT_TYPES),
    data,
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'ContentItem' });
export type ContentItemView = z.input<typeof contentItemSchema>;

export const contentPackageSchema = z
  .object({
    grade: z.int(),
    subject: z.string(),
    topics: z.array(z.object({ topic: z.string(), title: z.string(), content_type: z.enum(CONTENT_TYPES) })),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'ContentPackage' });
export type ContentPackageView = z.input<typeof contentPackageSchema>;

export const importReportSchema = z
  .object({
    imported: z.int(),
    updated: z.int(),
    failed: z.int(),
    /** The first hundred lines that failed, each with its problems by field; `_` is the whole line. */
    errors: z.array(z.object({ line: z.int(), errors: z.record(z.string(), z.array(z.string())) })),
  })
  .meta({ id: 'ContentImportReport' });
export type ImportReport = z.input<typeof importReportSchema>;
