import bcrypt from 'bcrypt';
import { Client } from 'pg';
import { emailKey } from '../src/domains/users/look-up-keys.js';
import { searchKey } from '../src/sdk/search-key.js';
import { newId } from '../src/sdk/ids.js';

const STUDENTS = 50;
const CHAPTERS = 20;
const QUESTIONS = 10;
/** Learners complete chapters of these, one course after another. */
const COURSES_TO_COMPLETE = 120;
/** Twenty of them make a chapter list of some 48 kB. */
const CHAPTER_TEXT = 'Variables hold values, and a name tells the reader why the value is there. '.repeat(28);
const COST = 12;
const PASSWORD = 'correct horse battery';
const UNLIMITED = 1_000_000_000;

export interface Student {
  readonly id: string;
  readonly email: string;
}

export interface SeededQuiz {
  readonly id: string;
  readonly questionIds: readonly string[];
}

export interface SeededCourse {
  readonly id: string;
  readonly chapterIds: readonly string[];
}

/** What is there to be asked for. */
export interface School {
  readonly tenantId: string;
  readonly password: string;
  readonly students: readonly Student[];
  readonly course: SeededCourse;
  readonly toComplete: readonly SeededCourse[];
  /** One in each course that is there to be completed. */
  readonly quizzes: readonly SeededQuiz[];
}

/** The policies whose routes are measured, without a limit that the measurement would hit. A day limit stays one, and an hour limit too. */
const limits = {
  ...Object.fromEntries(['default', 'catalogue', 'login'].map((name) => [name, { limit: UNLIMITED, window_seconds: 60 }])),
  chapter_complete: { limit: UNLIMITED, window_seconds: 86_400 },
  quiz_submit: { limit: UNLIMITED, window_seconds: 3600 },
};

/** Fills a migrated database as the superuser, past every policy. */
export const seed = async (superuserUrl: string): Promise<School> => {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const tenantId = newId();
    await client.query('BEGIN');
    await client.query(`INSERT INTO core.tenants (id, slug, name, is_default, limits) VALUES ($1, 'bench', 'Bench', true, $2)`, [
      tenantId,
      JSON.stringify(limits),
    ]);
    await client.query(`INSERT INTO core.tenant_plugin (tenant_id, plugin_id, enabled) VALUES ($1, 'gamification', true)`, [tenantId]);
    const students = await addStudents(client, tenantId);
    const course = await addCourse(client, tenantId, 'Thinking in programs', CHAPTER_TEXT);
    const toComplete: SeededCourse[] = [];
    for (let n = 1; n <= COURSES_TO_COMPLETE; n += 1) toComplete.push(await addCourse(client, tenantId, `Course ${n}`, 'Short.'));
    const quizzes: SeededQuiz[] = [];
    for (const { id } of toComplete) quizzes.push(await addQuiz(client, tenantId, id));
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
    return { tenantId, password: PASSWORD, students, course, toComplete, quizzes };
  } finally {
    await client.end();
  }
};

const addStudents = async (client: Client, tenantId: string): Promise<Student[]> => {
  const passwordHash = await bcrypt.hash(PASSWORD, COST);
  const students: Student[] = [];
  for (let n = 1; n <= STUDENTS; n += 1) {
    const student = { id: newId(), email: `student${n}@bench.test` };
    const name = `Student ${n}`;
    await client.query(
      `INSERT INTO core.users (tenant_id, id, email, email_key, name, name_key, role, password_hash) VALUES ($1, $2, $3, $4, $5, $6, 'student', $7)`,
      [tenantId, student.id, student.email, emailKey(student.email), name, searchKey(name), passwordHash],
    );
    students.push(student);
  }
  return students;
};

const addCourse = async (client: Client, tenantId: string, title: string, content: string): Promise<SeededCourse> => {
  const course = { id: newId(), chapterIds: Array.from({ length: CHAPTERS }, () => newId()) };
  await client.query(
    `INSERT INTO core.course (tenant_id, id, title, title_key, description, subject, subject_key, grade_level, status, published_at, chapter_count)
     VALUES ($1, $2, $3, lower($3), 'From a first program to one that is a pleasure to read.', 'Programming', 'programming', 8, 'published', now(), $4)`,
    [tenantId, course.id, title, CHAPTERS],
  );
  await client.query(
    `INSERT INTO core.chapter (tenant_id, id, course_id, title, content, position)
     SELECT $1, id, $2, 'Chapter ' || position, $4, position FROM unnest($3::uuid[]) WITH ORDINALITY AS given (id, position)`,
    [tenantId, course.id, course.chapterIds, content],
  );
  return course;
};

/** A fixed quiz without a clock: multiple choice of three options, the first of them right. */
const addQuiz = async (client: Client, tenantId: string, courseId: string): Promise<SeededQuiz> => {
  const quiz = { id: newId(), questionIds: Array.from({ length: QUESTIONS }, () => newId()) };
  await client.query(
    `INSERT INTO core.question (tenant_id, id, type, use, question, question_key, options, correct_answer, explanation)
     SELECT $1, id, 'multiple_choice', 'graded', 'What does line ' || position || ' of the program print?', 'what', $3, '"the name"', $4
     FROM unnest($2::uuid[]) WITH ORDINALITY AS given (id, position)`,
    [tenantId, quiz.questionIds, ['the name', 'the value', 'an error'], 'The quotation marks make it text, and text is printed as it is.'],
  );
  await client.query(`INSERT INTO core.quiz (tenant_id, id, course_id, title) VALUES ($1, $2, $3, 'What have you learned?')`, [
    tenantId,
    quiz.id,
    courseId,
  ]);
  await client.query(
    `INSERT INTO core.quiz_question (tenant_id, quiz_id, question_id, position, points)
     SELECT $1, $2, id, position, 1 FROM unnest($3::uuid[]) WITH ORDINALITY AS given (id, position)`,
    [tenantId, quiz.id, quiz.questionIds],
  );
  return quiz;
};
