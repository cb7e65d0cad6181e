import type { LoadRequest } from './load.js';
import type { School, SeededCourse, Student } from './seed.js';

/** What Lectern has to reach beside the bare server, as a share of its requests a second. */
export interface Goal {
  readonly name: string;
  readonly share: number;
}

export interface Scenario {
  readonly name: string;
  readonly goal?: Goal;
  readonly rounds: number;
  readonly roundMs: number;
  /** Makes the requests for one of the servers: people and chapters are never used by both. */
  requests(side: 'lectern' | 'bare'): () => LoadRequest;
}

const inTurn = <T>(items: readonly T[]): (() => T) => {
  let index = 0;
  return () => {
    const item = items[index % items.length];
    index += 1;
    if (item === undefined) throw new Error('Nothing to take turns with');
    return item;
  };
};

/** A learner completes a course chapter by chapter; the learners take turns. */
const completions = (students: readonly Student[], courses: readonly SeededCourse[]): (() => readonly [Student, string, string]) => {
  const steps = courses.flatMap(({ id, chapterIds }) => chapterIds.map((chapterId) => [id, chapterId] as const));
  let index = 0;
  return () => {
    const student = students[index % students.length];
    const step = steps[Math.floor(index / students.length)];
    index += 1;
    if (!student || !step) throw new Error('Every chapter is completed: seed more courses');
    return [student, ...step];
  };
};

/** What is measured. `tokens` belong to the first half of the students; the second half is the bare server's. */
export const scenariosOf = (school: School, tokens: readonly string[]): readonly Scenario[] => {
  const token = inTurn(tokens);
  const coursePath = `/api/v1/courses/${school.course.id}`;
  const half = tokens.length;
  const people = { lectern: school.students.slice(0, half), bare: school.students.slice(half) };
  const tokenOf = new Map(people.lectern.map(({ id }, index) => [id, tokens[index]]));
  const chaptersToDo = { lectern: completions(people.lectern, school.toComplete), bare: completions(people.bare, school.toComplete) };
  const accounts = { lectern: inTurn(people.lectern), bare: inTurn(people.bare) };
  return [
    {
      name: 'course read',
      goal: { name: 'reads', share: 0.5 },
      rounds: 4,
      roundMs: 2000,
      requests: () => () => ({ method: 'GET', path: coursePath, token: token() }),
    },
    {
      name: 'chapter list',
      goal: { name: 'lists', share: 0.5 },
      rounds: 4,
      roundMs: 2000,
      requests: () => () => ({ method: 'GET', path: `${coursePath}/chapters`, token: token() }),
    },
    {
      name: 'chapter completion',
      goal: { name: 'durable completion', share: 0.4 },
      rounds: 4,
      roundMs: 2000,
      requests: (side) => () => {
        const [{ id }, courseId, chapterId] = chaptersToDo[side]();
        return { method: 'POST', path: `/api/v1/progress/${id}/courses/${courseId}/chapters/${chapterId}`, token: tokenOf.get(id) };
      },
    },
    {
      name: 'login',
      rounds: 1,
      roundMs: 3000,
      requests: (side) => () => ({
        method: 'POST',
        path: '/api/v1/auth/login',
        body: { email: accounts[side]().email, password: school.password },
      }),
    },
  ];
};
