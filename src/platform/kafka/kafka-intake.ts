import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { Config, type KafkaSettings } from '../config/config.js';
import { settledWithin } from '../background/settled-within.js';
import { Waker } from '../background/waker.js';
import { logger } from '../telemetry/logger.js';
import { IncomingBatches } from './incoming-batches.js';
import { KafkaClient } from './kafka-client.js';
import { topicNames } from './kafka-topics.js';
import { KafkaWatch } from './kafka-watch.js';

/** A worker that dies is missed after this long, and others take over its partitions. */
const SESSION_MS = 10_000;
const HEARTBEAT_MS = 1000;
/** A batch that is under way may end before the partitions are dealt out anew. */
const REBALANCE_MS = 30_000;
/** How long the broker holds a fetch that finds nothing; the worker hears of a rebalance after it. New messages end it at once. */
const FETCH_WAIT_MS = 1000;
const PARTITIONS_AT_ONCE = 4;
/** Broken connections are mended with the membership kept; after half a minute the worker joins as a new one. */
const PATIENCE = { retries: 30, longestPauseMs: 1000 };
const LOOK_MS = 1000;
const SILENT_MS = 30_000;
const DRAIN_MS = 15_000;
const LONGEST_PAUSE_MS = 5000;
/** What the coordinator answers to a member whose partitions are dealt out anew. */
const LOST: ReadonlySet<string> = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'NOT_COORDINATOR_FOR_GROUP',
]);

/**
 * This worker's membership of the one consumer group, into the same dispatcher that serves without Kafka. Several partitions are
 * worked off at once, each in order; offsets are committed when everything before them is done, parked or refused.
 */
@Injectable()
export class KafkaIntake implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly waker = new Waker();
  private running: Promise<void> | undefined;
  private stopping = false;
  private joined = false;
  private signOfLife = 0;
  /** The group deals out its partitions anew: what was fetched before is no longer ours. */
  private lost: Error | undefined;

  constructor(
    private readonly config: Config,
    private readonly watch: KafkaWatch,
    private readonly batches: IncomingBatches,
  ) {}

  /** Whether this process should be in the group and is not. */
  get isOut(): boolean {
    return this.running !== undefined && !this.joined;
  }

  onApplicationBootstrap(): void {
    const { kafka, role } = this.config;
    if (!kafka || role === 'api') return;
    this.watch.onOpen(() => this.waker.wake());
    this.running = this.run(kafka);
  }

  /** Ends the batches under way, commits them and leaves the group, so that others need not wait for the session to run out. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.waker.wake();
    if (this.running) await settledWithin(DRAIN_MS, [this.running]);
  }

  private async run(kafka: KafkaSettings): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      if (this.watch.isOpen) {
        const startedAt = performance.now();
        await this.beMember(kafka).catch((error: unknown) => logger.debug({ err: error }, 'the membership of the consumer group ended'));
        failures = performance.now() - startedAt > SILENT_MS ? 1 : failures + 1;
      } else failures = 0;
      if (!this.stopping) await this.waker.sleep(Math.min(LONGEST_PAUSE_MS, LOOK_MS * 2 ** failures));
    }
  }

  /** Joins, and takes part until the consumer crashes, falls silent or the process ends. */
  private async beMember(kafka: KafkaSettings): Promise<void> {
    const client = new KafkaClient(kafka, PATIENCE);
    const consumer = client.kafka.consumer({
      groupId: kafka.groupId,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
      retry: { retries: PATIENCE.retries, restartOnFailure: () => Promise.resolve(false) },
    });
    const crash = this.follow(consumer);
    try {
      await consumer.connect();
      // Without a committed offset: from the first message, since it may be one that nobody has handled.
      await consumer.subscribe({ topics: topicNames(kafka), fromBeginning: true });
      await consumer.run({
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload) => this.take(payload),
      });
      while (!this.stopping && !crash.signal.aborted && !this.isSilent) await this.waker.sleep(LOOK_MS);
    } finally {
      this.joined = false;
      await settledWithin(DRAIN_MS, [consumer.disconnect()]);
      client.cut();
    }
  }

  private follow(consumer: Consumer): AbortController {
    const crash = new AbortController();
    const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT } = consumer.events;
    const alive = (): void => void (this.signOfLife = performance.now());
    alive();
    consumer.on(FETCH, alive);
    consumer.on(HEARTBEAT, alive);
    consumer.on(GROUP_JOIN, () => {
      alive();
      this.lost = undefined;
      if (!this.joined) logger.info({ group: this.config.kafka?.groupId }, 'joined the consumer group');
      this.joined = true;
    });
    consumer.on(CRASH, ({ payload }) => {
      logger.info({ err: payload.error }, 'the consumer of Kafka failed: it is started anew');
      crash.abort();
      this.waker.wake();
    });
    return crash;
  }

  /** The broker answers, and the consumer does nothing: it is stuck. */
  private get isSilent(): boolean {
    if (!this.watch.isOpen) this.signOfLife = performance.now();
    return performance.now() - this.signOfLife > SILENT_MS;
  }

  private async take(payload: EachBatchPayload): Promise<void> {
    const pulse = setInterval(() => {
      payload.heartbeat().catch((error: Error) => this.heardOf(error));
    }, HEARTBEAT_MS / 2);
    try {
      await this.batches.take(payload.batch, {
        goesOn: () => payload.isRunning() && !payload.isStale() && this.lost === undefined,
        done: (offset) => payload.resolveOffset(offset),
      });
    } finally {
      clearInterval(pulse);
    }
    if (this.lost !== undefined) throw this.lost;
  }

  /** A connection that breaks is mended with the membership kept; only the coordinator can take the partitions away. */
  private heardOf(error: Error): void {
    if (LOST.has(String((error as { type?: unknown }).type))) this.lost ??= error;
  }
}
