import { EventEmitter } from 'node:events';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Admin } from 'kafkajs';
import { Config } from '../config/config.js';
import { withTimeLimit } from '../background/time-limit.js';
import { logger } from '../telemetry/logger.js';
import { explained, KafkaClient, SILENCE_MS } from './kafka-client.js';
import { createTopics, missingTopics } from './kafka-topics.js';

const EVERY_MS = 5000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
const CREATE_WITHIN_MS = 15_000;

/** `starting`: not asked yet. `incomplete`: it answers, but has not all of our topics. */
export type KafkaState =
  | { readonly is: 'starting' | 'up' }
  | { readonly is: 'away'; readonly reason: string }
  | { readonly is: 'incomplete'; readonly missing: readonly string[] };

/**
 * Knows whether the broker can be worked with: asks it every few seconds, and at once when somebody could not. Nobody sends
 * or fetches while it is away, so that nothing but this waits for a broker that answers nothing.
 */
@Injectable()
export class KafkaWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly emitter = new EventEmitter();
  private current: KafkaState = { is: 'starting' };
  private connection: { readonly client: KafkaClient; readonly admin: Promise<Admin> } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private failures = 0;
  private stopped = false;

  constructor(private readonly config: Config) {}

  get state(): KafkaState {
    return this.current;
  }

  /** Whether events can be sent and fetched. */
  get isOpen(): boolean {
    return this.current.is === 'up';
  }

  /** Calls back whenever it becomes open. */
  onOpen(act: () => void): void {
    this.emitter.on('open', act);
  }

  onApplicationBootstrap(): void {
    if (this.config.kafka) this.schedule(0);
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.drop();
  }

  /** Somebody's request failed: it counts as away until it has answered, asked after a pause that grows with each failure. */
  failed(error: unknown): void {
    this.change({ is: 'away', reason: reasonOf(error) });
    this.pause();
  }

  /** Somebody's request succeeded: not only does it answer questions, it does what it is asked. */
  worked(): void {
    this.failures = 0;
  }

  /** Asks the broker something of one's own, within a few seconds. Throws when it does not answer. */
  ask<T>(question: (admin: Admin) => Promise<T>, withinMs = SILENCE_MS): Promise<T> {
    return withTimeLimit(this.admin().then(question), withinMs, 'the broker');
  }

  private schedule(ms: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), ms);
    this.timer.unref();
  }

  private pause(): void {
    this.failures += 1;
    this.schedule(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.failures - 1, 10)));
  }

  private async look(): Promise<void> {
    const { kafka } = this.config;
    if (!kafka || this.looking) return;
    this.looking = true;
    try {
      const missing = await this.ask((admin) => missingTopics(admin, kafka));
      const made = missing.length > 0 && this.mayCreate ? await this.ask((admin) => createTopics(admin, kafka), CREATE_WITHIN_MS) : [];
      // It has been open since the last time it was asked, and nobody complained.
      if (this.isOpen) this.failures = 0;
      const left = missing.filter((topic) => !made.includes(topic));
      this.change(left.length === 0 ? { is: 'up' } : { is: 'incomplete', missing: left });
      if (left.length === 0) this.schedule(EVERY_MS);
      else this.pause();
    } catch (error) {
      this.drop();
      this.change({ is: 'away', reason: reasonOf(error) });
      this.pause();
    } finally {
      this.looking = false;
    }
  }

  /** In production topics are made on purpose, with as many partitions and copies as somebody thought about. */
  private get mayCreate(): boolean {
    return this.config.environment !== 'production' && this.config.role !== 'api';
  }

  private admin(): Promise<Admin> {
    const { kafka } = this.config;
    if (!kafka || this.stopped) throw new Error('There is no broker to ask');
    if (!this.connection) {
      const client = new KafkaClient(kafka, { retries: 1, longestPauseMs: 200 });
      const admin = client.kafka.admin();
      const connected = admin.connect().then(() => admin);
      connected.catch(() => undefined);
      this.connection = { client, admin: connected };
    }
    return this.connection.admin;
  }

  private drop(): void {
    const { connection } = this;
    this.connection = undefined;
    connection?.client.cut();
  }

  private change(next: KafkaState): void {
    if (this.stopped) return;
    const before = this.current;
    this.current = next;
    if (before.is === next.is) return;
    if (next.is === 'up') {
      logger.info('Kafka answers and has all topics');
      this.emitter.emit('open');
    } else if (next.is === 'away') logger.warn({ reason: next.reason }, 'Kafka is away: events wait in the outbox');
    else if (next.is === 'incomplete') {
      logger.error({ topics: next.missing }, 'topics are missing: events wait in the outbox until `lectern kafka setup` has made them');
    }
  }
}

/** The broker's own word for it, else the kind of failure; never what was sent. */
const reasonOf = (error: unknown): string => {
  const { type, code, message, cause } = error as { type?: unknown; code?: unknown; message?: unknown; cause?: unknown };
  if (typeof type === 'string') return type;
  if (cause instanceof Error) return reasonOf(cause);
  return typeof code === 'string' ? code : explained(String(message));
};
