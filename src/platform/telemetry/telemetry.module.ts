import { Global, Module } from '@nestjs/common';
import { BacklogMetrics } from './backlog-metrics.js';
import { Metrics } from './metrics.js';

/** What operators watch. */
@Global()
@Module({ providers: [Metrics, BacklogMetrics], exports: [Metrics] })
export class TelemetryModule {}
