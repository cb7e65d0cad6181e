import type { Admin } from 'kafkajs';
import type { KafkaSettings } from '../config/config.js';
import { topicNames } from './kafka-topics.js';

export interface TopicLag {
  readonly topic: string;
  readonly partitions: number;
  /** Messages the group has not yet committed. */
  readonly lag: number;
}

/** How far the group of workers is behind, by topic. A partition it never committed counts from its first message. */
export const groupLag = async (admin: Admin, settings: KafkaSettings): Promise<TopicLag[]> => {
  const topics = topicNames(settings);
  const committed = await admin.fetchOffsets({ groupId: settings.groupId, topics });
  const ends = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  return topics.map((topic, index) => {
    const known = new Map(committed.find((each) => each.topic === topic)?.partitions.map(({ partition, offset }) => [partition, offset]));
    const partitions = ends[index] ?? [];
    const lag = partitions.reduce((sum, { partition, high, low }) => {
      const offset = BigInt(known.get(partition) ?? -1);
      const from = offset < BigInt(low) ? BigInt(low) : offset;
      return from < BigInt(high) ? sum + BigInt(high) - from : sum;
    }, 0n);
    return { topic, partitions: partitions.length, lag: Number(lag) };
  });
};
