import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Metrics } from '../telemetry/metrics.js';
import { groupProgress, lagOf } from './group-lag.js';
import { KafkaIntake } from './kafka-intake.js';
import { KafkaWatch } from './kafka-watch.js';

const LAG_FRESH_MS = 5000;

/** How it stands with Kafka, for health and metrics. */
@Injectable()
export class KafkaHealth implements OnModuleInit {
  private asked: { readonly at: number; readonly lag: Promise<number> } | undefined;

  constructor(
    private readonly config: Config,
    private readonly watch: KafkaWatch,
    private readonly intake: KafkaIntake,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const { kafka, role } = this.config;
    if (!kafka) return;
    this.metrics.gauge('lectern_kafka_up', 'Whether Kafka answers and has all topics', () => (this.watch.isOpen ? 1 : 0));
    if (role === 'api') return;
    this.metrics.gauge('lectern_kafka_lag_events', 'Messages in the topics that the group of workers has not yet committed', () =>
      this.lag(),
    );
  }

  /** undefined without Kafka. */
  report(): { readonly status: 'up' | 'degraded'; readonly message?: string } | undefined {
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
        return this.intake.isOut ? { status: 'degraded', message: 'this worker has not joined the consumer group' } : { status: 'up' };
    }
  }

  private lag(): Promise<number> {
    const { kafka } = this.config;
    if (!kafka || !this.watch.isOpen) throw new Error('Kafka is away');
    const now = performance.now();
    if (!this.asked || now - this.asked.at > LAG_FRESH_MS) {
      const lag = this.watch.ask((admin) => groupProgress(admin, kafka)).then(lagOf);
      this.asked = { at: now, lag };
    }
    return this.asked.lag;
  }
}
