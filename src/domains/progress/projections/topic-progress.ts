import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import type { LoggedHappening } from '../happening.js';
import type { StoredProjection } from './stored-projection.js';
import { topicAfter, type TopicEntry, topicKey, topicKeyOf, type TopicState } from './topic-state.js';

const TOPIC_COLUMNS = `subject, topic, records, score_sum AS "scoreSum", time_spent AS "timeSpent", completed,
  created_at AS "createdAt", updated_at AS "updatedAt"`;
const ONE_TOPIC = `SELECT ${TOPIC_COLUMNS} FROM core.topic_progress WHERE user_id = $1 AND subject_key = $2 AND topic_key = $3`;
const ALL_TOPICS = `SELECT subject_key, topic_key, ${TOPIC_COLUMNS} FROM core.topic_progress WHERE user_id = $1 ORDER BY subject_key, topic_key`;
const STORE_TOPIC = `
  INSERT INTO core.topic_progress (user_id, subject_key, topic_key, subject, topic, records, score_sum, time_spent, completed, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (tenant_id, user_id, subject_key, topic_key) DO UPDATE SET subject = excluded.subject, topic = excluded.topic,
    records = excluded.records, score_sum = excluded.score_sum, time_spent = excluded.time_spent, completed = excluded.completed,
    created_at = excluded.created_at, updated_at = excluded.updated_at`;

const keysOf = (key: string): unknown[] => JSON.parse(key) as unknown[];

/** Progress per subject and topic, as it is stored. */
@Injectable()
export class TopicProgress implements StoredProjection<TopicState> {
  readonly table = 'topic_progress';

  constructor(private readonly uow: UnitOfWork) {}

  /** Stores what an entry that was just appended makes of its topic. */
  async advance(happened: LoggedHappening<TopicEntry>): Promise<void> {
    const { userId, entry } = happened;
    const { subjectKey, topicKey: key } = topicKeyOf(entry);
    const [before] = await this.uow.em.query<TopicState[]>(ONE_TOPIC, [userId, subjectKey, key]);
    await this.store(userId, topicKey(entry), topicAfter(before, happened));
  }

  async all(userId: string): Promise<ReadonlyMap<string, TopicState>> {
    const rows = await this.uow.query<TopicState & { readonly subject_key: string; readonly topic_key: string }>(ALL_TOPICS, [userId]);
    return new Map(rows.map(({ subject_key, topic_key, ...state }) => [JSON.stringify([subject_key, topic_key]), state]));
  }

  async store(userId: string, key: string, state: TopicState): Promise<void> {
    const { subject, topic, records, scoreSum, timeSpent, completed, createdAt, updatedAt } = state;
    const values = [subject, topic, records, scoreSum, timeSpent, completed, createdAt, updatedAt];
    await this.uow.em.query(STORE_TOPIC, [userId, ...keysOf(key), ...values]);
  }

  async remove(userId: string, key: string): Promise<void> {
    await this.uow.em.query('DELETE FROM core.topic_progress WHERE user_id = $1 AND subject_key = $2 AND topic_key = $3', [
      userId,
      ...keysOf(key),
    ]);
  }
}
