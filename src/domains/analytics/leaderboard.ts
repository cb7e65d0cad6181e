import { Injectable } from '@nestjs/common';
import { requireContext } from '../../platform/context/request-context.js';
import { People } from '../../sdk/contracts/people.js';
import { Forbidden } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { LeaderboardEntryView } from './leaderboard.schemas.js';

interface Standing {
  readonly user_id: string;
  readonly pseudonym: string;
  readonly exercises_completed: number;
  readonly average_score: number;
}

/** Read beyond the limit, in place of those whose account was closed a moment ago. */
const SPARE = 10;

/** In the order of an index: what it costs depends on the limit alone. */
const BEST = `
  SELECT user_id, pseudonym, exercises_completed, average_score FROM core.learner_standing
  WHERE listed AND exercises_completed > 0 ORDER BY exercises_completed DESC, average_score DESC, user_id LIMIT $1`;

/** Who has completed most exercises, and best, by the scores of the server and of staff. */
@Injectable()
export class Leaderboard {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly people: People,
  ) {}

  /** Throws `Forbidden` while the institution has it off. Under pseudonyms everybody still finds themselves. */
  async list(caller: Principal, limit: number): Promise<LeaderboardEntryView[]> {
    const policy = requireContext().tenant?.policies.leaderboard ?? 'off';
    if (policy === 'off') throw new Forbidden('This institution has switched the leaderboard off');
    const rows = await this.uow.query<Standing>(BEST, [limit + SPARE]);
    const people = await this.people.byIds(rows.map((row) => row.user_id));
    const names = new Map(people.map((person) => [person.id, person.name]));
    const present = rows.filter((row) => names.has(row.user_id)).slice(0, limit);
    return ranked(present).map(({ user_id: userId, pseudonym, ...row }) => {
      const open = policy === 'names' || userId === caller.userId;
      return { ...row, user_id: open ? userId : null, display_name: open ? (names.get(userId) ?? pseudonym) : pseudonym };
    });
  }
}

const ranked = (rows: readonly Standing[]): (Standing & { readonly rank: number })[] => {
  const isTie = (a: Standing | undefined, b: Standing): boolean =>
    a?.exercises_completed === b.exercises_completed && a.average_score === b.average_score;
  let rank = 0;
  return rows.map((row, index) => {
    if (!isTie(rows[index - 1], row)) rank = index + 1;
    return { ...row, rank };
  });
};
