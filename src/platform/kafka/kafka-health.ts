import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../config/config.js';
import { withTimeLimit } from '../background/time-limit.js';
import { Metrics } from '../telemetry/metrics.js';
import { groupProgress, lagOf } from './group-lag.js';
import { KafkaIntake } from './kafka-intake.js';
import { KafkaWatch } from './kafka-watch.js';

const LAG_FRESH_MS = 5000;
/** Whoever asks how it stands gets the lag of the last time, if the broker does not say it sooner; the first one waits longer. */
const LAG_WITHIN_MS = 250;
const FIRST_LAG_WITHIN_MS = 1000;

export interface KafkaReport {
  readonly status: 'up' | 'degraded';
  readonly message?: string;
  /** Messages that the group of workers has not yet committed; undefined while nobody says how many. */
  readonly lag?: number | undefined;
}

/** How it stands with Kafka, for health and metrics. */
@Injectable()
export class KafkaHealth implements OnModuleInit {
  private asked: { readonly at: number; readonly lag: Promise<number> } | undefined;
  private lastLag: number | undefined;

  constructor(
    private readonly config: Config,
    private readonly watch: KafkaWatch,
    private readonly intake: KafkaIntake,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    if (!this.config.kafka) return;
    this.metrics.gauge('lectern_kafka_up', 'Whether Kafka answers and has all topics', () => (this.watch.isOpen ? 1 : 0));
    this.metrics.gauge('lectern_kafka_lag_events', 'Messages in the topics that the group of workers has not yet committed', () =>
      this.lag(),
    );
  }

  /** undefined without Kafka. */
  async report(): Promise<KafkaReport | undefined> {
    if (!this.config.kafka) return undefined;
    const { state } = this.watch;
    switch (state.is) {
      case 'starting':
        return { status: 'degraded', message: 'is being asked' };
      case 'away':
        return { status: 'degraded', message: `does not work (${state.reason}): events wait in the outbox` };
      case 'incomplete':
        return { status: 'degraded', message: `topics are missing (${state.missing.join(', ')}): run lectern kafka setup` };
      case 'up':
        return {
          ...(this.intake.isOut ? { status: 'degraded', message: 'this worker has not joined the consumer group' } : { status: 'up' }),
          lag: await this.lagSoon(),
        };
    }
  }

  private async lagSoon(): Promise<number | undefined> {
    try {
      return await withTimeLimit(this.lag(), this.lastLag === undefined ? FIRST_LAG_WITHIN_MS : LAG_WITHIN_MS, 'the lag');
    } catch {
      return this.lastLag;
    }
  }

  private lag(): Promise<number> {
    const { kafka } = this.config;
    if (!kafka || !this.watch.isOpen) throw new Error('Kafka is away');
    const now = performance.now();
    if (!this.asked || now - this.asked.at > LAG_FRESH_MS) {
      const lag = this.watch.ask((admin) => groupProgress(admin, kafka)).then(lagOf);
      lag.then(
        (events) => (this.lastLag = events),
        () => (this.lastLag = undefined),
      );
      this.asked = { at: now, lag };
    }
    return this.asked.lag;
  }
}
