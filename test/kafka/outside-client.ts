import { randomUUID } from 'node:crypto';
import { type Admin, type IHeaders, Kafka, type KafkaMessage, logLevel, type Message, Partitioners, type Producer } from 'kafkajs';
import type { KafkaCorner } from '../support/kafka.js';

export interface Seen {
  /** Without the prefix of the corner. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
  readonly message: KafkaMessage;
}

const texts = (headers: IHeaders | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));

/** A program of somebody else's that reads and writes the topics, with a client of its own. */
export class OutsideClient {
  readonly seen: Seen[] = [];
  readonly admin: Admin;
  private readonly kafka: Kafka;
  private readonly producer: Producer;
  private readonly closing: (() => Promise<void>)[] = [];

  constructor(private readonly corner: KafkaCorner) {
    this.kafka = new Kafka({ clientId: 'outside', brokers: corner.brokers.split(','), logLevel: logLevel.NOTHING });
    this.admin = this.kafka.admin();
    this.producer = this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false });
  }

  async open(): Promise<this> {
    await Promise.all([this.admin.connect(), this.producer.connect()]);
    this.closing.push(
      () => this.admin.disconnect(),
      () => this.producer.disconnect(),
    );
    return this;
  }

  /** Reads these topics from their beginning, into `seen`. */
  async read(...topics: readonly string[]): Promise<void> {
    const consumer = this.kafka.consumer({ groupId: `outside-${randomUUID()}`, maxWaitTimeInMs: 100, sessionTimeout: 10_000 });
    await consumer.connect();
    await consumer.subscribe({ topics: topics.map((topic) => this.corner.prefix + topic), fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ topic, partition, message }) => {
        this.seen.push({
          topic: topic.slice(this.corner.prefix.length),
          partition,
          offset: message.offset,
          key: message.key?.toString(),
          headers: texts(message.headers),
          data: JSON.parse(message.value?.toString() ?? 'null') as unknown,
          message,
        });
      },
    });
    this.closing.push(() => consumer.disconnect());
  }

  async write(topic: string, ...messages: Message[]): Promise<void> {
    await this.producer.send({ topic: this.corner.prefix + topic, messages });
  }

  async close(): Promise<void> {
    await Promise.all(this.closing.map((end) => end()));
  }
}
