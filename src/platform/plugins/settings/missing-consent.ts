import type { PluginManifest } from '../../../sdk/plugin.js';
import { readSettings } from './read-settings.js';

/** What a tenant's settings still lack before the plugin may run, by field; empty when nothing. */
export const missingConsent = (
  { policy, settings }: PluginManifest,
  stored: Readonly<Record<string, unknown>>,
  version: number,
): Readonly<Record<string, readonly string[]>> => {
  if (!policy.consent) return {};
  return policy.consent(settings.tenant ? readSettings(settings.tenant, stored, version) : stored);
};
