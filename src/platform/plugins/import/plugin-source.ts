import type { PluginManifest } from '../../../sdk/plugin.js';

/** A plugin that may not have been imported yet, so that a failing import is known by name. */
export interface PluginSource {
  /** The id the installation expects; what the manifest says must agree. */
  readonly id: string;
  load(): Promise<{ readonly default: PluginManifest }>;
}

/** A manifest at hand, or where to get it. */
export type PluginInput = PluginManifest | PluginSource;

export const isPluginSource = (input: PluginInput): input is PluginSource => 'load' in input;
