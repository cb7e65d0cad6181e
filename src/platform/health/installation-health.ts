import { Injectable, type OnApplicationBootstrap, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, type HealthIndicatorFunction, HealthIndicatorService } from '@nestjs/terminus';
import { CORE_VERSION } from '../config/core-version.js';
import { DatabaseWatch } from '../database/database-watch.js';
import { Drain } from '../http/drain.js';
import { PluginHealthChecks, type PluginHealthReport } from '../plugins/admin/plugin-health.js';
import { DegradingChecks } from './degrading-checks.js';
import type { Health } from './health.schemas.js';

const FRESH_MS = 1000;

type Checks = Readonly<Record<string, { readonly status: string; readonly message?: unknown; readonly lag?: unknown }>>;

/**
 * How the installation is. The database is watched all the time, so no check waits for it; checks of plugins have time
 * limits of their own and are asked at most once a second.
 */
@Injectable()
export class InstallationHealth implements OnApplicationBootstrap {
  private started = false;
  private asked: { readonly at: number; readonly plugins: Promise<readonly PluginHealthReport[]> } | undefined;

  constructor(
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: DatabaseWatch,
    private readonly drain: Drain,
    private readonly checks: PluginHealthChecks,
    private readonly degrading: DegradingChecks,
  ) {}

  onApplicationBootstrap(): void {
    this.started = true;
  }

  /** Everything that is required and works, and what only degrades. */
  async summary(): Promise<Health> {
    return { version: CORE_VERSION, ...(await this.check([this.databaseUp, this.pluginsWork, ...this.degrading.all])) };
  }

  /** Whether requests should come here: not while draining, nor without the database or a required plugin check. */
  async ready(): Promise<Health> {
    return this.check([this.databaseUp, this.pluginsWork, this.notDraining]);
  }

  async startup(): Promise<Health> {
    return this.check([this.hasStarted]);
  }

  plugins(): Promise<readonly PluginHealthReport[]> {
    const now = performance.now();
    if (!this.asked || now - this.asked.at > FRESH_MS) this.asked = { at: now, plugins: this.checks.all() };
    return this.asked.plugins;
  }

  private readonly databaseUp: HealthIndicatorFunction = () => {
    const check = this.indicators.check('database');
    return this.database.isUp ? check.up() : check.down('does not answer');
  };

  private readonly notDraining: HealthIndicatorFunction = () => {
    const check = this.indicators.check('server');
    return this.drain.isDraining ? check.down('is draining') : check.up();
  };

  private readonly hasStarted: HealthIndicatorFunction = () => {
    const check = this.indicators.check('server');
    return this.started ? check.up() : check.down('is starting');
  };

  /** A plugin that did not start, or whose checks fail, degrades; only a failing check that says it is required makes us not ready. */
  private readonly pluginsWork: HealthIndicatorFunction = async () => {
    const check = this.indicators.check('plugins');
    const reports = await this.plugins();
    const missing = reports.some(({ checks }) => checks.some(({ impact, status }) => impact === 'required' && status !== 'ok'));
    if (missing) return check.down('a required check fails');
    return reports.every(({ status }) => status === 'ok') ? check.up() : check.degraded('some do not work');
  };

  private async check(indicators: HealthIndicatorFunction[]): Promise<Health> {
    try {
      const { status, details } = await this.terminus.check(indicators);
      return { status: status === 'ok' ? 'ok' : 'degraded', checks: plain(details) };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      const { details } = error.getResponse() as { readonly details: Checks };
      return { status: 'error', checks: plain(details) };
    }
  }
}

const plain = (details: Checks): Health['checks'] =>
  Object.fromEntries(
    Object.entries(details).map(([name, { status, message, lag }]) => [
      name,
      {
        status: status === 'up' || status === 'degraded' ? status : 'down',
        ...(typeof message === 'string' && { message }),
        ...(typeof lag === 'number' && { lag }),
      },
    ]),
  );
