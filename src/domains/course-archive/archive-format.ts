import { z } from 'zod';
import { longText, text } from '../../sdk/schemas.js';
import { createCourseSchema } from '../courses/courses.schemas.js';
import { questionFields, refineKey } from '../questions/question.schemas.js';
import { createQuizSchema, drawRuleSchema } from '../quizzes/quizzes.schemas.js';

export const ARCHIVE_FORMAT = 'lectern-course';
export const ARCHIVE_VERSION = 1;

const { title, description, subject, grade_level, difficulty_level, status } = createCourseSchema.shape;

/** `course.json`. */
export const archivedCourseSchema = z.strictObject({
  format: z.literal(ARCHIVE_FORMAT),
  version: z.literal(ARCHIVE_VERSION),
  ...{ title, description, subject, grade_level, difficulty_level, status },
  /** Titles of courses of the institution. */
  prerequisites: z.array(text(200)).max(50).optional(),
});
export type ArchivedCourse = z.infer<typeof archivedCourseSchema>;

/** What a question is called within its archive. */
const localKey = z.string().regex(/^[\w.-]{1,64}$/, 'Use letters, digits, points, hyphens and underscores, at most 64');

/** A line of `questions.ndjson`. */
export const archivedQuestionSchema = z.strictObject({ key: localKey, ...questionFields }).superRefine(refineKey);
export type ArchivedQuestion = z.infer<typeof archivedQuestionSchema>;

const quiz = createQuizSchema.shape;

/** A file of `quizzes/`. */
export const archivedQuizSchema = z.strictObject({
  title: quiz.title,
  /** The file name of a chapter, without `.md`. */
  chapter: longText(200).nullable().optional(),
  passing_score: quiz.passing_score,
  premium: quiz.premium,
  time_limit_seconds: quiz.time_limit_seconds,
  max_attempts: quiz.max_attempts,
  opens_at: quiz.opens_at,
  closes_at: quiz.closes_at,
  feedback: quiz.feedback,
  questions: z
    .array(z.strictObject({ key: localKey, points: z.int().min(1).max(1000).optional() }))
    .max(200)
    .optional(),
  draw: z.array(drawRuleSchema).max(20).optional(),
});
export type ArchivedQuiz = z.infer<typeof archivedQuizSchema>;

/** A chapter's file: `# Title`, a blank line, and the text in Markdown. */
export const archivedChapterSchema = z.strictObject({ title: text(200), content: longText(200_000) });
export type ArchivedChapter = z.infer<typeof archivedChapterSchema>;

/** The title and text of a chapter's file; undefined when it does not begin with `# Title`. */
export const parseChapter = (markdown: string): ArchivedChapter | undefined => {
  const [heading, title] = /^\uFEFF?# (.*)(?:\r?\n|$)/.exec(markdown) ?? [];
  if (heading === undefined || title === undefined) return undefined;
  // The last line break ends the file, not the text.
  return {
    title,
    content: markdown
      .slice(heading.length)
      .replace(/^[ \t]*\r?\n/, '')
      .replace(/\r?\n$/, ''),
  };
};

/** What ends a line, for whoever reads a line of an archive. */
const LINE_BREAKS = /\s*[\n\r\u2028\u2029]\s*/g;

/** The file of a chapter; `parseChapter` reads the same text from it. A title is one line. */
export const printChapter = ({ title, content }: ArchivedChapter): string => `# ${title.replaceAll(LINE_BREAKS, ' ')}\n\n${content}\n`;
