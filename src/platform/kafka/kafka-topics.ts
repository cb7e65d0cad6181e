import type { Admin, ITopicConfig } from 'kafkajs';
import { TOPICS, type Topic } from '../../sdk/events.js';
import type { KafkaSettings } from '../config/config.js';

export const topicName = ({ topicPrefix }: Pick<KafkaSettings, 'topicPrefix'>, topic: string): string => `${topicPrefix}${topic}`;

export const topicNames = (settings: Pick<KafkaSettings, 'topicPrefix'>): string[] => TOPICS.map((topic) => topicName(settings, topic));

/** Which of ours a topic of the broker is. */
export const topicOf = (settings: Pick<KafkaSettings, 'topicPrefix'>, name: string): Topic | undefined =>
  TOPICS.find((topic) => topicName(settings, topic) === name);

/** Asks for all topics: a question that names topics makes some brokers create them. */
export const missingTopics = async (admin: Admin, settings: KafkaSettings): Promise<string[]> => {
  const there = new Set(await admin.listTopics());
  return topicNames(settings).filter((name) => !there.has(name));
};

export interface TopicWishes {
  readonly partitions: number;
  /** Copies of each; undefined: three, or as many as there are brokers. */
  readonly replicas?: number | undefined;
  /** Less than the 90 days for which consumers know what they have had. */
  readonly retentionDays: number;
}

/** Enough for six workers at once; a school's installation has one or two. */
export const USUAL_TOPICS: TopicWishes = { partitions: 6, retentionDays: 7 };

const CREATE_MS = 10_000;
const LARGEST_BATCH_BYTES = 1_048_588;
const DAY_MS = 86_400_000;

/** Creates what is missing and answers its names. What is there stays as it is: more partitions would break the order of keys. */
export const createTopics = async (admin: Admin, settings: KafkaSettings, wishes: TopicWishes = USUAL_TOPICS): Promise<string[]> => {
  const missing = await missingTopics(admin, settings);
  if (missing.length === 0) return [];
  const { brokers } = await admin.describeCluster();
  const replicas = wishes.replicas ?? Math.min(3, brokers.length);
  const config: Omit<ITopicConfig, 'topic'> = {
    numPartitions: wishes.partitions,
    replicationFactor: replicas,
    configEntries: [
      { name: 'cleanup.policy', value: 'delete' },
      { name: 'retention.ms', value: String(wishes.retentionDays * DAY_MS) },
      // Whatever the broker's own limit is: batches are cut to fit this one.
      { name: 'max.message.bytes', value: String(LARGEST_BATCH_BYTES) },
      { name: 'min.insync.replicas', value: String(replicas > 2 ? 2 : 1) },
    ],
  };
  await admin.createTopics({ topics: missing.map((topic) => ({ topic, ...config })), timeout: CREATE_MS, waitForLeaders: true });
  return missing;
};
