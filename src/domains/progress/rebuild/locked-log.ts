import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { LOG_COLUMNS, loggedHappening, type LogRow } from '../log-rows.js';
import { type PersonProgress, Replay } from './replay.js';

const PAGE = 5000;
const LOCK = `SELECT FROM core.streak WHERE user_id = $1 FOR UPDATE`;
const NEXT = `SELECT ${LOG_COLUMNS} FROM core.progress_event WHERE user_id = $1 AND position > $2 ORDER BY position LIMIT $3`;
const NO_PLACE_TWICE = `
  UPDATE core.streak SET last_position = log.last FROM (SELECT max(position) AS last FROM core.progress_event WHERE user_id = $1) log
  WHERE user_id = $1 AND last_position < log.last`;

/** A person's log while nothing is appended to it. */
@Injectable()
export class LockedLog {
  constructor(private readonly uow: UnitOfWork) {}

  /** Holds the person's lock to the end of the open unit of work. */
  async lock(userId: string): Promise<void> {
    await this.uow.em.query(LOCK, [userId]);
  }

  /** Makes the row that is the person's lock, if it was lost. Places that were given out are not given out again. */
  async restore(userId: string): Promise<void> {
    await this.uow.em.query('INSERT INTO core.streak (user_id) VALUES ($1) ON CONFLICT DO NOTHING', [userId]);
    await this.uow.em.query(NO_PLACE_TWICE, [userId]);
  }

  /** What follows from it. */
  async replay(userId: string): Promise<PersonProgress> {
    const replay = new Replay();
    let last = 0;
    for (;;) {
      const rows = await this.uow.em.query<LogRow[]>(NEXT, [userId, last, PAGE]);
      for (const row of rows) replay.add(loggedHappening(userId, row));
      last = rows.at(-1)?.position ?? last;
      if (rows.length < PAGE) return replay.result();
    }
  }
}
