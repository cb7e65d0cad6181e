import type { TenantLimits } from '../tenancy/tenant.js';

/** A day is the tenant's calendar day, from midnight to midnight in its time zone. */
export const DAY_SECONDS = 86_400;
const HOUR = 3600;
const MINUTE = 60;

/**
 * `address`: by client address (by person inside a shared network). `person`: by who is signed in, else by address.
 * `both`: each by itself. `sign-in`: by address; inside a shared network by address and account, under a ceiling.
 */
export type LimitSubject = 'address' | 'person' | 'both' | 'sign-in';

export interface LimitPolicy {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly per: LimitSubject;
}

const policy = (limit: number, windowSeconds: number, per: LimitSubject): LimitPolicy => Object.freeze({ limit, windowSeconds, per });

/** The limits of the API, by policy; each may be overridden by a tenant. Routes that share a policy share its counts. */
export const LIMIT_POLICIES: ReadonlyMap<string, LimitPolicy> = new Map([
  ['default', policy(300, MINUTE, 'address')],
  ['catalogue', policy(100, MINUTE, 'address')],
  ['search', policy(50, MINUTE, 'address')],
  ['quiz_read', policy(50, MINUTE, 'person')],
  ['quiz_list', policy(50, MINUTE, 'person')],
  ['quiz_submit', policy(10, HOUR, 'person')],
  ['quiz_attempts', policy(20, MINUTE, 'person')],
  ['chapter_complete', policy(100, DAY_SECONDS, 'person')],
  ['course_progress', policy(200, MINUTE, 'person')],
  ['all_progress', policy(100, MINUTE, 'person')],
  ['streak_reset', policy(1, DAY_SECONDS, 'person')],
  ['hybrid_adaptive_learning', policy(5, DAY_SECONDS, 'person')],
  ['hybrid_llm_assessment', policy(10, DAY_SECONDS, 'person')],
  ['hybrid_synthesis', policy(3, DAY_SECONDS, 'person')],
  ['hybrid_mentor_session', policy(2, DAY_SECONDS, 'person')],
  ['hybrid_usage', policy(10, MINUTE, 'person')],
  ['emotion_detect', policy(30, MINUTE, 'both')],
  ['login', policy(10, MINUTE, 'sign-in')],
  ['code_execute', policy(20, MINUTE, 'person')],
]);

/** How many sign-ins one address of a shared network may try in a minute, whatever the accounts. */
export const SHARED_SIGN_IN_CEILING = policy(600, MINUTE, 'address');

/** The policy as it holds for a tenant. Throws for a name that is not in the table: a route's mistake. */
export const effectivePolicy = (name: string, overrides: TenantLimits): LimitPolicy => {
  const standard = LIMIT_POLICIES.get(name);
  if (!standard) throw new Error(`There is no limit policy ${name}`);
  const own = overrides[name];
  return own ? { limit: own.limit, windowSeconds: own.window_seconds, per: standard.per } : standard;
};

/** Every policy as it holds for a tenant, in the form of its overrides. */
export const effectiveLimits = (overrides: TenantLimits): TenantLimits =>
  Object.fromEntries(
    [...LIMIT_POLICIES.keys()].map((name) => {
      const { limit, windowSeconds } = effectivePolicy(name, overrides);
      return [name, { limit, window_seconds: windowSeconds }];
    }),
  );

/** Windows of a minute or less count every request, in memory; longer ones count what succeeded, in the database. */
export const isLasting = ({ windowSeconds }: LimitPolicy): boolean => windowSeconds > MINUTE;
