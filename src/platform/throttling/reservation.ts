import type { Response } from 'express';
import { TooMany } from '../../sdk/errors.js';
import type { SqlQuery, TransactionRider } from '../context/request-context.js';
import { writeLimitHeaders } from './limit-headers.js';
import type { LimitCount } from './limit-subjects.js';
import { DAY_SECONDS } from './policies.js';

interface WindowRow {
  readonly used: number;
  readonly seconds: number;
}

export const RESERVE = `
  INSERT INTO core.limit_window AS w (policy, subject, used, ends_at)
  SELECT $1, $2, 1, CASE
    WHEN $4::int = ${DAY_SECONDS} THEN (date_trunc('day', now() AT TIME ZONE $5::text) + interval '1 day') AT TIME ZONE $5::text
    ELSE now() + make_interval(secs => $4::int) END
  WHERE $3::int > 0
  ON CONFLICT (tenant_id, policy, subject) DO UPDATE SET
    used = CASE WHEN w.ends_at <= now() THEN 1 ELSE w.used + 1 END,
    ends_at = CASE WHEN w.ends_at <= now() THEN EXCLUDED.ends_at ELSE w.ends_at END
  WHERE w.ends_at <= now() OR w.used < $3::int
  RETURNING used, ceil(extract(epoch FROM ends_at - now()))::int AS seconds`;
const LOOK = `
  SELECT used, ceil(extract(epoch FROM ends_at - now()))::int AS seconds
  FROM core.limit_window WHERE policy = $1 AND subject = $2`;
const GIVE_BACK = `UPDATE core.limit_window SET used = greatest(used - 1, 0) WHERE policy = $1 AND subject = $2`;

/**
 * One call's share of an hour or day limit, taken in the transaction that does the work: a rollback gives it back, and
 * calls of one person that come at once queue on the row, so that none slips through.
 */
export class Reservation implements TransactionRider {
  private taken: WindowRow | undefined;
  private refusal: TooMany | undefined;
  private refunded = false;

  constructor(
    private readonly count: LimitCount,
    private readonly timezone: string,
    private readonly freeRepeats: boolean,
    private readonly response: Response,
  ) {}

  /** The call turned out to spend nothing. */
  refund(): void {
    this.refunded = true;
  }

  /** After the transaction that took it, when what it was taken for did not happen. */
  async giveBack(query: SqlQuery): Promise<void> {
    if (this.taken) await query(GIVE_BACK, [this.count.name, this.count.subject]);
  }

  async opened(query: SqlQuery): Promise<void> {
    this.refunded = false;
    this.refusal = undefined;
    const { name, subject, limit, windowSeconds } = this.count;
    [this.taken] = await query<WindowRow>(RESERVE, [name, subject, limit, windowSeconds, this.timezone]);
    if (this.taken) return;
    const [full] = await query<WindowRow>(LOOK, [name, subject]);
    const seconds = full && full.seconds > 0 ? full.seconds : windowSeconds;
    writeLimitHeaders(this.response, [{ count: this.count, remaining: 0, resetSeconds: seconds }]);
    this.refusal = new TooMany(seconds, 'The limit of this hour or day is used up');
    if (!this.freeRepeats) throw this.refusal;
  }

  async closing(query: SqlQuery): Promise<void> {
    if (!this.taken) {
      if (this.refunded || !this.refusal) return;
      throw this.refusal;
    }
    const { name, subject, limit } = this.count;
    if (this.refunded) await query(GIVE_BACK, [name, subject]);
    const used = this.taken.used - (this.refunded ? 1 : 0);
    writeLimitHeaders(this.response, [{ count: this.count, remaining: limit - used, resetSeconds: this.taken.seconds }]);
  }
}
