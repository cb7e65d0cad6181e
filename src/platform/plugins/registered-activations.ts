import { Injectable } from '@nestjs/common';
import type { PluginManifest } from '../../sdk/plugin.js';
import { logger } from '../telemetry/logger.js';
import type { PluginActivation } from './activation.js';
import { decideActivations, type InstalledPlugin } from './decide-activations.js';
import { type ActivationFacts, PluginActivations } from './plugin-activations.js';
import { PluginRegistry } from './plugin-registry.js';
import { missingConsent } from './settings/missing-consent.js';

const describe = (manifest: PluginManifest, quarantined: boolean): InstalledPlugin => ({
  id: manifest.id,
  requires: manifest.requires.map(({ id }) => id),
  quarantined,
  regions: manifest.policy.regions,
  hasConsent(settings, version) {
    try {
      return Object.keys(missingConsent(manifest, settings, version)).length === 0;
    } catch (error) {
      logger.error({ err: error, plugin_id: manifest.id }, 'the consent check of a plugin failed');
      return false;
    }
  },
});

/** The decision over what is registered in this process. */
@Injectable()
export class RegisteredActivations extends PluginActivations {
  constructor(private readonly registry: PluginRegistry) {
    super();
  }

  forTenant(facts: ActivationFacts): ReadonlyMap<string, PluginActivation> {
    const installed = [...this.registry.manifests.values()].map((manifest) => describe(manifest, this.registry.isQuarantined(manifest.id)));
    return decideActivations(installed, facts);
  }
}
