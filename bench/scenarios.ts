import type { LoadRequest } from './load.js';
import type { School, SeededCourse, SeededQuiz, Student } from './seed.js';

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

/** Learners take quiz after quiz, some answers right. */
const submissions = (students: readonly Student[], quizzes: readonly SeededQuiz[]): (() => readonly [Student, object]) => {
  const bodies = quizzes.map(({ id, questionIds }) => ({
    quiz_id: id,
    answers: Object.fromEntries(questionIds.map((questionId, place) => [questionId, place % 3 === 0 ? 'an error' : 'the name'])),
  }));
  let index = 0;
  return () => {
    const student = students[index % students.length];
    const body = bodies[Math.floor(index / students.length) % bodies.length];
    index += 1;
    if (!student || !body) throw new Error('Nobody takes a quiz, or there is none');
    return [student, body];
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
  const quizzesToTake = { lectern: submissions(people.lectern, school.quizzes), bare: submissions(people.bare, school.quizzes) };
  let submitted = 0;
  const submission = (side: 'lectern' | 'bare', key: boolean): LoadRequest => {
    const [{ id }, body] = quizzesToTake[side]();
    submitted += 1;
    const headers = { 'X-User': id, ...(key ? { 'Idempotency-Key': `submission-${submitted}` } : {}) };
    return { method: 'POST', path: '/api/v1/quizzes/submit', token: tokenOf.get(id), body, headers };
  };
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
      name: 'quiz submit',
      goal: { name: 'quiz submit', share: 0.4 },
      rounds: 4,
      roundMs: 2000,
      requests: (side) => () => submission(side, true),
    },
    {
      name: 'quiz submit without key',
      rounds: 4,
      roundMs: 2000,
      requests: (side) => () => submission(side, false),
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
