import { Command, InvalidArgumentError } from 'commander';
import type { Admin } from 'kafkajs';
import { ConfigError } from '../platform/config/config-error.js';
import type { KafkaSettings } from '../platform/config/config.js';
import { loadConfig } from '../platform/config/load-config.js';
import { groupProgress, lagOf } from '../platform/kafka/group-lag.js';
import { explained, KafkaClient } from '../platform/kafka/kafka-client.js';
import { createTopics, missingTopics, topicNames, USUAL_TOPICS } from '../platform/kafka/kafka-topics.js';
import { print } from './command-line.js';

/** Some brokers are slow, and nobody but the operator waits. */
const PATIENCE = { retries: 3, longestPauseMs: 1000 };

const withKafka = async (work: (admin: Admin, settings: KafkaSettings) => Promise<void>): Promise<void> => {
  const { kafka } = loadConfig(process.env, { role: 'api' });
  if (!kafka) throw new ConfigError(['KAFKA_BROKERS: is needed: this installation has no Kafka']);
  const client = new KafkaClient(kafka, PATIENCE);
  const admin = client.kafka.admin();
  try {
    await admin.connect();
    await work(admin, kafka);
  } catch (error) {
    throw new KafkaRefused(error);
  } finally {
    client.cut();
  }
};

/** What the broker said, or that it said nothing. */
class KafkaRefused extends Error {
  constructor(cause: unknown) {
    super(`Kafka did not do it: ${explained((cause as Error).message)}`, { cause });
    this.name = 'KafkaRefused';
    this.stack = this.message;
  }
}

const wholeNumber =
  (max: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d{1,5}$/.test(text) || number < 1 || number > max) throw new InvalidArgumentError(`a whole number from 1 to ${max} is needed`);
    return number;
  };

interface SetupOptions {
  readonly partitions: number;
  readonly replicas?: number;
  readonly retentionDays: number;
}

const setup = (wishes: SetupOptions): Promise<void> =>
  withKafka(async (admin, settings) => {
    const created = await createTopics(admin, settings, wishes);
    for (const topic of topicNames(settings)) print(`${created.includes(topic) ? 'created' : 'exists '}  ${topic}`);
  });

const status = (): Promise<void> =>
  withKafka(async (admin, settings) => {
    const { brokers } = await admin.describeCluster();
    print(`${brokers.length} brokers: ${brokers.map(({ host, port }) => `${host}:${port}`).join(', ')}`);
    const missing = await missingTopics(admin, settings);
    for (const topic of missing) print(`missing  ${topic}`);
    if (missing.length > 0) {
      print('`lectern kafka setup` makes what is missing');
      process.exitCode = 1;
      return;
    }
    for (const [topic, partitions] of Map.groupBy(await groupProgress(admin, settings), (progress) => progress.topic)) {
      print(`${topic}  ${partitions.length} partitions, ${lagOf(partitions)} messages behind`);
    }
    const [group] = (await admin.describeGroups([settings.groupId])).groups;
    print(`group ${settings.groupId}: ${group?.state ?? 'unknown'}, ${group?.members.length ?? 0} workers`);
  });

export const kafkaCommands = (program: Command): void => {
  const kafka = program.command('kafka').description('the topics that events travel in');
  kafka
    .command('setup')
    .description('make the topics that are missing; what is there stays as it is')
    .option('--partitions <number>', 'of each topic: as many workers can share it', wholeNumber(1000), USUAL_TOPICS.partitions)
    .option('--replicas <number>', 'copies of each; three if there are as many brokers', wholeNumber(10))
    .option('--retention-days <number>', 'how long messages are kept, at most 60', wholeNumber(60), USUAL_TOPICS.retentionDays)
    .action(setup);
  kafka.command('status').description('brokers, topics, and how far the workers are behind').action(status);
};
