import { Injectable } from '@nestjs/common';
import type { PluginHealth, PluginManifest } from '../../../sdk/plugin.js';
import { logger } from '../../telemetry/logger.js';
import { withTimeLimit } from '../../background/time-limit.js';
import { PluginRegistry } from '../plugin-registry.js';

export interface CheckResult {
  readonly name: string;
  readonly impact: PluginHealth['impact'];
  readonly status: 'ok' | 'failed' | 'timeout';
  readonly durationMs: number;
}

export interface PluginHealthReport {
  readonly plugin: string;
  /** `failed`: it did not start, or a required check is not ok. */
  readonly status: 'ok' | 'degraded' | 'failed';
  /** Why it did not start, for operators. */
  readonly reason?: string;
  readonly checks: readonly CheckResult[];
}

/** Asks plugins how they are. What a check says of its trouble goes into the log only: it may hold secrets. */
@Injectable()
export class PluginHealthChecks {
  constructor(private readonly registry: PluginRegistry) {}

  /** Every installed plugin, each check within its own time limit, all at once. */
  async all(): Promise<readonly PluginHealthReport[]> {
    const unknown = this.registry.failures.filter(({ pluginId }) => !this.registry.manifests.has(pluginId));
    const failed = unknown.map(({ pluginId, reason }): PluginHealthReport => ({ plugin: pluginId, status: 'failed', reason, checks: [] }));
    return [...failed, ...(await Promise.all([...this.registry.manifests.values()].map((manifest) => this.of(manifest))))];
  }

  async of(manifest: PluginManifest): Promise<PluginHealthReport> {
    const { failure } = this.registry.state(manifest.id);
    if (failure) return { plugin: manifest.id, status: 'failed', reason: failure.reason, checks: [] };
    const checks = await Promise.all(manifest.health.map((check) => this.run(manifest.id, check)));
    const bad = checks.filter(({ status }) => status !== 'ok');
    const status = bad.some(({ impact }) => impact === 'required') ? 'failed' : bad.length > 0 ? 'degraded' : 'ok';
    return { plugin: manifest.id, status, checks };
  }

  private async run(plugin: string, { name, impact, timeoutMs, indicator }: PluginHealth): Promise<CheckResult> {
    const started = performance.now();
    const result = (status: CheckResult['status']): CheckResult => ({
      name,
      impact,
      status,
      durationMs: Math.round(performance.now() - started),
    });
    let settled = false;
    const check = async (): Promise<void> => {
      try {
        await this.registry.instanceOf(indicator).check();
      } finally {
        settled = true;
      }
    };
    try {
      await withTimeLimit(check(), timeoutMs, `health check ${name}`);
      return result('ok');
    } catch (error) {
      logger.warn({ err: error, plugin_id: plugin, check: name }, 'a health check of a plugin failed');
      return result(settled ? 'failed' : 'timeout');
    }
  }
}
