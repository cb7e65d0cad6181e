import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { KafkaMessage } from 'kafkajs';
import { Config } from '../config/config.js';
import { EventDelivery } from '../events/event-delivery.js';
import type { StoredEvent } from '../events/stored-event.js';
import { logger } from '../telemetry/logger.js';
import { type Counter, Metrics } from '../telemetry/metrics.js';
import { TenantDirectory } from '../tenancy/tenant-directory.js';
import { readMessage, type Unreadable } from './event-message.js';
import { topicOf } from './kafka-topics.js';

const EVENTS_AT_ONCE = 200;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2000;

/** What came from one partition, in order. */
export interface IncomingBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
}

/** What the intake says about a batch while it is worked off. */
export interface BatchControl {
  /** Whether it is still this worker's to do. */
  goesOn(): boolean;
  /** Everything up to this offset is done, parked or refused: it need not come again. */
  done(offset: string): void;
}

/** Works off what came from one partition: hands events to the dispatcher, in order, and passes over what is none. */
@Injectable()
export class IncomingBatches {
  private readonly taken: Counter<'topic'>;
  private readonly passed: Counter<'reason'>;

  constructor(
    private readonly config: Config,
    private readonly delivery: EventDelivery,
    private readonly tenants: TenantDirectory,
    metrics: Metrics,
  ) {
    this.taken = metrics.counter('lectern_kafka_taken_total', 'Events from Kafka that are handled, parked or refused', ['topic']);
    this.passed = metrics.counter('lectern_kafka_unreadable_total', 'Messages from Kafka that are no events of ours', ['reason']);
  }

  /** Never throws: while the database is away it waits and tries again, for as long as the batch is this worker's. */
  async take(batch: IncomingBatch, control: BatchControl): Promise<void> {
    const { topic, partition } = batch;
    for (let from = 0; from < batch.messages.length; from += EVENTS_AT_ONCE) {
      const messages = batch.messages.slice(from, from + EVENTS_AT_ONCE);
      if (!(await this.untilDone({ topic, partition, messages }, control))) return;
      for (const { offset } of messages.slice(-1)) control.done(offset);
    }
  }

  private async untilDone(batch: IncomingBatch, control: BatchControl): Promise<boolean> {
    for (let pauseMs = FIRST_PAUSE_MS; control.goesOn(); pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
      try {
        await this.deliver(batch);
        return true;
      } catch (error) {
        const { topic, partition } = batch;
        if (pauseMs === FIRST_PAUSE_MS)
          logger.warn({ err: error, topic, partition }, 'events from Kafka cannot be handled now: they are tried again');
        await wait(pauseMs);
      }
    }
    return false;
  }

  private async deliver(batch: IncomingBatch): Promise<void> {
    const { kafka } = this.config;
    const topic = kafka && topicOf(kafka, batch.topic);
    if (!topic) return;
    // By tenant and id: consumers tell repetitions from earlier batches, not those within one.
    const events = new Map<string, StoredEvent>();
    const unreadable = new Map<Unreadable, string[]>();
    for (const message of batch.messages) {
      const read = readMessage(topic, message);
      const result = typeof read === 'string' || (await this.tenants.byId(read.tenant_id)) ? read : 'tenant';
      if (typeof result === 'string') unreadable.set(result, [...(unreadable.get(result) ?? []), message.offset]);
      else if (!events.has(idOf(result))) events.set(idOf(result), result);
    }
    if (events.size > 0) await this.delivery.deliver([...events.values()]);
    this.taken.inc({ topic }, events.size);
    for (const [reason, offsets] of unreadable) this.passOver(batch, reason, offsets);
  }

  private passOver({ topic, partition }: IncomingBatch, reason: Unreadable, offsets: readonly string[]): void {
    this.passed.inc({ reason }, offsets.length);
    logger.warn(
      { topic, partition, reason, messages: offsets.length, first_offset: offsets[0] },
      'messages from Kafka are no events of ours and were passed over',
    );
  }
}

const idOf = ({ tenant_id, id }: StoredEvent): string => `${tenant_id} ${id}`;
