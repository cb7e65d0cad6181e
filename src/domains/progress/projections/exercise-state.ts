import type { Entry, EntryOf } from '../happening.js';

export type ExerciseEntry = EntryOf<'exercise_evaluated'>;

/** One evaluation of a submission, 0 to 100. */
export interface Evaluation {
  readonly submissionId: string;
  readonly score: number;
  readonly occurredAt: Date;
}

/** When the best score rose, and to what. */
export interface Rise {
  readonly score: number;
  /** RFC 3339, UTC. */
  readonly at: string;
}

/** What a learner's submissions for an exercise come to. */
export interface ExerciseState {
  readonly attempts: number;
  readonly bestScore: number;
  readonly rises: readonly Rise[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const isExerciseEntry = (entry: Entry): entry is ExerciseEntry => entry.kind === 'exercise_evaluated';

interface Standing {
  readonly submissionId: string;
  /** When it was evaluated first. */
  readonly at: Date;
  /** What the latest evaluation gave. */
  readonly score: number;
}

const standings = (inTime: readonly Evaluation[]): readonly Standing[] => {
  const bySubmission = new Map<string, Standing>();
  for (const { submissionId, score, occurredAt } of inTime) {
    const at = bySubmission.get(submissionId)?.at ?? occurredAt;
    bySubmission.set(submissionId, { submissionId, at, score });
  }
  return [...bySubmission.values()];
};

const byTime = (a: Evaluation, b: Evaluation): number =>
  a.occurredAt.getTime() - b.occurredAt.getTime() || (a.submissionId < b.submissionId ? -1 : 1);

/**
 * What all evaluations of one learner and exercise come to, in whatever order they came in: of each submission the latest
 * counts, as of the time it was evaluated first. Undefined without any.
 */
export const exerciseOf = (evaluations: readonly Evaluation[]): ExerciseState | undefined => {
  const inTime = evaluations.toSorted(byTime);
  const [first] = inTime;
  const last = inTime.at(-1);
  if (!first || !last) return undefined;
  const rises: Rise[] = [];
  const submissions = standings(inTime);
  for (const { at, score } of submissions) {
    const best = rises.at(-1)?.score ?? -1;
    if (score > best) rises.push({ score, at: at.toISOString() });
  }
  const bestScore = rises.at(-1)?.score ?? 0;
  return { attempts: submissions.length, bestScore, rises, createdAt: first.occurredAt, updatedAt: last.occurredAt };
};
