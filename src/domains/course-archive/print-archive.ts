import type { ChapterView, CourseView } from '../courses/courses.schemas.js';
import type { QuestionRow } from '../questions/question-sql.js';
import type { QuizView } from '../quizzes/quiz.view.js';
import { CHAPTERS_FOLDER, COURSE_FILE, QUESTIONS_FILE, QUIZZES_FOLDER } from './archive-files.js';
import { ARCHIVE_FORMAT, ARCHIVE_VERSION, printChapter } from './archive-format.js';
import { slugOf } from './slug-of.js';

export interface PrintedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface PrintableCourse {
  readonly course: CourseView;
  /** Titles. */
  readonly prerequisites: readonly string[];
  /** In order. */
  readonly chapters: readonly ChapterView[];
  readonly quizzes: readonly QuizView[];
  readonly questions: readonly QuestionRow[];
}

/** `03-loops`: numbers are as wide as the last one, at least two digits. */
const stems = (titles: readonly string[], otherwise: string): string[] => {
  const width = Math.max(2, String(titles.length).length);
  return titles.map((title, index) => `${String(index + 1).padStart(width, '0')}-${slugOf(title, otherwise)}`);
};

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

const printedQuestion = (key: string, row: QuestionRow): string => {
  const { type, question, options, correct_answer, accepted_answers, tolerance, explanation } = row;
  const { subject, topic, grade_level, difficulty, skills, use } = row;
  const content = { type, question, options, correct_answer, accepted_answers, tolerance, explanation };
  return `${JSON.stringify({ key, ...content, subject, topic, grade_level, difficulty, skills, use })}\n`;
};

const printedQuiz = (quiz: QuizView, chapters: ReadonlyMap<string, string>, keys: ReadonlyMap<string, string>): unknown => ({
  title: quiz.title,
  chapter: quiz.chapter_id === null ? null : (chapters.get(quiz.chapter_id) ?? null),
  passing_score: quiz.passing_score,
  premium: quiz.premium,
  time_limit_seconds: quiz.time_limit_seconds,
  max_attempts: quiz.max_attempts,
  opens_at: quiz.opens_at,
  closes_at: quiz.closes_at,
  feedback: quiz.feedback,
  questions: quiz.questions.map(({ id, points }) => ({ key: keys.get(id), points })),
  draw: quiz.draw ?? [],
});

/** The files of a course's archive, each time the same for the same course: ids and times are left out. */
export const printCourse = ({ course, prerequisites, chapters, quizzes, questions }: PrintableCourse): PrintedFile[] => {
  const { title, description, subject, grade_level, difficulty_level, status } = course;
  const chapterStems = stems(
    chapters.map((chapter) => chapter.title),
    'chapter',
  );
  const quizStems = stems(
    quizzes.map((quiz) => quiz.title),
    'quiz',
  );
  const chapterStemOf = new Map(chapters.map(({ id }, index) => [id, chapterStems[index] ?? '']));
  const width = Math.max(3, String(questions.length).length);
  const keys = new Map(questions.map(({ id }, index) => [id, `q${String(index + 1).padStart(width, '0')}`]));
  const facts = { title, description, subject, grade_level, difficulty_level, status, prerequisites };
  return [
    { name: COURSE_FILE, bytes: json({ format: ARCHIVE_FORMAT, version: ARCHIVE_VERSION, ...facts }) },
    ...chapters.map((chapter, index) => ({
      name: `${CHAPTERS_FOLDER}/${chapterStems[index]}.md`,
      bytes: Buffer.from(printChapter(chapter)),
    })),
    { name: QUESTIONS_FILE, bytes: Buffer.from(questions.map((row) => printedQuestion(keys.get(row.id) ?? '', row)).join('')) },
    ...quizzes.map((quiz, index) => ({
      name: `${QUIZZES_FOLDER}/${quizStems[index]}.json`,
      bytes: json(printedQuiz(quiz, chapterStemOf, keys)),
    })),
  ];
};

/** What the files take up unpacked, with their headers. */
export const printedSize = (files: readonly PrintedFile[]): number =>
  files.reduce((sum, { bytes }) => sum + 512 + Math.ceil(bytes.length / 512) * 512, 1024);

/** What the course's archive is saved as. */
export const archiveName = (title: string): string => `${slugOf(title, 'course')}.tar.gz`;
