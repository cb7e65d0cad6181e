import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type CreateChapter, type CreateCourse, createCourseSchema } from '../domains/courses/courses.schemas.js';
import { SEED_FILES } from './seed-files.js';

const archivedCourse = createCourseSchema.extend({ format: z.literal('lectern-course'), version: z.literal(1) });

export const demoCourse = async (): Promise<CreateCourse> => {
  const {
    format: _format,
    version: _version,
    status: _status,
    ...course
  } = archivedCourse.parse(JSON.parse(await readFile(join(SEED_FILES.course, 'course.json'), 'utf8')));
  return course;
};

/** A chapter's file begins with `# Title`; the rest is its text. */
const parseChapter = (markdown: string, file: string): CreateChapter => {
  const [, title, content] = /^# (.+)\n+([\s\S]+)$/.exec(markdown) ?? [];
  if (!title || !content) throw new Error(`${file} does not begin with a title`);
  return { title, content };
};

/** The chapters of the course, in the order of their file names. */
export const demoChapters = async (): Promise<CreateChapter[]> => {
  const folder = join(SEED_FILES.course, 'chapters');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.md')).sort();
  const chapters: CreateChapter[] = [];
  for (const file of files) chapters.push(parseChapter(await readFile(`${folder}/${file}`, 'utf8'), file));
  return chapters;
};
