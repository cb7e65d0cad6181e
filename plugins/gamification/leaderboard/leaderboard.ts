import { Injectable } from '@nestjs/common';
import { Forbidden, type Page, Paging, type Principal, TenantSettings, UnitOfWork } from 'lectern/sdk';
import { People } from 'lectern/sdk/contracts/people';
import { gamificationSettings } from '../settings.js';
import type { LeaderboardQuery, LeaderboardRowView } from './leaderboard.schemas.js';

interface RankedLearner {
  readonly user_id: string;
  readonly pseudonym: string;
  readonly total: string;
  readonly rank: string;
}

/** Who has the most points in the institution, if it wants that shown. */
@Injectable()
export class Leaderboard {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly settings: TenantSettings,
    private readonly people: People,
    private readonly paging: Paging,
  ) {}

  /** Throws `Forbidden` while the institution has the leaderboard off. */
  async list(caller: Principal, query: LeaderboardQuery): Promise<Page<LeaderboardRowView>> {
    const { leaderboard, pseudonyms } = await this.settings.of(gamificationSettings);
    if (!leaderboard) throw new Forbidden('This institution has switched the leaderboard off');
    const window = this.paging.open(query);
    const rows = await this.uow.query<RankedLearner>(
      `SELECT user_id, pseudonym, total, rank FROM (
         SELECT user_id, pseudonym, total, rank() OVER (ORDER BY total DESC) AS rank FROM gamification.learner WHERE total > 0
       ) ranked WHERE $1::bigint IS NULL OR total < $1 OR (total = $1 AND user_id > $2::uuid)
       ORDER BY total DESC, user_id LIMIT $3`,
      [window.after?.[0] ?? null, window.after?.[1] ?? null, window.take],
    );
    const total = window.countExactly ? await this.count() : undefined;
    const page = this.paging.close(query, window, rows, (row) => [row.total, row.user_id], total);
    const openNames = !pseudonyms || caller.permissions.has('gamification:leaderboard.names');
    const named = page.items.map((row) => row.user_id).filter((id) => openNames || id === caller.userId);
    const people = named.length === 0 ? [] : await this.people.byIds(named);
    const names = new Map(people.map((person) => [person.id, person.name]));
    return page.map((row) => rowView(row, names.get(row.user_id), caller));
  }

  private async count(): Promise<number> {
    const [row] = await this.uow.query<{ total: string }>('SELECT count(*) AS total FROM gamification.learner WHERE total > 0');
    return Number(row?.total ?? 0);
  }
}

const rowView = (row: RankedLearner, name: string | undefined, caller: Principal): LeaderboardRowView => ({
  rank: Number(row.rank),
  user_id: name === undefined ? null : row.user_id,
  name: name ?? row.pseudonym,
  total: Number(row.total),
  is_you: row.user_id === caller.userId,
});
