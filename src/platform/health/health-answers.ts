import type { Response } from 'express';
import { Unavailable } from '../../sdk/errors.js';
import { errorBody } from '../http/error-body.js';
import type { PluginHealthReport } from '../plugins/admin/plugin-health.js';
import type { Health, InstalledPluginHealth } from './health.schemas.js';

const RETRY_SECONDS = 2;

export const isUnhealthy = ({ status }: Health): boolean => status === 'error';

/** An unhealthy answer is a refusal like any other: with the error body, naming what is away. */
export const withErrorBody = (health: Health, requestId: string): Health => {
  if (!isUnhealthy(health)) return health;
  const [away = 'server'] = Object.entries(health.checks).flatMap(([name, { status }]) => (status === 'down' ? [name] : []));
  const { errors: _, plugin: _plugin, plugins: _plugins, ...body } = errorBody(new Unavailable(away, RETRY_SECONDS), requestId);
  return { ...health, ...body };
};

export const markUnhealthy = (response: Response): void => {
  response.status(503).setHeader('Retry-After', String(RETRY_SECONDS));
};

/** Why a plugin did not start is for those who run the installation. */
export const pluginHealthView = (report: PluginHealthReport, forOperators: boolean): InstalledPluginHealth => ({
  plugin: report.plugin,
  status: report.status,
  ...(forOperators && report.reason !== undefined ? { reason: report.reason } : {}),
  checks: report.checks.map(({ name, impact, status, durationMs }) => ({ name, impact, status, duration_ms: durationMs })),
});
