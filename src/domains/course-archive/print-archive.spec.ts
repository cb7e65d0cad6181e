import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { keyProblems } from '../questions/key-problems.js';
import type { QuestionRow } from '../questions/question-sql.js';
import { archiveFiles } from './archive-files.js';
import { ArchiveProblems } from './archive-problems.js';
import { type CourseArchive, readCourseArchive } from './course-archive.js';
import { packArchive } from './pack-archive.js';
import { archiveName, type PrintableCourse, printCourse } from './print-archive.js';
import { unpackArchive } from './unpack-archive.js';

const id = fc.uuid({ version: 7 });
/** What the database can hold. */
const anyText = (maxLength: number) =>
  fc.string({ unit: 'binary', maxLength }).filter((text) => text.isWellFormed() && !text.includes('\0'));
const title = anyText(30)
  .map((text) => text.replaceAll(/\s*[\n\r\u2028\u2029]\s*/g, ' ').trim())
  .filter((text) => text !== '');
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const now = fc.constant(new Date(0));

const chapter = fc.record({
  ...{ id, title, course_id: id, order: fc.nat(), next_chapter_id: fc.constant(null), prev_chapter_id: fc.constant(null) },
  // A carriage return alone at the very end of a text belongs to the file's last line break.
  content: anyText(200).map((text) => text.replace(/\r+$/, '')),
  ...{ created_at: now, updated_at: now },
});

const question: fc.Arbitrary<QuestionRow> = fc
  .record({
    ...{ id, type: fc.constantFrom('multiple_choice', 'true_false', 'fill_in_blank'), question: title },
    ...{ options: fc.uniqueArray(title, { maxLength: 4 }), accepted_answers: fc.array(title, { maxLength: 2 }) },
    correct_answer: fc.oneof(title, fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    ...{ tolerance: optional(fc.double({ min: 0, max: 1e15, noNaN: true })), explanation: anyText(50) },
    ...{
      subject: optional(title),
      topic: optional(title),
      grade_level: optional(fc.nat({ max: 20 })),
      difficulty: fc.integer({ min: 1, max: 5 }),
    },
    ...{ skills: fc.array(title, { maxLength: 2 }), use: fc.constantFrom('practice', 'graded'), created_at: now, updated_at: now },
  })
  .map(inCanonicalForm)
  .filter((row) => keyProblems(row).length === 0);

/** As the bank would hold it. */
function inCanonicalForm(row: QuestionRow): QuestionRow {
  const { type, options, correct_answer: key, tolerance } = row;
  const plain = { accepted_answers: [], tolerance: null };
  if (type === 'multiple_choice') return { ...row, ...plain, correct_answer: options[0] ?? '' };
  if (type === 'true_false') return { ...row, ...plain, options: [], correct_answer: key === true };
  return { ...row, options: [], correct_answer: tolerance === null ? String(key) : Object.is(key, -0) ? 0 : key };
}

const course = fc.record({
  ...{
    id,
    title,
    description: anyText(50),
    prerequisites: fc.constant<string[]>([]),
    subject: optional(title),
    grade_level: optional(fc.nat({ max: 20 })),
  },
  difficulty_level: fc.constantFrom('beginner', 'intermediate', 'advanced'),
  ...{ status: fc.constantFrom('draft', 'published'), chapter_count: fc.nat(), created_at: now, updated_at: now },
});

const printable: fc.Arbitrary<PrintableCourse> = fc.record({
  course,
  prerequisites: fc.array(title, { maxLength: 3 }),
  chapters: fc.array(chapter, { maxLength: 12 }),
  quizzes: fc.constant([]),
  questions: fc.array(question, { maxLength: 6 }),
});

const readBack = async (printed: PrintableCourse): Promise<CourseArchive> => {
  const bytes = await buffer(packArchive(printCourse(printed)));
  const problems = new ArchiveProblems();
  const entries = await unpackArchive({ bytes: bytes.length, stream: () => Readable.from([bytes]) });
  const archive = readCourseArchive(archiveFiles(entries, problems), problems);
  problems.throwIfAny();
  assert.ok(archive);
  return archive;
};

describe('a printed course', () => {
  it('is read as what it was, whatever its texts are', async () => {
    await fc.assert(
      fc.asyncProperty(printable, async (printed) => {
        const archive = await readBack(printed);
        assert.equal(archive.course.title, printed.course.title);
        assert.deepEqual(archive.course.prerequisites, printed.prerequisites);
        assert.deepEqual(
          [...archive.chapters.values()],
          printed.chapters.map(({ title, content }) => ({ title, content })),
        );
        assert.deepEqual(
          [...archive.questions.values()].map(({ key: _key, ...rest }) => rest),
          printed.questions.map(({ id: _id, created_at: _created, updated_at: _updated, ...rest }) => rest),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('is the same each time, in the order of its chapters', async () => {
    await fc.assert(
      fc.asyncProperty(printable, async (printed) => {
        const [one, other] = [await buffer(packArchive(printCourse(printed))), await buffer(packArchive(printCourse(printed)))];
        assert.ok(one.equals(other));
        const names = printCourse(printed).map(({ name }) => name);
        assert.deepEqual(
          names.filter((name) => name.startsWith('chapters/')).toSorted(),
          names.filter((name) => name.startsWith('chapters/')),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('has names that every system can hold', () => {
    fc.assert(fc.property(anyText(80), (text) => /^[a-z0-9]+(-[a-z0-9]+)*\.tar\.gz$/.test(archiveName(text))));
    assert.equal(archiveName('Maße & Gewichte: Überblick'), 'masse-gewichte-uberblick.tar.gz');
    assert.equal(archiveName('長さ'), 'course.tar.gz');
  });
});
