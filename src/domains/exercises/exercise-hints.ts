import { Injectable } from '@nestjs/common';
import { Conflict, NotFound } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { Hint } from './exercise-kinds.js';
import { type ExerciseReader, writesExercises } from './exercise-reading.js';
import { nextHintCost } from './exercise.view.js';
import type { Reveal, RevealedHintView } from './exercises.schemas.js';

/** Held for sharing, so that no hint is taken from an exercise while somebody reveals it. */
const HINTS = `
  SELECT e.hints FROM core.exercise e
  WHERE e.id = $1 AND e.deleted_at IS NULL AND ($2 OR e.status = 'published') FOR SHARE`;
/** Somebody's two requests at once reveal one after the other. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('hints:' || $1::text || ':' || $2::text, 0))`;
const REVEALED = 'SELECT count(*)::int AS revealed FROM core.hint_reveal WHERE user_id = $1 AND exercise_id = $2';
const REVEAL = 'INSERT INTO core.hint_reveal (user_id, exercise_id, number, cost) VALUES ($1, $2, $3, $4)';

const hintAt = (hints: readonly Hint[], number: number): Hint => {
  const hint = hints[number - 1];
  if (!hint) throw new Conflict('There is no further hint');
  return hint;
};

/** Hints are revealed one after another; each reveal is recorded, with what it cost. */
@Injectable()
export class ExerciseHints {
  constructor(private readonly uow: UnitOfWork) {}

  /**
   * The next hint, or one that was revealed already. Throws `Conflict` after the last one, for one that is not next, and for a new one
   * that costs more than `atMost` points.
   */
  async reveal(caller: ExerciseReader, id: string, { number }: Reveal, atMost = Infinity): Promise<RevealedHintView> {
    return this.uow.run(async (em) => {
      const [exercise] = await em.query<{ hints: Hint[] }[]>(HINTS, [id, writesExercises(caller)]);
      if (!exercise) throw new NotFound('exercise');
      const { hints } = exercise;
      await em.query(LOCK, [caller.userId, id]);
      const [before] = await em.query<{ revealed: number }[]>(REVEALED, [caller.userId, id]);
      const revealed = before?.revealed ?? 0;
      const wanted = number ?? revealed + 1;
      if (wanted > revealed + 1) throw new Conflict(`Hint ${revealed + 1} comes first`);
      const { text, cost } = hintAt(hints, wanted);
      if (wanted > revealed && cost > atMost) throw new Conflict(`Hint ${wanted} costs ${cost} points`);
      if (wanted > revealed) await em.query(REVEAL, [caller.userId, id, wanted, cost]);
      return {
        number: wanted,
        text,
        cost,
        hint_count: hints.length,
        next_hint_cost: nextHintCost(hints, Math.max(revealed, wanted)),
      };
    });
  }
}
