import { Partitioners, type Producer, type TopicMessages } from 'kafkajs';
import type { KafkaSettings } from '../config/config.js';
import { KafkaClient } from './kafka-client.js';

/** Of the broker, for all replicas of a message. */
const ACKNOWLEDGE_MS = 3000;
/** A leader that has just changed is found at the second try, a broken connection is made anew. */
const PATIENCE = { retries: 5, longestPauseMs: 500 };
const ALL_REPLICAS = -1;

/**
 * An idempotent producer for one batch at a time, to be cut when one fails. kafkajs gives the sequence numbers of a failed batch
 * to the next: had the broker written the first after all, it would take the second for its repetition, and lose it.
 */
export class SendingProducer {
  private readonly client: KafkaClient;
  private readonly producer: Producer;
  private connected: Promise<void> | undefined;

  constructor(settings: KafkaSettings) {
    this.client = new KafkaClient(settings, PATIENCE);
    this.producer = this.client.kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      // As clients in other languages do it, so that the same key is in the same partition whoever sends.
      createPartitioner: Partitioners.DefaultPartitioner,
    });
  }

  /** Answers when all replicas in sync have every message. */
  async send(topicMessages: TopicMessages[]): Promise<void> {
    await (this.connected ??= this.producer.connect());
    await this.producer.sendBatch({ acks: ALL_REPLICAS, timeout: ACKNOWLEDGE_MS, topicMessages });
  }

  /** Ends its connections; a batch that is under way fails. */
  cut(): void {
    this.client.cut();
  }
}
