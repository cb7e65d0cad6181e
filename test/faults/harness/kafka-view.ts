import { type Admin, Kafka, logLevel } from 'kafkajs';
import type { KafkaCorner } from '../../support/kafka.js';

/** Looks at a broker with a client of its own, and does what an operator might do to it. */
export class KafkaView {
  constructor(private readonly corner: KafkaCorner) {}

  /** How many messages the topics of this corner have ever had. */
  messages(): Promise<number> {
    return this.ask(async (admin) => {
      let count = 0;
      for (const topic of await this.topicsOf(admin)) {
        for (const { high } of await admin.fetchTopicOffsets(topic)) count += Number(high);
      }
      return count;
    });
  }

  topics(): Promise<string[]> {
    return this.ask((admin) => this.topicsOf(admin));
  }

  deleteTopics(topics: string[]): Promise<void> {
    return this.ask((admin) => admin.deleteTopics({ topics }));
  }

  /** Who is in the consumer group. */
  members(): Promise<number> {
    return this.ask(async (admin) => (await admin.describeGroups([this.corner.group])).groups[0]?.members.length ?? 0);
  }

  private async topicsOf(admin: Admin): Promise<string[]> {
    return (await admin.listTopics()).filter((topic) => topic.startsWith(this.corner.prefix));
  }

  private async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = new Kafka({ brokers: [this.corner.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      return await question(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
