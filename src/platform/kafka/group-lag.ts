import type { Admin } from 'kafkajs';
import type { KafkaSettings } from '../config/config.js';
import { topicNames } from './kafka-topics.js';

export interface PartitionProgress {
  readonly topic: string;
  readonly partition: number;
  /** The group goes on from here; what it never committed it reads from the first message there is. */
  readonly next: bigint;
  /** Where the next message will be. */
  readonly end: bigint;
}

/** How far the group of workers has come, by partition. */
export const groupProgress = async (admin: Admin, settings: KafkaSettings): Promise<PartitionProgress[]> => {
  const topics = topicNames(settings);
  // First what is committed: a message that comes in between may make the lag too large, never too small.
  const committed = await admin.fetchOffsets({ groupId: settings.groupId, topics });
  const perTopic = topics.map(async (topic) => {
    const known = new Map(committed.find((each) => each.topic === topic)?.partitions.map(({ partition, offset }) => [partition, offset]));
    return (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }): PartitionProgress => {
      const [offset, first] = [BigInt(known.get(partition) ?? -1), BigInt(low)];
      return { topic, partition, next: offset < first ? first : offset, end: BigInt(high) };
    });
  });
  return (await Promise.all(perTopic)).flat();
};

/** Messages the group has not yet committed. */
export const lagOf = (progress: readonly PartitionProgress[]): number =>
  Number(progress.reduce((sum, { next, end }) => (next < end ? sum + end - next : sum), 0n));

/** Whether everything that was there at the time of `before` is committed `now`. */
export const hasPassed = (before: readonly PartitionProgress[], now: readonly PartitionProgress[]): boolean =>
  before.every(({ topic, partition, end }) => now.some((each) => each.topic === topic && each.partition === partition && each.next >= end));
