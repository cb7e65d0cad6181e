/** Where starting a plugin went wrong. */
export type FailureStage = 'import' | 'manifest' | 'migration' | 'constructor' | 'hook' | 'requires';

/** Why a plugin is quarantined. */
export interface PluginFailure {
  readonly pluginId: string;
  readonly stage: FailureStage;
  /** For operators: stage and message, no stack. */
  readonly reason: string;
  readonly error?: unknown;
}

const words: Record<FailureStage, string> = {
  import: 'could not be imported',
  manifest: 'has no usable manifest',
  migration: 'has migrations that are not applied',
  constructor: 'could not be constructed',
  hook: 'failed while starting',
  requires: 'requires a plugin that did not start',
};

export const pluginFailure = (pluginId: string, stage: FailureStage, error: unknown): PluginFailure => {
  const message = error instanceof Error ? error.message : String(error);
  return { pluginId, stage, reason: `${words[stage]}: ${message.split('\n')[0]?.slice(0, 300)}`, error };
};
