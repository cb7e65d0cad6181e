import { Injectable } from '@nestjs/common';
import { withoutRiders } from '../../../platform/context/request-context.js';
import { DomainError, NotFound } from '../../../sdk/errors.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { ExerciseHints } from '../../exercises/exercise-hints.js';
import { ExerciseReading } from '../../exercises/exercise-reading.js';

/** An exercise as the learner sees it; nothing of its solution and its tests. */
export interface ExerciseInView {
  readonly id: string;
  readonly title: string;
  readonly topic: string | null;
  /** Markdown, those that were revealed. */
  readonly revealed: readonly string[];
  readonly hintCount: number;
  /** Of the next hint, in points; null after the last. */
  readonly nextCost: number | null;
}

export interface GivenHint {
  readonly number: number;
  readonly text: string;
  readonly cost: number;
  readonly count: number;
  readonly nextCost: number | null;
}

const REVEALED_SINCE =
  'SELECT max(number)::int AS number FROM core.hint_reveal WHERE user_id = $1 AND exercise_id = $2 AND revealed_at >= $3';

/** Hints are taken through the exercises' own use case: it records them, in order, and what they cost. */
@Injectable()
export class NextHint {
  constructor(
    private readonly reading: ExerciseReading,
    private readonly hints: ExerciseHints,
    private readonly uow: UnitOfWork,
  ) {}

  /** Undefined for what learners do not see: drafts, deleted ones, those of others. */
  async exercise(studentId: string, id: string): Promise<ExerciseInView | undefined> {
    try {
      const { title, topic, hints, hint_count, next_hint_cost } = await this.reading.get(learner(studentId), id);
      const revealed = hints.map((hint) => (typeof hint === 'string' ? hint : hint.text));
      return { id, title, topic: topic ?? null, revealed, hintCount: hint_count, nextCost: next_hint_cost ?? null };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** The last hint the learner took since then. */
  async takenSince(studentId: string, id: string, since: Date): Promise<number | undefined> {
    const [row] = await this.uow.query<{ number: number | null }>(REVEALED_SINCE, [studentId, id, since]);
    return row?.number ?? undefined;
  }

  /** The hint with this number, for at most these points; undefined when it is not to be had so any more (the exercise was changed meanwhile). */
  async take(studentId: string, id: string, number: number, atMost: number): Promise<GivenHint | undefined> {
    try {
      // the record of a hint is no part of what the request itself commits
      const given = await withoutRiders(() => this.hints.reveal(learner(studentId), id, { number }, atMost));
      return { number: given.number, text: given.text, cost: given.cost, count: given.hint_count, nextCost: given.next_hint_cost };
    } catch (error) {
      if (error instanceof DomainError && (error.status === 404 || error.status === 409)) return undefined;
      throw error;
    }
  }
}

/** Whoever asks is answered as a learner is: staff who try the tutor are shown no more. */
const learner = (userId: string) => ({ userId, permissions: new Set<string>() });
