import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { gradeLevel, instant, longText, pageQuery, queryGradeLevel, text } from '../../sdk/schemas.js';
import { COURSE_STATUSES, type CourseStatus, DIFFICULTY_LEVELS, type DifficultyLevel } from './course.entity.js';

const prerequisites = z
  .array(idSchema)
  .max(50)
  .refine((ids) => new Set(ids).size === ids.length, 'Name each course once');

const courseFields = {
  title: text(200),
  description: longText(10_000).optional(),
  prerequisites: prerequisites.optional(),
  subject: text(100).nullable().optional(),
  grade_level: gradeLevel.nullable().optional(),
  difficulty_level: z.enum(DIFFICULTY_LEVELS).optional(),
  /** Publishes or withdraws, as `/publish` and `/unpublish` do. */
  status: z.enum(COURSE_STATUSES).optional(),
};

export const createCourseSchema = z.strictObject(courseFields).meta({ id: 'CreateCourse' });
export type CreateCourse = z.infer<typeof createCourseSchema>;

export const updateCourseSchema = z.strictObject({ ...courseFields, title: text(200).optional() }).meta({ id: 'UpdateCourse' });
export type UpdateCourse = z.infer<typeof updateCourseSchema>;

export const courseQuery = pageQuery({
  subject: z.string().max(100).optional(),
  grade_level: queryGradeLevel.optional(),
  q: z.string().max(200).optional(),
});
export type CourseQuery = z.infer<typeof courseQuery>;

export const oneCourseQuery = z.object({ include: z.literal('chapters').optional() });
export type OneCourseQuery = z.infer<typeof oneCourseQuery>;

export const chapterQuery = pageQuery({});
export type ChapterQuery = z.infer<typeof chapterQuery>;

/** A chapter's text is Markdown. */
export const createChapterSchema = z
  .strictObject({ title: text(200), content: longText(200_000), order: z.int().min(1).max(1000).optional() })
  .meta({ id: 'CreateChapter' });
export type CreateChapter = z.infer<typeof createChapterSchema>;

export const updateChapterSchema = z
  .strictObject({ title: text(200).optional(), content: longText(200_000).optional(), order: z.int().min(1).max(1000).optional() })
  .meta({ id: 'UpdateChapter' });
export type UpdateChapter = z.infer<typeof updateChapterSchema>;

export const chapterOrderSchema = z.strictObject({ chapter_ids: z.array(idSchema).max(1000) }).meta({ id: 'ChapterOrder' });
export type ChapterOrder = z.infer<typeof chapterOrderSchema>;

export const chapterSchema = z
  .object({
    id: idSchema,
    course_id: idSchema,
    title: z.string(),
    content: z.string(),
    order: z.int(),
    next_chapter_id: idSchema.nullable(),
    prev_chapter_id: idSchema.nullable(),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Chapter' });
export type ChapterView = z.input<typeof chapterSchema>;

export const courseSchema = z
  .object({
    id: idSchema,
    title: z.string(),
    description: z.string(),
    prerequisites: z.array(idSchema),
    subject: z.string().nullable(),
    grade_level: z.int().nullable(),
    difficulty_level: z.enum(DIFFICULTY_LEVELS),
    status: z.enum(COURSE_STATUSES),
    chapter_count: z.int(),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Course' });
export type CourseView = z.input<typeof courseSchema>;

export const courseWithChaptersSchema = courseSchema
  .extend({ chapters: z.array(chapterSchema).optional() })
  .meta({ id: 'CourseWithChapters' });
export type CourseWithChaptersView = z.input<typeof courseWithChaptersSchema>;

/** A row of `COURSE_COLUMNS`. */
export interface CourseRow {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly prerequisites: string[];
  readonly subject: string | null;
  readonly grade_level: number | null;
  readonly difficulty_level: DifficultyLevel;
  readonly status: CourseStatus;
  readonly chapter_count: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A row of `CHAPTER_COLUMNS` with its neighbours. */
export interface ChapterRow {
  readonly id: string;
  readonly course_id: string;
  readonly title: string;
  readonly content: string;
  readonly position: number;
  readonly next_chapter_id: string | null;
  readonly prev_chapter_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const courseView = (row: CourseRow): CourseView => ({
  id: row.id,
  title: row.title,
  description: row.description,
  prerequisites: row.prerequisites,
  subject: row.subject,
  grade_level: row.grade_level,
  difficulty_level: row.difficulty_level,
  status: row.status,
  chapter_count: row.chapter_count,
  created_at: row.created_at,
  updated_at: row.updated_at,
});

export const chapterView = (row: ChapterRow): ChapterView => ({
  id: row.id,
  course_id: row.course_id,
  title: row.title,
  content: row.content,
  order: row.position,
  next_chapter_id: row.next_chapter_id,
  prev_chapter_id: row.prev_chapter_id,
  created_at: row.created_at,
  updated_at: row.updated_at,
});
