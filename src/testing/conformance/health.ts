import assert from 'node:assert/strict';
import { PluginHealthChecks } from '../../platform/plugins/admin/plugin-health.js';
import { PluginRegistry } from '../../platform/plugins/plugin-registry.js';
import type { ConformanceSubject } from './subject.js';

const SLACK_MS = 1000;

/** Healthy here, and a check that never answers ends by itself. */
export const healthIsBounded = async ({ server, manifest }: ConformanceSubject): Promise<void> => {
  const checks = server.get(PluginHealthChecks);
  const registry = server.get(PluginRegistry);
  const well = await checks.of(manifest);
  assert.equal(well.status, 'ok', JSON.stringify(well.checks));
  for (const { name, indicator, timeoutMs } of manifest.health) {
    const instance = registry.instanceOf(indicator);
    Object.defineProperty(instance, 'check', { value: () => new Promise(() => undefined), configurable: true });
    const report = await checks.of(manifest);
    Reflect.deleteProperty(instance, 'check');
    const hung = report.checks.find((check) => check.name === name);
    assert.equal(hung?.status, 'timeout');
    assert.ok((hung?.durationMs ?? Infinity) < timeoutMs + SLACK_MS, `${name} ended after ${hung?.durationMs} ms`);
  }
};
