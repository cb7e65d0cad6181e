import { readdir, readFile } from 'node:fs/promises';
import type { CreateChapter, CreateCourse } from '../../domains/courses/courses.schemas.js';

export const demoCourse: CreateCourse = {
  title: 'Thinking in Python: first steps',
  description:
    'What a program is, and how to think like somebody who writes them: values and names, decisions, loops, lists, functions, and the craft of finding one’s own mistakes. For beginners of about eleven and older; no installation needed to follow.',
  subject: 'Computer science',
  grade_level: 6,
  difficulty_level: 'beginner',
};

/** A chapter's file begins with `# Title`; the rest is its text. */
const parseChapter = (markdown: string, file: string): CreateChapter => {
  const [, title, content] = /^# (.+)\n+([\s\S]+)$/.exec(markdown) ?? [];
  if (!title || !content) throw new Error(`${file} does not begin with a title`);
  return { title, content };
};

/** The chapters of this folder, in the order of their file names. */
export const demoChapters = async (): Promise<CreateChapter[]> => {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.md')).sort();
  const chapters: CreateChapter[] = [];
  for (const file of files) chapters.push(parseChapter(await readFile(`${import.meta.dirname}/${file}`, 'utf8'), file));
  return chapters;
};
