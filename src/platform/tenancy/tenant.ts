import type { PluginActivation } from '../plugins/activation.js';

/** Rate-limit overrides of a tenant, by policy name. */
export type TenantLimits = Readonly<Record<string, { readonly limit: number; readonly window_seconds: number }>>;

/** How much code may be run, by one person and by all of the institution together. */
export interface CodeQuota {
  readonly user_concurrent: number;
  readonly tenant_concurrent: number;
  readonly user_cpu_seconds_per_day: number;
  readonly tenant_cpu_seconds_per_day: number;
}

/** Choices of an institution; parsed by `tenantPoliciesSchema`, so every field is present. */
export interface TenantPolicies {
  readonly registration: 'open' | 'closed';
  readonly teacher_enrollment: 'any' | 'admin_only';
  readonly teachers_read_chats: boolean;
  /** Whether events carry what is said in chats: otherwise ids and lengths only. */
  readonly chat_text_in_events: boolean;
  /** How learners appear on the leaderboard, if there is one. */
  readonly leaderboard: 'names' | 'pseudonyms' | 'off';
  /** Best scores, 0 to 100, from which an exercise is completed and mastered. */
  readonly exercise_thresholds: { readonly completed: number; readonly mastered: number };
  readonly code_quota: CodeQuota;
  readonly identity_providers: readonly IdentityProvider[];
  /** CIDR blocks that many people share: a school is one address. */
  readonly shared_networks: readonly string[];
  /** Browser origins of the tenant's own front ends. */
  readonly allowed_origins: readonly string[];
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly jwks_url?: string | undefined;
  /** Stored encrypted; decrypted only by the exchange. */
  readonly secret?: string | undefined;
  readonly emails_verified: boolean;
  /** Whether an unknown person gets an account, and as what. */
  readonly provision: 'none' | 'student' | 'parent';
}

/** All a request needs to know of its tenant, read once and kept while the change poll says it holds. */
export interface TenantSnapshot {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly active: boolean;
  readonly plan: string;
  readonly region: string | undefined;
  /** IANA time zone: days, streaks and day limits are counted in it. */
  readonly timezone: string;
  readonly locale: string;
  readonly policies: TenantPolicies;
  readonly limits: TenantLimits;
  readonly revision: number;
  /** Every installed plugin with what holds for this tenant. */
  readonly plugins: ReadonlyMap<string, PluginActivation>;
}
