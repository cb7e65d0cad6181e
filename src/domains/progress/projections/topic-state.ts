import { searchKey } from '../../../sdk/search-key.js';
import type { Entry, EntryOf, LoggedHappening } from '../happening.js';

export type TopicEntry = EntryOf<'record_added' | 'assessment_completed'>;

/** A topic as it is told apart: without letter case and needless spaces. */
export interface TopicKey {
  readonly subjectKey: string;
  readonly topicKey: string;
}

/** What a learner's records of a topic come to. */
export interface TopicState {
  /** As first written. */
  readonly subject: string;
  readonly topic: string;
  /** Records and assessments. */
  readonly records: number;
  /** 0 to 100 each, added up in the order of the log. */
  readonly scoreSum: number;
  /** Seconds. */
  readonly timeSpent: number;
  /** Whether any record says so. */
  readonly completed: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const isTopicEntry = (entry: Entry): entry is TopicEntry => entry.kind === 'record_added' || entry.kind === 'assessment_completed';

export const topicKeyOf = ({ subject, topic }: { readonly subject: string; readonly topic: string }): TopicKey => ({
  subjectKey: searchKey(subject),
  topicKey: searchKey(topic),
});

/** Both keys as one text. */
export const topicKey = (of: { readonly subject: string; readonly topic: string }): string => {
  const { subjectKey, topicKey: key } = topicKeyOf(of);
  return JSON.stringify([subjectKey, key]);
};

/** The state after the next entry of the topic in the log. */
export const topicAfter = (before: TopicState | undefined, { entry, occurredAt }: LoggedHappening<TopicEntry>): TopicState => {
  const { timeSpent, completed } = entry.kind === 'record_added' ? entry : { timeSpent: 0, completed: false };
  if (!before) {
    const { subject, topic, score } = entry;
    return { subject, topic, records: 1, scoreSum: score, timeSpent, completed, createdAt: occurredAt, updatedAt: occurredAt };
  }
  return {
    ...before,
    records: before.records + 1,
    scoreSum: before.scoreSum + entry.score,
    timeSpent: before.timeSpent + timeSpent,
    completed: before.completed || completed,
    createdAt: occurredAt < before.createdAt ? occurredAt : before.createdAt,
    updatedAt: occurredAt > before.updatedAt ? occurredAt : before.updatedAt,
  };
};
