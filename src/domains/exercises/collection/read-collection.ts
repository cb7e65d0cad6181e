import { z } from 'zod';
import { fieldErrors } from '../../../platform/http/field-errors.js';
import type { ArchiveEntry } from '../../course-archive/archive-files.js';
import type { ArchiveProblems } from '../../course-archive/archive-problems.js';
import { readJson, readText } from '../../course-archive/archive-text.js';
import { type CreateExercise, createExerciseSchema } from '../exercises.schemas.js';
import { type PlacedCase, readCaseFiles, TEST_FILES } from './case-files.js';
import {
  CASES_FILE,
  EXERCISE_FILE,
  type ExerciseFolder,
  exerciseFolders,
  HINTS_FILE,
  MOST_EXERCISES,
  OUTPUT_FILE,
} from './collection-files.js';
import { type ExerciseText, parseExerciseFile } from './exercise-file.js';
import { fitsLanguage, languageOf } from './language-endings.js';

/** An exercise as its folder describes it. */
export interface CollectedExercise {
  readonly slug: string;
  readonly input: CreateExercise;
  /** Which file says what a field of the exercise says: `test_cases.0.input` stands in `two-sums/cases.json.0.input`. */
  readonly placeOf: (field: string) => string;
}

const FACTS: ReadonlySet<string> = new Set(['title', 'difficulty', 'topic', 'language', 'status', 'comparison', 'tolerance']);
const anyList = z.array(z.unknown());

interface Code {
  readonly name: string;
  readonly ending: string;
  readonly text: string;
}

/** Reads one folder, file by file. */
class FolderReader {
  constructor(
    private readonly folder: ExerciseFolder,
    private readonly problems: ArchiveProblems,
  ) {}

  place(name: string): string {
    return `${this.folder.slug}/${name}`;
  }

  text(name: string): string | undefined {
    const bytes = this.folder.files.get(name);
    return bytes && readText(this.place(name), bytes, this.problems);
  }

  list(name: string): unknown[] | undefined {
    const bytes = this.folder.files.get(name);
    return bytes && readJson(anyList, this.place(name), bytes, this.problems);
  }

  /** The file of this stem, whatever its ending; a second one is a problem. */
  code(stem: string): Code | undefined {
    const names = [...this.folder.files.keys()].filter((name) => name.slice(0, name.lastIndexOf('.')) === stem);
    const [name, another] = names;
    if (another !== undefined) this.problems.add(this.place(another), `There is ${name} already`);
    const text = name === undefined ? undefined : this.text(name);
    return name === undefined || text === undefined ? undefined : { name, text, ending: name.slice(name.lastIndexOf('.') + 1) };
  }

  exercise(): ExerciseText {
    const { text, problems } = parseExerciseFile(this.text(EXERCISE_FILE) ?? '', this.folder.files.has(HINTS_FILE));
    for (const [line, message] of problems) this.problems.add(`${this.place(EXERCISE_FILE)}.${line}`, message);
    for (const name of text.facts.keys()) if (!FACTS.has(name)) this.problems.add(`${this.place(EXERCISE_FILE)}.${name}`, 'Unknown field');
    return text;
  }

  cases(facts: ExerciseText['facts'], tests: readonly (Code | undefined)[]): PlacedCase[] {
    const listed = this.list(CASES_FILE) ?? [];
    const tolerance = facts.get('tolerance');
    const compared = {
      ...(facts.has('comparison') ? { comparison: facts.get('comparison') } : {}),
      ...(tolerance === undefined ? {} : { tolerance: Number(tolerance) }),
    };
    return [
      ...listed.map((value, index) => ({ place: `${this.place(CASES_FILE)}.${index}`, value })),
      ...readCaseFiles(this.folder, compared, this.problems),
      ...TEST_FILES.flatMap(({ id, name, hidden }, index) => {
        const file = tests[index];
        return file ? [{ place: this.place(file.name), value: { id, name, kind: 'unittest', input: file.text, hidden } }] : [];
      }),
    ];
  }
}

const without = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

const FACT_OF: Readonly<Record<string, string>> = { difficulty_level: 'difficulty' };

const readExercise = (folder: ExerciseFolder, problems: ArchiveProblems): CollectedExercise | undefined => {
  const reader = new FolderReader(folder, problems);
  const { facts, description, hints } = reader.exercise();
  const [starter, solution, ...tests] = ['starter', 'solution', ...TEST_FILES.map(({ stem }) => stem)].map((stem) => reader.code(stem));
  const files = [solution, starter, ...tests].flatMap((file) => file ?? []);
  const language = facts.get('language') ?? files.flatMap(({ ending }) => languageOf(ending) ?? [])[0];
  for (const { name, ending } of files) {
    if (language !== undefined && !fitsLanguage(ending, language)) problems.add(reader.place(name), `This is no file of ${language}`);
  }
  const cases = reader.cases(facts, tests);
  const placeOf = (field: string): string => {
    const [head = '', index, ...rest] = field.split('.');
    const one = head === 'test_cases' ? cases[Number(index)] : undefined;
    if (one) return [one.place, ...rest].join('.');
    if (head === 'test_cases') return folder.slug;
    if (head === 'solution_code') return reader.place(solution?.name ?? 'solution');
    if (head === 'starter_code') return reader.place(starter?.name ?? 'starter');
    if (head === 'expected_output') return reader.place(OUTPUT_FILE);
    if (head === 'hints' && folder.files.has(HINTS_FILE)) return [reader.place(HINTS_FILE), index, ...rest].join('.');
    return [reader.place(EXERCISE_FILE), FACT_OF[head] ?? head, ...(index === undefined ? [] : [index, ...rest])].join('.');
  };
  const parsed = createExerciseSchema.safeParse({
    slug: folder.slug,
    title: facts.get('title'),
    description,
    ...without({
      difficulty_level: facts.get('difficulty'),
      topic: facts.get('topic') || undefined,
      language,
      status: facts.get('status'),
    }),
    ...without({ starter_code: starter?.text, solution_code: solution?.text, expected_output: reader.text(OUTPUT_FILE) }),
    test_cases: cases.map(({ value }) => value),
    hints: reader.list(HINTS_FILE) ?? hints,
  });
  if (parsed.success) return { slug: folder.slug, input: parsed.data, placeOf };
  for (const [field, messages] of Object.entries(fieldErrors(parsed.error.issues))) {
    for (const message of messages) problems.add(placeOf(field), message);
  }
  return undefined;
};

/** Reads a collection, and adds everything that is wrong with it to `problems`. */
export const readCollection = (entries: readonly ArchiveEntry[], problems: ArchiveProblems): CollectedExercise[] => {
  const folders = exerciseFolders(entries, problems);
  if (folders.length > MOST_EXERCISES) problems.add('_', `At most ${MOST_EXERCISES} exercises at once`);
  else if (folders.length === 0) problems.add('_', 'There is no folder with an exercise.md in it');
  return folders.slice(0, MOST_EXERCISES).flatMap((folder) => readExercise(folder, problems) ?? []);
};
