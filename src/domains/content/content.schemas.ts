import { z } from 'zod';
import { importReportFields } from '../../platform/http/streams/line-import.js';
import { idSchema } from '../../sdk/ids.js';
import { gradeLevel, instant, pageQuery, queryGradeLevel, text } from '../../sdk/schemas.js';

const CONTENT_TYPES = ['text', 'video', 'interactive'] as const;
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

const contentFilters = {
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

export const importReportSchema = z.object(importReportFields).meta({ id: 'ContentImportReport' });
export type ImportReport = z.input<typeof importReportSchema>;
