import { gzipSync } from 'node:zlib';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { extract, type Header, pack } from 'tar-stream';

/** The files of an archive by name. */
export type Files = Readonly<Record<string, string | Buffer>>;

export const textOf = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** An archive as somebody packs it. Entries may be anything a header can say. */
export const packed = async (files: Files, odd: readonly (Partial<Header> & { name: string })[] = []): Promise<Buffer> => {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, Buffer.from(content));
  for (const header of odd) tar.entry({ size: 0, ...header });
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(Buffer.from(chunk as Uint8Array));
  return gzipSync(Buffer.concat(chunks));
};

/** The files of an archive, in its order. */
export const unpacked = async (unzipped: Buffer): Promise<Record<string, string>> => {
  const files: Record<string, string> = {};
  const tar = extract();
  Readable.from([unzipped]).pipe(tar);
  for await (const entry of tar) files[entry.header.name] = await text(entry);
  return files;
};

/** A course that uses everything an archive can say. */
export const fullCourse: Files = {
  'course.json': textOf({
    format: 'lectern-course',
    version: 1,
    title: 'Maße & Gewichte',
    description: 'Überall wird gemessen 📏',
    subject: 'Physik',
    grade_level: 7,
    difficulty_level: 'intermediate',
    status: 'published',
    prerequisites: ['Zählen'],
  }),
  'chapters/01-masse-gewichte.md': '# Maße – Gewichte\n\nEin Meter ist `100` cm.\n\n## Mehr\n\n\n',
  'chapters/02-zoll.md': '# Zoll\n\n# Keine Überschrift der Datei\n',
  'chapters/03-chapter.md': '# 長さ\n\n\n',
  'questions.ndjson': [
    {
      key: 'q001',
      ...{ type: 'multiple_choice', question: 'Ein Meter?', options: ['100 cm', '10 cm', '１００ cm'], correct_answer: '100 cm' },
      ...{ accepted_answers: [], tolerance: null, explanation: 'hekto → zenti', subject: 'Physik', topic: 'Länge', grade_level: 7 },
      ...{ difficulty: 1, skills: ['messen'], use: 'graded' },
    },
    {
      key: 'q002',
      ...{ type: 'fill_in_blank', question: 'Ein Zoll in cm', options: [], correct_answer: 2.54, accepted_answers: ['2,54 cm', 'ſtraße'] },
      ...{
        tolerance: 0.005,
        explanation: '',
        subject: 'Physik',
        topic: 'Länge',
        grade_level: null,
        difficulty: 5,
        skills: [],
        use: 'graded',
      },
    },
    {
      key: 'q003',
      ...{ type: 'true_false', question: 'Ein Pfund wiegt 500 g', options: ['True', 'False'], correct_answer: true, accepted_answers: [] },
      ...{ tolerance: null, explanation: 'in Deutschland', subject: 'Physik', topic: 'Masse', grade_level: 0, difficulty: 2, skills: [] },
      use: 'practice',
    },
    {
      key: 'q004',
      ...{
        type: 'fill_in_blank',
        question: 'Formelzeichen der Masse',
        options: [],
        correct_answer: 'm',
        accepted_answers: [],
        tolerance: null,
      },
      ...{
        explanation: '',
        subject: 'Physik',
        topic: 'Masse',
        grade_level: null,
        difficulty: 2,
        skills: ['zeichen', 'masse'],
        use: 'practice',
      },
    },
  ]
    .map((question) => `${JSON.stringify(question)}\n`)
    .join(''),
  'quizzes/01-lange.json': textOf({
    title: 'Länge',
    chapter: '01-masse-gewichte',
    passing_score: 0.5,
    premium: true,
    time_limit_seconds: 600,
    max_attempts: 3,
    opens_at: '2026-09-01T06:00:00.000Z',
    closes_at: '2027-07-31T22:00:00.000Z',
    feedback: 'correctness',
    questions: [
      { key: 'q002', points: 3 },
      { key: 'q001', points: 1 },
    ],
    draw: [],
  }),
  'quizzes/02-masse.json': textOf({
    title: 'Masse',
    chapter: null,
    passing_score: 0.7,
    premium: false,
    time_limit_seconds: null,
    max_attempts: null,
    opens_at: null,
    closes_at: null,
    feedback: 'full',
    questions: [{ key: 'q001', points: 1 }],
    draw: [
      { subject: 'Physik', topic: 'masse', difficulty: 2, count: 2 },
      { topic: 'Länge', count: 1 },
    ],
  }),
};
