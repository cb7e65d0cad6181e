/** Why a plugin is not effective for a tenant, first reason first. */
export type BlockedReason =
  | { readonly kind: 'quarantined' }
  | { readonly kind: 'not-entitled' }
  | { readonly kind: 'region' }
  | { readonly kind: 'consent' }
  | { readonly kind: 'switched-off' }
  | { readonly kind: 'requires'; readonly plugin: string };

/** What holds for one plugin in one tenant. */
export interface PluginActivation {
  readonly pluginId: string;
  /** The one answer the gate asks for. */
  readonly effective: boolean;
  /** The tenant's own switch. */
  readonly enabled: boolean;
  readonly entitled: boolean;
  readonly blockedBy: readonly BlockedReason[];
  /** As stored: not upcast, secrets not included. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingsVersion: number;
  readonly revision: number;
}
