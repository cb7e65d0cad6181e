import {
  ARCHIVE_LIMITS,
  type ArchiveFiles,
  CHAPTERS_FOLDER,
  COURSE_FILE,
  inOrder,
  QUESTIONS_FILE,
  QUIZZES_FOLDER,
  stemOf,
} from './archive-files.js';
import {
  archivedChapterSchema,
  type ArchivedChapter,
  type ArchivedCourse,
  archivedCourseSchema,
  type ArchivedQuestion,
  archivedQuestionSchema,
  type ArchivedQuiz,
  archivedQuizSchema,
  parseChapter,
} from './archive-format.js';
import type { ArchiveProblems } from './archive-problems.js';
import { checked, readJson, readText } from './archive-text.js';

/** What a part of an archive says, and where. */
export interface Placed<T> {
  /** Its file, with a line number for a question. */
  readonly place: string;
  readonly value: T;
}

/** A course with everything that belongs to it, as an archive describes it. */
export interface CourseArchive {
  readonly course: ArchivedCourse;
  /** By file name without its ending, in order. */
  readonly chapters: ReadonlyMap<string, ArchivedChapter>;
  /** By local key, in order. */
  readonly questions: ReadonlyMap<string, ArchivedQuestion>;
  readonly quizzes: readonly Placed<ArchivedQuiz>[];
}

const MOST_CHAPTERS = 1000;
const MOST_QUIZZES = 1000;
const MOST_ASKED = 200;

const readChapters = (files: ArchiveFiles, problems: ArchiveProblems): Map<string, ArchivedChapter> => {
  const chapters = new Map<string, ArchivedChapter>();
  const found = inOrder(files, CHAPTERS_FOLDER);
  if (found.length > MOST_CHAPTERS) problems.add(CHAPTERS_FOLDER, `A course has at most ${MOST_CHAPTERS} chapters`);
  for (const [place, bytes] of found) {
    const markdown = readText(place, bytes, problems);
    if (markdown === undefined) continue;
    const parsed = parseChapter(markdown);
    if (!parsed) problems.add(place, 'The first line is the title: # Title');
    else chapters.set(stemOf(place), checked(archivedChapterSchema, place, parsed, problems) ?? parsed);
  }
  return chapters;
};

const readQuestions = (files: ArchiveFiles, problems: ArchiveProblems): Map<string, ArchivedQuestion> => {
  const questions = new Map<string, ArchivedQuestion>();
  let number = 0;
  for (const line of linesOf(files.get(QUESTIONS_FILE) ?? Buffer.alloc(0))) {
    number += 1;
    if (isBlank(line)) continue;
    const place = `${QUESTIONS_FILE}.${number}`;
    const question = readJson(archivedQuestionSchema, place, line, problems);
    if (!question) continue;
    if (questions.has(question.key)) problems.add(`${place}.key`, 'Another line has this key');
    questions.set(question.key, question);
  }
  if (questions.size > ARCHIVE_LIMITS.questions)
    problems.add(QUESTIONS_FILE, `An archive has at most ${ARCHIVE_LIMITS.questions} questions`);
  return questions;
};

const NEWLINE = 0x0a;

function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, from);
    const to = end === -1 ? bytes.length : end;
    yield bytes.subarray(from, to);
    from = to + 1;
  }
}

const isBlank = (line: Buffer): boolean => line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

const readQuizzes = (files: ArchiveFiles, problems: ArchiveProblems): Placed<ArchivedQuiz>[] => {
  const found = inOrder(files, QUIZZES_FOLDER);
  if (found.length > MOST_QUIZZES) problems.add(QUIZZES_FOLDER, `A course archive has at most ${MOST_QUIZZES} quizzes`);
  return found.flatMap(([place, bytes]) => {
    const value = readJson(archivedQuizSchema, place, bytes, problems);
    return value ? [{ place, value }] : [];
  });
};

/** Every name in a quiz must lead to something. Files that could not be read are no reason to complain about names as well. */
const checkReferences = (
  { chapters, questions, quizzes }: Omit<CourseArchive, 'course'>,
  files: ArchiveFiles,
  problems: ArchiveProblems,
): void => {
  for (const { place, value } of quizzes) {
    const { chapter, questions: placed = [], draw = [] } = value;
    const asked = placed.length + draw.reduce((sum, { count }) => sum + count, 0);
    if (asked > MOST_ASKED) problems.add(place, `A quiz asks at most ${MOST_ASKED} questions`);
    if (chapter != null && !chapters.has(chapter) && !files.has(`${CHAPTERS_FOLDER}/${chapter}.md`)) {
      problems.add(`${place}.chapter`, 'There is no such chapter: give its file name without .md');
    }
    const seen = new Set<string>();
    placed.forEach(({ key }, index) => {
      if (seen.has(key)) problems.add(`${place}.questions.${index}.key`, 'Name each question once');
      else if (!questions.has(key)) problems.add(`${place}.questions.${index}.key`, `${QUESTIONS_FILE} has no such question`);
      seen.add(key);
    });
  }
};

/** Reads an archive, and adds everything that is wrong with it to `problems`. Undefined when there is no course in it. */
export const readCourseArchive = (files: ArchiveFiles, problems: ArchiveProblems): CourseArchive | undefined => {
  const bytes = files.get(COURSE_FILE);
  const course = bytes ? readJson(archivedCourseSchema, COURSE_FILE, bytes, problems) : undefined;
  const parts = {
    chapters: readChapters(files, problems),
    questions: readQuestions(files, problems),
    quizzes: readQuizzes(files, problems),
  };
  checkReferences(parts, files, problems);
  return course && { course, ...parts };
};
