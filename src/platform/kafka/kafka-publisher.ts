import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Unavailable } from '../../sdk/errors.js';
import { Config } from '../config/config.js';
import { EventRelayTarget } from '../events/event-delivery.js';
import type { StoredEvent } from '../events/stored-event.js';
import { withTimeLimit } from '../background/time-limit.js';
import { type Counter, Metrics } from '../telemetry/metrics.js';
import { messageOf } from './event-message.js';
import { groupProgress, hasPassed } from './group-lag.js';
import { topicName } from './kafka-topics.js';
import { KafkaWatch } from './kafka-watch.js';
import { portionsOf } from './portions.js';
import { SendingProducer } from './sending-producer.js';

/** Connecting included: the relay holds a shard for as long. */
const SEND_MS = 5000;
const SETTLE_MS = 30_000;
const LOOK_MS = 200;

/** Sends the outbox to the topics; the relay forgets what every replica has acknowledged. */
@Injectable()
export class KafkaPublisher extends EventRelayTarget implements OnApplicationShutdown {
  private readonly idle: SendingProducer[] = [];
  private readonly sent: Counter<'topic'>;

  constructor(
    private readonly config: Config,
    private readonly watch: KafkaWatch,
    metrics: Metrics,
  ) {
    super();
    this.sent = metrics.counter('lectern_kafka_sent_total', 'Events sent to Kafka and acknowledged', ['topic']);
  }

  override get isOpen(): boolean {
    return this.watch.isOpen;
  }

  override onOpen(act: () => void): void {
    this.watch.onOpen(act);
  }

  /** Throws when not every event is acknowledged within some seconds; all are then sent again. */
  async deliver(events: readonly StoredEvent[]): Promise<void> {
    for (const portion of portionsOf(events)) await this.send(portion);
  }

  /** Asks the broker how far the group has come. Throws when it does not answer, or is not that far within half a minute. */
  override async settled(): Promise<void> {
    const { kafka } = this.config;
    if (!kafka || !this.isOpen) throw new Unavailable('kafka', 5);
    const progress = () => this.watch.ask((admin) => groupProgress(admin, kafka));
    const sent = await progress();
    for (let left = SETTLE_MS / LOOK_MS; left > 0; left -= 1) {
      if (hasPassed(sent, await progress())) return;
      await wait(LOOK_MS);
    }
    throw new Unavailable('kafka', 5);
  }

  onApplicationShutdown(): void {
    for (const producer of this.idle.splice(0)) producer.cut();
  }

  /** One producer per batch under way: so each has its batch to itself, and is thrown away with one that failed. */
  private async send(events: readonly StoredEvent[]): Promise<void> {
    const { kafka } = this.config;
    if (!kafka) throw new Error('There is no broker to send events to');
    const producer = this.idle.pop() ?? new SendingProducer(kafka);
    const topics = [...Map.groupBy(events, ({ topic }) => topic)];
    try {
      const batch = topics.map(([topic, own]) => ({ topic: topicName(kafka, topic), messages: own.map(messageOf) }));
      await withTimeLimit(producer.send(batch), SEND_MS, 'sending events');
    } catch (error) {
      producer.cut();
      this.watch.failed(error);
      throw error;
    }
    this.idle.push(producer);
    this.watch.worked();
    for (const [topic, own] of topics) this.sent.inc({ topic }, own.length);
  }
}
