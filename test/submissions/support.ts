import type { Client, Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { expectStatus } from '../learning/support.js';

let count = 0;

/** A test: what goes in, what has to come out. */
export const io = (input: string, expected: string, more: object = {}) => ({
  name: `${input} gives ${expected}`,
  input,
  expected_output: expected,
  ...more,
});

/** A program that adds two numbers which it reads. */
export const ADD = 'a, b = map(int, input().split())\nprint(a + b)\n';

/** Writes a published exercise in Python through the API. */
export const writeExercise = async (author: Client, fields: object): Promise<Json> => {
  const exercise = { title: `Exercise ${(count += 1)}`, language: 'python', status: 'published', ...fields };
  return (await expectStatus(201, author.post('/exercises', exercise))).body;
};

/** One that wants its input back, with a hidden test. */
export const echoExercise = async (author: Client): Promise<string> =>
  (await writeExercise(author, { test_cases: [io('one', 'one'), io('two', 'two', { hidden: true })] })).id;

export const submit = (
  who: { readonly client: Client },
  exerciseId: string,
  code: string,
  more: object = {},
  headers: Readonly<Record<string, string>> = {},
) => who.client.post('/submissions', { exercise_id: exerciseId, code, ...more }, headers);

/** Hands in and waits. */
export const submitAndWait = (who: { readonly client: Client }, exerciseId: string, code: string, seconds = 30) =>
  who.client.post(`/submissions?wait=${seconds}`, { exercise_id: exerciseId, code });

export const submissionOf = async (who: { readonly client: Client }, id: string): Promise<Json> =>
  (await expectStatus(200, who.client.get(`/submissions/${id}`))).body;

/** The submission, as soon as it is evaluated or found impossible to evaluate. */
export const decided = (who: { readonly client: Client }, id: string, deadlineMs = 30_000): Promise<Json> =>
  eventually(async () => {
    const submission = await submissionOf(who, id);
    return ['evaluated', 'error'].includes(submission.status) && submission;
  }, deadlineMs);

/** A limit that a test of something else, which asks again and again, does not meet. */
export const ROOMY_LIMITS = { default: { limit: 100_000, window_seconds: 60 } };
