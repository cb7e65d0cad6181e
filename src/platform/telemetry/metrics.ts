import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { logger } from './logger.js';

export type { Counter, Histogram };

/** Between two looks at how late the event loop is, which every delay of it then includes. At the usual 10 ms an idle process wakes up a hundred times a second. */
const EVENT_LOOP_LOOK_MS = 100;

/** Facts about the process: one collector, however many applications a process composes. */
const processMetrics = new Registry();
collectDefaultMetrics({ register: processMetrics, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MS });

export interface AnsweredRequest {
  readonly method: string;
  /** The pattern, never the path: few values, nobody's ids. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly plugin: string | undefined;
}

/** Prometheus metrics. No label names a tenant or a person. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'lectern_http_request_duration_seconds',
    help: 'How long requests took, by route',
    labelNames: ['method', 'route', 'status', 'plugin'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });

  get contentType(): string {
    return this.registry.contentType;
  }

  answered({ method, route, status, milliseconds, plugin = '' }: AnsweredRequest): void {
    this.requests.observe({ method, route, status: String(status), plugin }, milliseconds / 1000);
  }

  /** Counts upwards. Labels have few values, and name no tenant and no person. */
  counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** How long things take, in seconds. Labels as for counters. */
  durations<L extends string>(name: string, help: string, labelNames: readonly L[], buckets: readonly number[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [this.registry] });
  }

  /** A value for each of a few labels, asked for when metrics are read. When the question fails, the metric is left out. */
  gauges<L extends string>(name: string, help: string, label: L, read: () => Promise<Readonly<Record<string, number>>>): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        this.reset();
        try {
          for (const [value, amount] of Object.entries(await read())) this.set({ [label]: value } as Record<L, string>, amount);
        } catch (error) {
          unread(name, error);
        }
      },
    });
    gauge.reset();
  }

  /** A value that is asked for when metrics are read. When the question fails, the metric is left out. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        try {
          this.set(await read());
        } catch (error) {
          this.reset();
          unread(name, error);
        }
      },
    });
    gauge.reset();
  }

  /** All of it in the text format. */
  async read(): Promise<string> {
    return Registry.merge([processMetrics, this.registry]).metrics();
  }
}

const unread = (metric: string, error: unknown): void =>
  logger.debug({ metric, message: (error as Error).message }, 'a metric could not be read');
