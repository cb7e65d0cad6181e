import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import type { LoggedHappening } from '../happening.js';
import { topicAfter, type TopicEntry, type TopicKey, topicKeyOf, type TopicState } from './topic-state.js';

export const TOPIC_COLUMNS = `subject, topic, records, score_sum AS "scoreSum", time_spent AS "timeSpent", completed,
  created_at AS "createdAt", updated_at AS "updatedAt"`;
const ONE_TOPIC = `SELECT ${TOPIC_COLUMNS} FROM core.topic_progress WHERE user_id = $1 AND subject_key = $2 AND topic_key = $3`;
const STORE_TOPIC = `
  INSERT INTO core.topic_progress (user_id, subject_key, topic_key, subject, topic, records, score_sum, time_spent, completed, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (tenant_id, user_id, subject_key, topic_key) DO UPDATE SET subject = excluded.subject, topic = excluded.topic,
    records = excluded.records, score_sum = excluded.score_sum, time_spent = excluded.time_spent, completed = excluded.completed,
    created_at = excluded.created_at, updated_at = excluded.updated_at`;

/** Progress per subject and topic, as it is stored. */
@Injectable()
export class TopicProgress {
  constructor(private readonly uow: UnitOfWork) {}

  /** Stores what an entry that was just appended makes of its topic. */
  async advance(happened: LoggedHappening<TopicEntry>): Promise<void> {
    const { userId, entry } = happened;
    const key = topicKeyOf(entry);
    const [before] = await this.uow.em.query<TopicState[]>(ONE_TOPIC, [userId, key.subjectKey, key.topicKey]);
    await this.store(userId, key, topicAfter(before, happened));
  }

  async store(userId: string, { subjectKey, topicKey }: TopicKey, state: TopicState): Promise<void> {
    const { subject, topic, records, scoreSum, timeSpent, completed, createdAt, updatedAt } = state;
    const values = [userId, subjectKey, topicKey, subject, topic, records, scoreSum, timeSpent, completed, createdAt, updatedAt];
    await this.uow.em.query(STORE_TOPIC, values);
  }
}
