import { type ICustomPartitioner, Partitioners, type Producer, type TopicMessages } from 'kafkajs';
import type { KafkaSettings } from '../config/config.js';
import { KafkaClient } from './kafka-client.js';

/** Of the broker, for all replicas of a message. */
const ACKNOWLEDGE_MS = 3000;
/** Until there is a connection; a broken one is made anew. */
const PATIENCE = { retries: 5, longestPauseMs: 500 };
const ALL_REPLICAS = -1;

/**
 * An idempotent producer for one batch at a time, to be cut when one fails. kafkajs gives the sequence numbers of a failed batch
 * to the next: had the broker written the first after all, it would take the second for its repetition, and lose it.
 * Nor may it send a batch twice by itself: what has moved meanwhile to a broker that had answered the first time it leaves out,
 * and says that all is well. So a batch of which a part fails is sent again as a whole, by another producer.
 */
export class SendingProducer {
  private readonly client: KafkaClient;
  private readonly producer: Producer;
  private connected: Promise<void> | undefined;
  private unplaced = 0;

  constructor(settings: KafkaSettings) {
    this.client = new KafkaClient(settings, PATIENCE);
    this.producer = this.client.kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      createPartitioner: () => this.placing(),
    });
  }

  /** Answers when all replicas in sync have every message. */
  async send(topicMessages: TopicMessages[]): Promise<void> {
    await (this.connected ??= this.producer.connect());
    this.unplaced = topicMessages.reduce((sum, { messages }) => sum + messages.length, 0);
    await this.producer.sendBatch({ acks: ALL_REPLICAS, timeout: ACKNOWLEDGE_MS, topicMessages });
  }

  /** Ends its connections; a batch that is under way fails. */
  cut(): void {
    this.client.cut();
  }

  /**
   * Partitions as clients in other languages choose them, so that the same key is in the same one whoever sends. kafkajs asks for
   * that of every message at each attempt: at the second one it is refused.
   */
  private placing(): ReturnType<ICustomPartitioner> {
    const choose = Partitioners.DefaultPartitioner();
    return (message) => {
      if (this.unplaced === 0) throw new Error('not every partition has acknowledged its part');
      this.unplaced -= 1;
      return choose(message);
    };
  }
}
